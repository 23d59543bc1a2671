package io.headwater.cache.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commands that fill a server with every shape of value around every limit of Redis's encodings. */
final class SampleData {
    static final long EXPIRE_AT_MS = 4_000_000_000_123L;

    private final Random random = new Random(7);
    private final List<Object[]> commands = new ArrayList<>();

    static void fill(StockRedis redis) throws IOException {
        SampleData data = new SampleData();
        for (int db : new int[] {0, 1, 9, 15}) {
            data.add("SELECT", db);
            data.strings();
            data.hashes();
            data.lists();
            data.sets();
            data.sortedSets();
            redis.pipeline(data.commands);
            data.commands.clear();
        }
    }

    private void add(Object... command) {
        commands.add(command);
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void strings() {
        String[] texts = {"", "0", "-0", "007", "+1", "1 ", "-1", "127", "128", "-128", "-129", "32767", "32768", "-32769",
            "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "-9223372036854775808",
            "9223372036854775808", "aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaa", "\r\n\0\377", "a".repeat(16383), "ab".repeat(50_000)};
        for (int i = 0; i < texts.length; i++) {
            add("SET", "text:" + i, texts[i]);
            add("SET", "key:" + texts[i].substring(0, Math.min(40, texts[i].length())), "v");
        }
        for (int length : new int[] {1, 44, 45, 63, 64, 16383, 16384, 300_000, 3_000_000}) {
            add("SET", "noise:" + length, noise(length));
        }
        for (int i = 0; i < 50; i++) {
            add("SET", noise(1 + i), noise(i));
        }
        for (int i = 0; i < 300; i++) {
            add("SET", "expiring:" + i, "v" + i, "PXAT", EXPIRE_AT_MS + i);
        }
        add("SET", "-12345", "an integer for a key");
        add("SET", "counter", "10");
        add("INCRBY", "counter", "99999999999");
    }

    private Object[] command(String name, String key, int perElement, int count, Element element) {
        Object[] args = new Object[2 + count * perElement];
        args[0] = name;
        args[1] = key;
        for (int i = 0; i < count * perElement; i++) {
            args[2 + i] = element.at(i);
        }
        return args;
    }

    private interface Element {
        Object at(int index);
    }

    private void hashes() {
        for (int count : new int[] {1, 2, 127, 128, 511, 512, 513, 5_000}) {
            add(command("HSET", "hash:" + count, 2, count, i -> i % 3 == 0 ? "" + i : "entry" + i));
        }
        for (int length : new int[] {0, 63, 64, 65, 20_000}) {
            add("HSET", "hash:value:" + length, "1", "2", "f", noise(length), "last", "-77");
            add("HSET", "hash:field:" + length, "f", "1", noise(length), "x");
        }
        add("HSET", "hash:expiring", "f", "v");
        add("PEXPIREAT", "hash:expiring", EXPIRE_AT_MS);
    }

    private void lists() {
        for (int count : new int[] {1, 2, 500, 2_000, 40_000}) {
            add(command("RPUSH", "list:" + count, 1, count, i -> i % 5 == 0 ? "element number " + i : "" + (i * i - 7000)));
        }
        for (int length : new int[] {0, 63, 64, 4095, 4096, 8170, 8192, 9000, 70_000, 200_000}) {
            add("RPUSH", "list:length:" + length, "a", noise(length), "b", noise(length), noise(length), "12");
        }
        for (long edge : new long[] {127, 4095, 32767, 8388607, 2147483647L, Long.MAX_VALUE}) {
            add("RPUSH", "list:integers", edge, -edge, -edge - 1, edge == Long.MAX_VALUE ? 0 : edge + 1);
        }
        add("EXPIREAT", "list:integers", EXPIRE_AT_MS / 1000);
    }

    private void sets() {
        for (int count : new int[] {1, 511, 512, 513, 20_000}) {
            add(command("SADD", "set:integers:" + count, 1, count, i -> "" + (i * 3 - 700)));
            add(command("SADD", "set:texts:" + count, 1, count, i -> "member " + i));
            add(command("SADD", "set:mixed:" + count, 1, count, i -> i % 2 == 0 ? "" + i : "m" + i));
        }
        add("SADD", "set:wide", "1", "70000", "-70000");
        add("SADD", "set:widest", "1", Long.MIN_VALUE, Long.MAX_VALUE);
        add("SADD", "set:nearly", "1", "01");
        add("SADD", "set:noise", noise(100), noise(30_000));
    }

    private void sortedSets() {
        for (int count : new int[] {1, 127, 128, 129, 10_000}) {
            add(command("ZADD", "zset:integers:" + count, 2, count, i -> i % 2 == 0 ? "" + (5000 - i * 7) : "member" + i));
            add(command("ZADD", "zset:fractions:" + count, 2, count, i -> i % 2 == 0 ? "" + random.nextGaussian() * 1e6 : "" + i));
            add(command("ZADD", "zset:ties:" + count, 2, count, i -> i % 2 == 0 ? "1" : "" + i));
        }
        add("ZADD", "zset:edges", "inf", "a", "-inf", "b", "1e300", "c", "-4.9e-324", "d", "9007199254740993", "e", "0.1", "f",
                "1e20", "g", "-0.0", "h", "0", "i", "123456789012345680", "j");
        for (int length : new int[] {0, 64, 65, 5_000}) {
            add("ZADD", "zset:member:" + length, "1", noise(length), "-2.5", "x");
        }
    }
}
