package io.headwater.cache.node;

import java.io.IOException;
import java.util.Random;

/** Writes of every type into databases 0 to 2, from a seed. */
final class SampleLoad {
    private SampleLoad() {}

    static void run(TestClient client, long seed, int commands) throws IOException {
        Random random = new Random(seed);
        int sent = 0;
        for (int i = 0; i < commands; i++) {
            client.send(command(random));
            if (++sent == 200) {
                for (; sent > 0; sent--) client.reply();
            }
        }
        for (; sent > 0; sent--) client.reply();
    }

    private static String[] command(Random random) {
        String number = "" + random.nextInt(300);
        String value = "v" + random.nextInt(1_000_000);
        return switch (random.nextInt(18)) {
            case 0 -> new String[] {"SELECT", "" + random.nextInt(3)};
            case 1 -> new String[] {"SET", "s" + number, value};
            case 2 -> new String[] {"SET", "s" + number, value, "PX", "" + (1_000_000 + random.nextInt(1000))};
            case 3 -> new String[] {"INCRBY", "i" + number, number};
            case 4 -> new String[] {"APPEND", "s" + number, value};
            case 5 -> new String[] {"HSET", "h" + number, "f" + random.nextInt(40), value};
            case 6 -> new String[] {"HDEL", "h" + number, "f" + random.nextInt(40)};
            case 7 -> new String[] {"RPUSH", "l" + number, value, value};
            case 8 -> new String[] {"LPOP", "l" + number};
            case 9 -> new String[] {"SADD", "u" + number, value, number};
            case 10 -> new String[] {"SPOP", "u" + number};
            case 11 -> new String[] {"ZADD", "z" + number, "" + random.nextDouble(), value};
            case 12 -> new String[] {"ZPOPMIN", "z" + number};
            case 13 -> new String[] {"DEL", "s" + number, "h" + random.nextInt(300)};
            case 14 -> new String[] {"RENAME", "s" + number, "s" + random.nextInt(300)};
            case 15 -> new String[] {"EXPIRE", "h" + number, "100000"};
            case 16 -> new String[] {"PERSIST", "h" + number};
            default -> new String[] {"SETRANGE", "s" + number, "" + random.nextInt(50), value};
        };
    }
}
