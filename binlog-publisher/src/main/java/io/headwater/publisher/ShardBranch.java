package io.headwater.publisher;

import io.headwater.replication.JudgedRecord;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Claim;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Writes the log of a shard that has none: a timeline that branches off another one.
 *
 * <pre>
 * claim of epoch 1 | markers: {@link BranchOrigin} | entries that make the keyspace ... | hand-over marker
 * </pre>
 *
 * To every reader it is an ordinary log: the restore was the shard's first primary, and has handed over, so that the first node that is started claims epoch 2 at once.
 * All entries bear one time: no restore of the branch can cut in the middle of it. What fails is not mended, for nothing may read the log before
 * {@link #finish} has returned. One thread.
 */
public final class ShardBranch implements AutoCloseable {
    /** A claim names an address, and nobody can be reached at this one. */
    private static final String NOWHERE = "0.0.0.0:0";

    private static final int BATCH_BYTES = 256 * 1024;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_EMPTY_POLLS = 30;

    private final ShardTopic topic;
    private final int shard;
    private final String node;
    private final long timeMs;
    private final RecordStamp stamp;
    private final BatchEncoder entries = new BatchEncoder(new byte[2 * BATCH_BYTES]);
    private final BranchAppends appends;
    private final CRC32C written = new CRC32C();
    private long bytes;

    /**
     * @param node what the claim names as the primary
     * @param timeMs of every record, milliseconds since 1970
     * @param random draws timeline and nonce
     */
    ShardBranch(ShardTopic topic, int shard, String node, long timeMs, RandomGenerator random) {
        this.topic = topic;
        this.shard = shard;
        this.node = node;
        this.timeMs = timeMs;
        this.stamp = new RecordStamp(new Timeline(random.nextLong(), random.nextLong()), shard, 1, random.nextLong(), 0, 1);
        if (topic.exists()) {
            throw new HeadwaterException(
                    "topic " + topic.name() + " exists", "choose another name, or delete the topic", HeadwaterException.EXIT_USAGE);
        }
        topic.create();
        this.appends = new BranchAppends(topic);
    }

    /** A branch in Kafka; creates the topic. */
    public static ShardBranch onKafka(
            KafkaAccess access, RegistryAdapter registry, String cluster, int shard, String node, long timeMs, RandomGenerator random) {
        LogReader logs = new LogReader(access, registry, cluster);
        return new ShardBranch(new KafkaShardTopic(access, registry, logs, shard), shard, node, timeMs, random);
    }

    /**
     * Appends what a branch begins with.
     *
     * @param origins each shard that keys come from
     */
    public void begin(List<BranchOrigin> origins) {
        byte[] claim = new Claim(node, NOWHERE, null, FailoverMode.MANUAL).encoded(stamp, timeMs);
        append(claim, 0, claim.length);
        origins.forEach(origin -> entries.control(timeMs, ControlKind.MARKER, origin.encoded()));
        seal();
    }

    /** Where entries are added, of the time {@link #timeMs}; between two of them {@link #entryEnded} has to be called. */
    public BatchEncoder entries() {
        return entries;
    }

    /** The time of every entry. */
    public long timeMs() {
        return timeMs;
    }

    /** Appends what has gathered, once that is enough for a record. */
    public void entryEnded() {
        if (entries.bytes() >= BATCH_BYTES) {
            seal();
        }
    }

    /**
     * Ends the log, waits until Kafka has all of it, and reads it back.
     *
     * @return bytes of all records
     * @throws HeadwaterException if the topic does not hold, byte for byte, what was written
     */
    public long finish() {
        seal();
        entries.control(timeMs, ControlKind.HAND_OVER, new byte[0]);
        seal();
        appends.settle();
        readBack();
        return bytes;
    }

    private void seal() {
        entries.seal(stamp, (sealed, offset, length, lastLsn, time) -> append(sealed, offset, length));
        entries.reset(entries.buffer()); // what was sealed has been copied
    }

    private void append(byte[] record, int offset, int length) {
        byte[] value = new byte[WireFormat.PREFIX_BYTES + length];
        WireFormat.write(value, 0, topic.schemaId());
        System.arraycopy(record, offset, value, WireFormat.PREFIX_BYTES, length);
        written.update(record, offset, length);
        bytes += length;
        appends.append(value, timeMs);
    }

    private void readBack() {
        CRC32C read = new CRC32C();
        long records = 0;
        try (ShardReader reader = topic.open(KafkaNote.NONE)) {
            int empty = 0;
            while (reader.nextOffset() < appends.appended() && empty < MAX_EMPTY_POLLS) {
                long before = reader.nextOffset();
                for (JudgedRecord judged : reader.poll(POLL)) {
                    read.update(judged.bytes(), judged.payloadOffset(), judged.length());
                    records++;
                }
                empty = reader.nextOffset() == before ? empty + 1 : 0;
            }
            if (records != appends.appended() || read.getValue() != written.getValue() || reader.lastLsn() != stamp.lastLsn()) {
                throw new HeadwaterException(
                        "topic " + topic.name() + " does not hold what was written: " + records + " of " + appends.appended()
                                + " records are valid, up to lsn " + reader.lastLsn() + " of " + stamp.lastLsn(),
                        "somebody else writes to it; no node can use it; run the restore again",
                        HeadwaterException.EXIT_CORRUPT);
            }
        }
    }

    /** The shard. */
    public int shard() {
        return shard;
    }

    @Override
    public void close() {
        appends.close();
    }
}
