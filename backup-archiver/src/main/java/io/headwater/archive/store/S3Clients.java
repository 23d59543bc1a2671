package io.headwater.archive.store;

import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes clients of S3 servers. Credentials come from where the SDK looks for them: environment, system properties, profile, container, instance. */
final class S3Clients {
    private static final int CONNECTIONS = 64;

    private S3Clients() {}

    static S3Client open(S3Location location, S3Patience patience) {
        var http = ApacheHttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(patience.connect())
                .connectionAcquisitionTimeout(patience.attempt())
                .socketTimeout(patience.stall())
                .tcpKeepAlive(true);
        var builder = S3Client.builder()
                .httpClientBuilder(http)
                .forcePathStyle(location.pathStyle())
                // Uploads carry a checksum that is computed here, and what is read is checked against the archive's own.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(retries(patience))
                        .apiCallAttemptTimeout(patience.attempt())
                        .apiCallTimeout(patience.call()));
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint());
        }
        String region = location.region();
        if (region != null) {
            builder.region(Region.of(region));
        } else if (location.endpoint() != null) {
            builder.region(Region.US_EAST_1); // a part of every signature, and of no meaning to other servers
        }
        return builder.build();
    }

    private static StandardRetryStrategy retries(S3Patience patience) {
        var pauses = BackoffStrategy.exponentialDelay(patience.firstPause(), patience.longestPause());
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.attempts())
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                // Its tokens protect a service from a fleet; here they would end the patience of a lone archiver early.
                .circuitBreakerEnabled(false)
                .build();
    }
}
