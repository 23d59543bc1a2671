package io.headwater.schemas;

import java.util.regex.Pattern;

/** The names of a cluster's topics and subjects. */
public final class Topics {
    private static final Pattern CLUSTER = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private Topics() {}

    /** The topic of a shard's log. */
    public static String binlog(String cluster, int shard) {
        return checked(cluster) + ".binlog." + shard;
    }

    /** The compacted topic that holds the shard count, the primaries' addresses and every reader's position. */
    public static String readers(String cluster) {
        return checked(cluster) + ".readers";
    }

    /** The registry's subject for a topic's values. */
    public static String subject(String topic) {
        return topic + "-value";
    }

    private static String checked(String cluster) {
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new HeadwaterException(
                    "cluster name '" + cluster + "' is not usable",
                    "use 1 to 100 letters, digits, '_' or '-'",
                    HeadwaterException.EXIT_USAGE);
        }
        return cluster;
    }
}
