package io.headwater.publisher;

import io.headwater.publisher.AgentCluster.Member;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold at every moment of an {@link AgentCluster}, as a reader that never stops or lags judges the log. */
final class Invariants {
    /** One does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String invariant, String what) {
            super(invariant + ": " + what);
        }
    }

    private final AgentCluster cluster;
    private final ShardTopic topic;
    private final LogRecordReader record = new LogRecordReader();
    private final Map<Long, byte[]> validByLsn = new HashMap<>();
    private final Map<Long, byte[]> acknowledgedByLsn = new HashMap<>();
    private final List<FilterState> stateByOffset = new ArrayList<>(List.of(FilterState.START));
    private ShardReader reference;
    private long acknowledgedLsn;

    Invariants(AgentCluster cluster, ShardTopic topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    long acknowledgedLsn() {
        return acknowledgedLsn;
    }

    void check() {
        readOn();
        oneLeaseAtATime();
    }

    /** The reference reader judges what has landed. */
    private void readOn() {
        List<byte[]> values = cluster.topic.values();
        if (cluster.topic.awaySteps > 0) {
            return;
        }
        if (reference == null) {
            reference = topic.open(KafkaNote.NONE);
        }
        while (reference.nextOffset() < values.size()) {
            int offset = (int) reference.nextOffset();
            List<JudgedRecord> valid = reference.poll(Duration.ZERO);
            if (reference.nextOffset() != offset + 1) {
                throw new AssertionError("the reference must read one by one");
            }
            stateByOffset.add(reference.state());
            count(values.get(offset), !valid.isEmpty());
            for (JudgedRecord judged : valid) {
                if (judged.verdict() == Verdict.BATCH) {
                    validByLsn.put(judged.lastLsn(), judged.payload());
                }
            }
        }
    }

    private void count(byte[] value, boolean valid) {
        record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
        if (record.kind() == RecordKind.CLAIM) {
            cluster.counts.claims += valid ? 1 : 0;
            cluster.counts.voidClaims += valid ? 0 : 1;
        } else if (record.kind() == RecordKind.BATCH && !valid) {
            cluster.counts.voidBatches++;
        }
    }

    /** A write was acknowledged: it must be in the log for good. */
    void acknowledged(long lsn, byte[] written) {
        readOn();
        acknowledgedByLsn.put(lsn, written);
        acknowledgedLsn = Math.max(acknowledgedLsn, lsn);
        if (cluster.topic.awaySteps == 0) {
            noCommittedWriteLost(lsn);
        }
    }

    private void noCommittedWriteLost(long lsn) {
        if (!Arrays.equals(acknowledgedByLsn.get(lsn), validByLsn.get(lsn))) {
            throw new Violation("NoCommittedWriteLost", "lsn " + lsn + " was acknowledged, the log holds "
                    + (validByLsn.containsKey(lsn) ? "another write there" : "no such write"));
        }
    }

    /** A read was answered: it must have seen everything that was acknowledged before it was asked. */
    void onePrimaryAnswers(String node, long seenLsn, long acknowledgedBefore) {
        if (seenLsn < acknowledgedBefore) {
            throw new Violation(
                    "OnePrimaryAnswers", node + " answers with lsn " + seenLsn + ", though " + acknowledgedBefore + " was acknowledged before");
        }
    }

    private void oneLeaseAtATime() {
        String holder = null;
        for (Member member : cluster.members) {
            if (member.leased()) {
                if (holder != null) {
                    throw new Violation("OneLeaseAtATime", holder + " and " + member.name + " hold a lease");
                }
                holder = member.name;
            }
        }
    }

    /** A node takes over a record: what its directory has at that lsn must be the same. */
    void stateIsPrefix(String node, MemoryLog local, byte[] payload, int offset, int length) {
        record.wrap(payload, offset, length);
        long lsn = record.lastLsn();
        if (lsn <= local.lastLsn() && !Arrays.equals(local.recordAt(lsn), Arrays.copyOfRange(payload, offset, offset + length))) {
            throw new Violation("StateIsPrefix", node + " holds something else at lsn " + lsn + " than the log");
        }
    }

    /** A node stores what its filter knows: it must be what every filter knows at that offset. */
    void filterAgreement(String node, KafkaNote note) {
        if (note.nextOffset() < stateByOffset.size()) {
            FilterState expected = stateByOffset.get((int) note.nextOffset());
            if (!expected.equals(note.filter())) {
                throw new Violation("FilterAgreement", node + " at offset " + note.nextOffset() + " knows " + note.filter() + ", not " + expected);
            }
        }
    }

    /** Without faults somebody leads, the log takes its writes, and everybody has what the log has. */
    void progress() {
        readOn();
        acknowledgedByLsn.keySet().forEach(this::noCommittedWriteLost);
        List<Member> leaders = cluster.members.stream()
                .filter(member -> member.process != null && member.process.leads() && member.leased())
                .toList();
        if (leaders.size() != 1) {
            throw new Violation("Progress", leaders.size() + " nodes lead, "
                    + cluster.members.stream().map(m -> m.name + (m.process == null ? " down" : " " + m.process.agent.progress())).toList());
        }
        long end = reference.lastLsn();
        for (Member member : cluster.members) {
            byte[] last = member.local.recordAt(end);
            if (last == null || !Arrays.equals(last, validByLsn.get(end))) {
                throw new Violation("StateIsPrefix", member.name + " ends at lsn " + member.local.lastLsn() + ", the log at " + end);
            }
            for (byte[] frame : member.local.records()) {
                record.wrap(frame, 0, frame.length);
                if (record.lastLsn() <= end && !Arrays.equals(frame, validByLsn.get(record.lastLsn()))) {
                    throw new Violation("StateIsPrefix", member.name + " holds something else at lsn " + record.lastLsn() + " than the log");
                }
            }
        }
    }
}
