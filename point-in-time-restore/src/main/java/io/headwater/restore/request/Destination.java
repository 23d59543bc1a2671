package io.headwater.restore.request;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a restore goes. */
public sealed interface Destination {
    /** A file that must not exist yet. */
    record RdbFile(Path file) implements Destination {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** What becomes of keys that the target holds already. */
    enum Existing {
        /** Any key makes the target unfit. */
        REFUSE,
        /** All of them go first. */
        REPLACE,
        /** They stay as they are; only absent keys are written. */
        SKIP
    }

    /**
     * A running server or cluster.
     *
     * @param user null for the default user
     * @param password null if none is needed
     */
    record Server(String host, int port, @Nullable String user, @Nullable String password, Existing existing) implements Destination {
        /** A server that must be empty and asks for no password. */
        public Server(String host, int port) {
            this(host, port, null, null, Existing.REFUSE);
        }

        @Override
        public String toString() {
            return "redis://" + host + ":" + port; // never the password
        }
    }

    /**
     * A new cluster of this name, whose log begins with the restored keys.
     *
     * @param shards how many it gets; {@link #AS_THE_SOURCE}
     * @param elsewhere whether it is made in another Kafka than the source's
     */
    record NewCluster(String name, int shards, boolean elsewhere) implements Destination {
        /** As many {@link #shards} as are restored. */
        public static final int AS_THE_SOURCE = 0;

        @Override
        public String toString() {
            return "new cluster " + name;
        }
    }

    /**
     * The running cluster itself, through its primaries.
     *
     * @param force write also over keys that somebody changes while the restore is under way
     */
    record InPlace(boolean force) implements Destination {
        @Override
        public String toString() {
            return "the cluster itself";
        }
    }
}
