package io.headwater.schemas;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log filter knows after a prefix of a topic. Stored beside every state that was folded from that prefix.
 *
 * @param timeline of the first claim; null before it
 * @param epoch the current epoch; 0 before the first claim
 * @param publisher the nonce in the epoch's claim
 * @param node the claimant
 * @param address the claimant's address for clients
 * @param failover who may end the epoch, as the claim says; {@link FailoverMode#UNKNOWN} before the first claim
 * @param lastLsn the last valid lsn
 * @param lastId the id of the last valid record; null before the first claim
 * @param lastTimeMs the time of the last valid record
 * @param epochEnds the last lsn of every earlier epoch, oldest first
 */
public record FilterState(
        @Nullable Timeline timeline,
        long epoch,
        long publisher,
        String node,
        String address,
        FailoverMode failover,
        long lastLsn,
        @Nullable RecordId lastId,
        long lastTimeMs,
        List<EpochEnd> epochEnds) {
    /** Before the first record. */
    public static final FilterState START = new FilterState(null, 0, 0, "", "", FailoverMode.UNKNOWN, 0, null, 0, List.of());

    public FilterState {
        epochEnds = List.copyOf(epochEnds);
    }

    /** The position after the last valid entry. */
    public Position position() {
        return new Position(epoch, lastLsn);
    }

    /** Encodes the state as the Avro record {@code FilterState}. */
    public byte[] encoded() {
        AvroWriter out = new AvroWriter(256);
        write(out);
        return out.toBytes();
    }

    void write(AvroWriter out) {
        if (timeline == null || lastId == null) {
            out.number(0);
        } else {
            out.number(1).fixedLong(timeline.high()).fixedLong(timeline.low());
        }
        out.number(epoch).number(publisher).text(node).text(address).number(failover.ordinal()).number(lastLsn);
        out.number(lastId == null ? 0 : lastId.publisher()).number(lastId == null ? 0 : lastId.counter());
        out.number(lastTimeMs);
        if (!epochEnds.isEmpty()) {
            out.number(epochEnds.size());
            for (EpochEnd end : epochEnds) {
                out.number(end.epoch()).number(end.lastLsn());
            }
        }
        out.number(0);
    }

    /**
     * Decodes what {@link #encoded} returned.
     *
     * @throws LogFormatException if the bytes are something else
     */
    public static FilterState decode(byte[] bytes) {
        AvroReader in = new AvroReader();
        in.wrap(bytes, 0, bytes.length);
        FilterState state = read(in);
        if (!in.atEnd()) {
            throw in.broken("bytes behind a filter state");
        }
        return state;
    }

    static FilterState read(AvroReader in) {
        Timeline timeline = in.index("timeline", 2) == 0
                ? null
                : new Timeline(in.fixedLong("timeline"), in.fixedLong("timeline"));
        long epoch = in.number("epoch");
        long publisher = in.number("publisher");
        String node = in.text("node");
        String address = in.text("address");
        FailoverMode failover = FailoverMode.of(in.index("failover mode", FailoverMode.count()));
        long lastLsn = in.number("last lsn");
        RecordId lastId = new RecordId(in.number("last publisher"), in.number("last counter"));
        long lastTimeMs = in.number("last time");
        List<EpochEnd> ends = new ArrayList<>();
        for (int block = in.block("epochs"); block > 0; block = in.block("epochs")) {
            for (int i = 0; i < block; i++) {
                ends.add(new EpochEnd(in.number("epoch"), in.number("last lsn")));
            }
        }
        return new FilterState(
                timeline, epoch, publisher, node, address, failover, lastLsn, timeline == null ? null : lastId, lastTimeMs, ends);
    }
}
