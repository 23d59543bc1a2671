package io.headwater.hub.doctor;

import java.util.List;

/** What a Kafka cluster should be set to, as data. Each line says what it buys; docs/kafka-settings.md says more. */
final class Recommendations {
    /** A loss of one broker must leave two copies of whatever was acknowledged, or one that may still be written. */
    static final int REPLICATION = 3;

    static final int IN_SYNC = 2;

    /** A batch or chunk of at most 512 KiB with its envelope, with room to spare. */
    private static final long RECORD_BYTES = 1024 * 1024 + 12;

    private static final Setting IN_SYNC_REPLICAS = Setting.atLeast(
            "min.insync.replicas",
            Severity.ERROR,
            IN_SYNC,
            "what is acknowledged at `log` is on two brokers, so that the loss of one loses nothing");

    private static final Setting CLEAN_ELECTION = Setting.exactly(
            "unclean.leader.election.enable",
            Severity.ERROR,
            "false",
            "a broker that missed writes never becomes the leader and cuts them off the log");

    /** Of every broker. */
    static final List<Setting> OF_BROKERS = List.of(
            CLEAN_ELECTION,
            Setting.atMost(
                    "broker.session.timeout.ms",
                    Severity.WARNING,
                    3000,
                    "a killed broker is replaced as the log's leader after 3 s instead of 9; until then writes at `log` wait"),
            Setting.atMost(
                    "broker.heartbeat.interval.ms",
                    Severity.WARNING,
                    500,
                    "several heartbeats fit into the session, so that one late packet does not end it"),
            Setting.atMost(
                    "replica.lag.time.max.ms",
                    Severity.WARNING,
                    10_000,
                    "a broker that hangs without dying holds up commits for 10 s instead of 30"),
            Setting.atMost(
                    "replica.fetch.wait.max.ms",
                    Severity.NOTE,
                    500,
                    "followers that wait for new records ask again soon after a stall"),
            Setting.exactly(
                    "auto.create.topics.enable",
                    Severity.NOTE,
                    "false",
                    "a mistyped --cluster is an error instead of an empty topic"));

    /** Of a shard's topic. */
    static final List<Setting> OF_LOGS = List.of(
            IN_SYNC_REPLICAS,
            CLEAN_ELECTION,
            Setting.exactly("cleanup.policy", Severity.ERROR, "delete", "compaction would remove records out of the middle of the log"),
            Setting.exactly(
                    "retention.ms", Severity.ERROR, "-1", "the retention gate alone trims the log, and knows which reader still needs what"),
            Setting.exactly(
                    "retention.bytes", Severity.ERROR, "-1", "the retention gate alone trims the log, and knows which reader still needs what"),
            Setting.exactly(
                    "message.timestamp.type", Severity.WARNING, "CreateTime", "a record's timestamp is the shard clock's time of its last entry"),
            Setting.exactly(
                    "message.timestamp.after.max.ms",
                    Severity.ERROR,
                    Long.toString(Long.MAX_VALUE),
                    "a shard clock that runs ahead of the broker's does not stop the log"),
            Setting.atLeast("max.message.bytes", Severity.ERROR, RECORD_BYTES, "a full batch of 512 KiB fits with its envelope"),
            new Setting(
                    "compression.type",
                    Severity.WARNING,
                    "producer",
                    "producer"::equals,
                    "brokers store what they are sent, without unpacking and packing it again"));

    /** Of the readers' topic. */
    static final List<Setting> OF_READERS = List.of(
            IN_SYNC_REPLICAS,
            CLEAN_ELECTION,
            Setting.exactly("cleanup.policy", Severity.ERROR, "compact", "the newest registration of each reader stays, and only that"));

    private Recommendations() {}
}
