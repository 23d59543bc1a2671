package io.headwater.archive.store;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in one line what an S3 server or the way to it has against a call, with a hint. */
final class S3Faults {
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int PRECONDITION_FAILED = 412;
    static final int RANGE_BEHIND_END = 416;

    private S3Faults() {}

    /** @param what was tried, as {@code "write a/b"} */
    static StoreException of(String what, S3Location location, SdkException e) {
        String message = "cannot " + what + " in " + location.url() + ": ";
        if (e instanceof S3Exception answer) {
            return refused(message, location, answer);
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return new StoreException(message + "the server does not answer in time", reach(location), true, e);
        }
        String text = String.valueOf(e.getMessage());
        if (text.contains("credentials")) {
            return new StoreException(
                    message + "no credentials were found",
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the machine a role",
                    false,
                    e);
        }
        if (text.contains("region")) {
            return new StoreException(message + "no region is known", "add ?region=REGION to the store, or set AWS_REGION", false, e);
        }
        return new StoreException(message + unreachable(e), reach(location), true, e);
    }

    private static StoreException refused(String message, S3Location location, S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String answer = message + (code.isEmpty() ? "answer " : code + ", answer ") + e.statusCode();
        String region = header(details, "x-amz-bucket-region");
        if (e.statusCode() == 301 || e.statusCode() == 307 || code.equals("AuthorizationHeaderMalformed") || code.contains("Region")) {
            return new StoreException(
                    answer + ": the bucket is in another region",
                    region == null ? "add ?region=REGION to the store" : "add ?region=" + region + " to the store",
                    false,
                    e);
        }
        return switch (e.statusCode()) {
            case 401, 403 -> new StoreException(
                    answer + ": access is refused", "check the credentials, and that they may use bucket " + location.bucket(), false, e);
            case NOT_FOUND -> new StoreException(
                    answer + (code.equals("NoSuchBucket") ? ": there is no such bucket" : ""),
                    "create bucket " + location.bucket() + ", or check name, region and endpoint of the store",
                    false,
                    e);
            default -> new StoreException(
                    answer, "the server " + (e.statusCode() >= 500 ? "has a problem: try again later" : "refuses the request"), true, e);
        };
    }

    private static @Nullable String header(@Nullable AwsErrorDetails details, String name) {
        return details == null || details.sdkHttpResponse() == null
                ? null
                : details.sdkHttpResponse().firstMatchingHeader(name).orElse(null);
    }

    private static String unreachable(SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "host " + cause.getMessage() + " is unknown";
            }
            if (cause instanceof ConnectException) {
                return "the server cannot be reached";
            }
        }
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String text = String.valueOf(last.getMessage()).lines().findFirst().orElse("");
        return text.isEmpty() ? last.getClass().getSimpleName() : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String reach(S3Location location) {
        return "check the network" + (location.endpoint() == null ? "" : " and that a server runs at " + location.endpoint());
    }
}
