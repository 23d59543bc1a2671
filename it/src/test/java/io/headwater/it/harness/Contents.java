package io.headwater.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** All that a server holds, as text that can be compared: database, key, type, expiry, value. */
public final class Contents {
    private Contents() {}

    /** Reads database 0 to {@code databases - 1}. */
    public static Map<String, String> of(Jedis client, int databases) {
        Map<String, String> contents = new TreeMap<>();
        for (int database = 0; database < databases; database++) {
            client.select(database);
            ScanParams page = new ScanParams().count(1_000);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> result = client.scan(cursor, page);
                for (String key : result.getResult()) {
                    contents.put(database + "/" + key, describe(client, key));
                }
                cursor = result.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        client.select(0);
        return contents;
    }

    private static String describe(Jedis client, String key) {
        String type = client.type(key);
        Object value =
                switch (type) {
                    case "string" -> client.get(key);
                    case "hash" -> new TreeMap<>(client.hgetAll(key));
                    case "list" -> client.lrange(key, 0, -1);
                    case "set" -> client.smembers(key).stream().sorted().toList();
                    case "zset" -> scores(client.zrangeWithScores(key, 0, -1));
                    default -> "nothing";
                };
        return type + " until " + client.pexpireTime(key) + ": " + value;
    }

    private static List<String> scores(List<Tuple> tuples) {
        List<String> lines = new ArrayList<>();
        for (Tuple tuple : tuples) {
            lines.add(tuple.getElement() + "=" + tuple.getScore());
        }
        return lines;
    }
}
