package io.headwater.hub.cli;

import io.headwater.archive.store.ObjectStores;
import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of addresses on the command line. */
final class Addresses {
    private static final Pattern HOST_PORT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):(\\d{1,5})");
    private static final int REDIS_PORT = 6379;

    private Addresses() {}

    /** Kafka's bootstrap addresses: {@code HOST:PORT}, several separated by commas. */
    static String kafka(String text) {
        for (String address : text.split(",", -1)) {
            Matcher matcher = HOST_PORT.matcher(address);
            if (!matcher.matches() || !isPort(Integer.parseInt(matcher.group(2)))) {
                throw wrong(text, "is not an address of Kafka", "give HOST:PORT, several separated by commas");
            }
        }
        return text;
    }

    /** A registry's URL, without a slash at its end. */
    static String registry(String text) {
        URI url = uri(text);
        if (url == null || url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw wrong(text, "is not a URL of a schema registry", "give http://HOST:PORT[/PATH]");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** A running Redis-compatible server, {@code redis://[[USER]:PASSWORD@]HOST[:PORT]}; the port is filled in. */
    static URI redis(String text) {
        URI url = uri(text);
        String path = url == null ? null : url.getPath();
        if (url == null || url.getHost() == null || !"redis".equals(url.getScheme()) || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw text.startsWith("rediss:")
                    ? wrong(text, "asks for TLS, which is not there yet", "give redis://HOST:PORT, through a tunnel (stunnel, ssh) where the way is not trusted")
                    : wrong(withoutPassword(text), "is not a target", "give redis://[USER:PASSWORD@]HOST:PORT");
        }
        String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
        return URI.create("redis://" + user + url.getHost() + ":" + (url.getPort() == -1 ? REDIS_PORT : url.getPort()));
    }

    /** What a message may show. */
    private static String withoutPassword(String text) {
        return text.replaceAll("//.*@", "//...@");
    }

    /** An archive's URL: {@code s3://BUCKET/PREFIX} with its options, or {@code file:DIRECTORY}, made absolute against the working directory. */
    static String store(String text) {
        if (text.startsWith("s3:")) {
            ObjectStores.check(text);
            return text;
        }
        if (!text.startsWith("file:") || text.length() == "file:".length()) {
            throw wrong(text, "is not an archive", "give file:DIRECTORY or s3://BUCKET/PREFIX");
        }
        String path = text.substring("file:".length());
        return "file:" + Path.of(path.startsWith("//") ? path.substring(2) : path).toAbsolutePath().normalize();
    }

    /** A TCP port. */
    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (isPort(port)) {
                return port;
            }
        } catch (NumberFormatException e) {
            // As a number out of range.
        }
        throw wrong(text, "is not a port", "give a number from 1 to 65535");
    }

    private static HeadwaterException wrong(String text, String what, String hint) {
        return new HeadwaterException("'" + text + "' " + what, hint, HeadwaterException.EXIT_USAGE);
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= 65_535;
    }

    private static @Nullable URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
