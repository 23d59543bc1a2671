package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bucket: {@code s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION&path-style=true|false]}.
 *
 * @param bucket its name
 * @param prefix what all keys start with, without a slash at either end; empty for the whole bucket
 * @param endpoint of another server than Amazon's; null for Amazon's
 * @param region null to take what the SDK finds (AWS_REGION, profile), or {@code us-east-1} with an endpoint
 * @param pathStyle whether the bucket stands in the path instead of the host's name; with an endpoint the default
 */
record S3Location(String bucket, String prefix, @Nullable URI endpoint, @Nullable String region, boolean pathStyle) {
    private static final Pattern FORM = Pattern.compile("[sS]3://([^/?#]+)(?:/([^?#]*))?(?:\\?([^#]*))?");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    /**
     * Takes a URL apart.
     *
     * @throws HeadwaterException if it is not of that form
     */
    static S3Location parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches() || !BUCKET.matcher(parts.group(1)).matches()) {
            throw unusable(url);
        }
        String prefix = parts.group(2) == null ? "" : parts.group(2);
        prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (!prefix.isEmpty() && !ObjectStores.isName(prefix)) {
            throw unusable(url);
        }
        return new S3Location(parts.group(1), prefix, null, null, false).with(parts.group(3) == null ? "" : parts.group(3), url);
    }

    private S3Location with(String query, String url) {
        URI endpointUri = null;
        String regionName = null;
        Boolean inPath = null;
        for (String option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String value = option.substring(equals + 1);
            switch (equals < 0 ? "" : option.substring(0, equals)) {
                case "endpoint" -> endpointUri = endpoint(value, url);
                case "region" -> regionName = matching(REGION, value, url);
                case "path-style" -> inPath = Boolean.parseBoolean(matching(Pattern.compile("true|false"), value, url));
                default -> throw unusable(url);
            }
        }
        return new S3Location(bucket, prefix, endpointUri, regionName, inPath == null ? endpointUri != null : inPath);
    }

    private static URI endpoint(String value, String url) {
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // as one of another scheme
        }
        throw unusable(url);
    }

    private static String matching(Pattern form, String value, String url) {
        if (!form.matcher(value).matches()) {
            throw unusable(url);
        }
        return value;
    }

    private static HeadwaterException unusable(String url) {
        return new HeadwaterException(
                "store '" + url + "' is not usable",
                "give s3://BUCKET/PREFIX, and where needed ?endpoint=http://HOST:PORT&region=REGION&path-style=true",
                HeadwaterException.EXIT_USAGE);
    }

    /** The key of a name, or of the beginning of one. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The name of a key that starts with {@code key("")}. */
    String name(String key) {
        return prefix.isEmpty() ? key : key.substring(prefix.length() + 1);
    }

    /** How a person would name it: what tells it from other stores. */
    String url() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + (endpoint == null ? "" : "?endpoint=" + endpoint);
    }
}
