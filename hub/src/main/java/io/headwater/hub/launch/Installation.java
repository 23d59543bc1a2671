package io.headwater.hub.launch;

import io.headwater.schemas.HeadwaterException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where this build lies: found from the place of our own classes, so that it holds from any working directory. */
public final class Installation {
    private Installation() {}

    /** The {@code java} of this process, for its children. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** The class path of this process: children that run our own roles or the broker take all of it. */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The jar or folder of the hub's classes. */
    static Path ownClasses() {
        try {
            return Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JVM flags of long-running roles. */
    public static List<String> serverFlags() {
        return flags("server");
    }

    /** The JVM flags of commands that replay a log. */
    public static List<String> replayFlags() {
        return flags("replay");
    }

    private static List<String> flags(String kind) {
        return List.of("@" + ownClasses().resolve("../../" + kind + ".jvmargs").normalize());
    }

    /**
     * The folder of the unpacked registry.
     *
     * @throws HeadwaterException if the build has not put it there
     */
    static Path registry() {
        Path folder = ownClasses().resolveSibling("registry");
        if (!Files.exists(folder.resolve("quarkus-run.jar"))) {
            throw new HeadwaterException(
                    "the schema registry is not in " + folder,
                    "build again (./mvnw -DskipTests package), or use a running one with --registry",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        return folder;
    }
}
