package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.headwater.cache.engine.Args;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The commands of a steady workload allocate nothing: not a byte per call. */
class AllocationTest {
    private static final int CALLS = 100_000;
    /** For what the virtual machine itself does on this thread meanwhile. */
    private static final long NOISE_BYTES = CALLS / 10;

    private final TestServer server = new TestServer();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long allocatedBy(Args args) {
        long least = Long.MAX_VALUE;
        // The compiler needs a few rounds to get rid of what only the interpreter allocates.
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                server.reply.clear();
                server.executor.execute(server.session, args, server.reply);
                if (server.encoder.bytes() > 1 << 19) server.encoder.reset(server.encoder.buffer());
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private void allocatesNothing(String... command) {
        Assumptions.assumeTrue(threads.isThreadAllocatedMemorySupported(), "this virtual machine does not count allocations");
        long bytes = allocatedBy(Args.of(command));
        assertTrue(bytes <= NOISE_BYTES, String.join(" ", command) + " allocates " + bytes / (double) CALLS + " bytes per call");
    }

    @Test
    void overwritingWithTheSameLength() {
        server.call("SET", "key:000000000001", "x".repeat(64));
        allocatesNothing("SET", "key:000000000001", "y".repeat(64));
    }

    @Test
    void overwritingWithAnExpiry() {
        server.call("SET", "k", "x", "EX", "100");
        allocatesNothing("SET", "k", "y", "EX", "100");
    }

    @Test
    void reading() {
        server.call("SET", "k", "x".repeat(64));
        allocatesNothing("GET", "k");
        allocatesNothing("GET", "absent");
        allocatesNothing("MGET", "k", "absent", "k");
        allocatesNothing("EXISTS", "k");
        allocatesNothing("TTL", "k");
        allocatesNothing("STRLEN", "k");
        allocatesNothing("GETRANGE", "k", "1", "-2");
    }

    @Test
    void counting() {
        server.call("SET", "n", "1000000000");
        allocatesNothing("INCR", "n");
        allocatesNothing("DECRBY", "n", "2");
    }

    @Test
    void expiring() {
        server.call("SET", "k", "x");
        allocatesNothing("EXPIRE", "k", "100");
        allocatesNothing("SETRANGE", "k", "0", "z");
    }

    @Test
    void refusing() {
        server.call("SET", "k", "x");
        allocatesNothing("INCR", "k");
        allocatesNothing("PING");
    }

    @Test
    void hashes() {
        for (int fields : new int[] {10, 1000}) {
            for (int i = 0; i < fields; i++) server.call("HSET", "h", "field" + i, "x".repeat(20));
            allocatesNothing("HSET", "h", "field7", "y".repeat(20));
            allocatesNothing("HGET", "h", "field7");
            allocatesNothing("HMGET", "h", "field7", "field8", "absent");
            allocatesNothing("HEXISTS", "h", "absent");
        }
    }

    @Test
    void lists() {
        for (int i = 0; i < 1000; i++) server.call("RPUSH", "l", "element " + i);
        allocatesNothing("RPOPLPUSH", "l", "l");
        allocatesNothing("LINDEX", "l", "500");
        allocatesNothing("LSET", "l", "3", "xxxxxxxxxxx");
    }

    @Test
    void sets() {
        for (int members : new int[] {10, 1000}) {
            for (int i = 0; i < members; i++) server.call("SADD", "s", "member" + i);
            allocatesNothing("SADD", "s", "member7");
            allocatesNothing("SISMEMBER", "s", "member7");
            allocatesNothing("SREM", "s", "absent");
        }
    }

    @Test
    void sortedSets() {
        for (int members : new int[] {10, 1000}) {
            for (int i = 0; i < members; i++) server.call("ZADD", "z", "" + i, "member" + i);
            allocatesNothing("ZADD", "z", "7", "member7");
            allocatesNothing("ZINCRBY", "z", "1", "member" + (members - 1));
            allocatesNothing("ZSCORE", "z", "member7");
            allocatesNothing("ZADD", "z", "GT", "CH", "3", "member7");
        }
    }
}
