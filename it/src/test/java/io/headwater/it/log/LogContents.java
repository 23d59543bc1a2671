package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.publisher.MemoryLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogReader;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a shard's log holds. */
final class LogContents {
    private LogContents() {}

    /** Every frame of the binlog is in the log, once, in order, byte for byte, and nothing else is. */
    static void assertEqualsBinlog(LogReader logs, MemoryLog local) {
        List<byte[]> binlog = local.records();
        List<byte[]> log = new ArrayList<>();
        try (ShardReader reader = logs.open(0, KafkaNote.NONE)) {
            long end = reader.end().offset();
            while (reader.nextOffset() < end) {
                for (JudgedRecord record : reader.poll(Duration.ofSeconds(1))) {
                    if (record.verdict() != Verdict.CLAIM && record.verdict() != Verdict.HEARTBEAT) {
                        log.add(record.payload());
                    }
                }
            }
        }
        assertEquals(binlog.size(), log.size(), "records in the log");
        for (int i = 0; i < log.size(); i++) {
            assertArrayEquals(binlog.get(i), log.get(i), "record " + i);
        }
    }
}
