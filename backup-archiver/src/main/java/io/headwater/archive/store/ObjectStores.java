package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens stores by URL, and says what a name may be. */
public final class ObjectStores {
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9._-]*(/[a-zA-Z0-9_-][a-zA-Z0-9._-]*)*");
    private static final int MAX_NAME_LENGTH = 900;

    private ObjectStores() {}

    /**
     * Opens a store, encrypted if the process's environment holds an archive key ({@link ArchiveKey}).
     *
     * @param url {@code file:/path}, {@code file:relative/path} or a plain path of a directory, which is created when the first object is; or
     *     {@code s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION&path-style=true]}
     * @throws HeadwaterException if the URL is none of these, or the key is none
     */
    public static ObjectStore open(String url) {
        return open(url, System.getenv());
    }

    /** The same with another environment. */
    static ObjectStore open(String url, Map<String, String> environment) {
        Optional<ArchiveKey> key = ArchiveKey.of(environment);
        ObjectStore store = openPlain(url);
        return key.isPresent() ? new EncryptedObjectStore(store, key.get()) : new PlainObjectStore(store);
    }

    /**
     * Looks at a URL without opening anything.
     *
     * @throws HeadwaterException if {@link #open} would take it for none
     */
    public static void check(String url) {
        var scheme = SCHEME.matcher(url);
        if (scheme.matches() && scheme.group(1).equalsIgnoreCase("s3")) {
            S3Location.parse(url);
        } else if (scheme.matches() && !scheme.group(1).equalsIgnoreCase("file")) {
            throw unusable(url);
        }
    }

    private static ObjectStore openPlain(String url) {
        var scheme = SCHEME.matcher(url);
        if (!scheme.matches()) {
            return directory(url, url);
        }
        if (scheme.group(1).equalsIgnoreCase("s3")) {
            return new S3ObjectStore(S3Location.parse(url), S3Patience.DEFAULT, InstantSource.system());
        }
        if (!scheme.group(1).equalsIgnoreCase("file")) {
            throw unusable(url);
        }
        String rest = url.substring("file:".length());
        // file:///a and file:/a are absolute; file:a, which java.net.URI calls opaque, is relative to the working directory
        return directory(url, rest.startsWith("//") ? URI.create(url).getPath() : rest);
    }

    private static ObjectStore directory(String url, String path) {
        if (path == null || path.isBlank()) {
            throw unusable(url);
        }
        return new FileObjectStore(Path.of(path));
    }

    private static HeadwaterException unusable(String url) {
        return new HeadwaterException(
                "store '" + url + "' is not usable", "give a directory, as file:/path, or s3://BUCKET/PREFIX", HeadwaterException.EXIT_USAGE);
    }

    /**
     * Returns the name if a store takes it.
     *
     * @throws IllegalArgumentException otherwise
     */
    static String checked(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not an object's name: " + name);
        }
        return name;
    }

    /** Whether a store takes the name. */
    static boolean isName(String name) {
        return name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches();
    }
}
