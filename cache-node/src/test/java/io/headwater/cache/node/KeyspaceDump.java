package io.headwater.cache.node;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that a server holds, read by plain commands, in a form that can be compared: with another start of it, or with a stock Redis. */
final class KeyspaceDump {
    private KeyspaceDump() {}

    /** Type, expiry and content of every key of the databases 0 to 2. */
    static SortedMap<String, String> of(int port) throws IOException {
        SortedMap<String, String> dump = new TreeMap<>();
        try (TestClient client = new TestClient(port)) {
            for (int database = 0; database < 3; database++) {
                client.call("SELECT", "" + database);
                String keys = client.call("KEYS", "*");
                for (String key : keys.substring(1, keys.length() - 1).split(", ")) {
                    if (!key.isEmpty()) dump.put(database + "/" + key, describe(client, key));
                }
            }
        }
        return dump;
    }

    private static String describe(TestClient client, String key) throws IOException {
        String type = client.call("TYPE", key);
        String content = switch (type) {
            case "string" -> client.call("GET", key);
            case "list" -> client.call("LRANGE", key, "0", "-1");
            case "hash" -> sorted(client.call("HGETALL", key), 2);
            case "set" -> sorted(client.call("SMEMBERS", key), 1);
            case "stream" -> client.call("XINFO", "STREAM", key, "FULL", "COUNT", "0").replaceAll("seen-time, \\d+", "");
            case "zset" -> client.call("ZRANGE", key, "0", "-1", "WITHSCORES");
            default -> throw new IOException("a key of type " + type);
        };
        return type + " " + client.call("PEXPIRETIME", key) + " " + content;
    }

    private static String sorted(String list, int group) {
        String[] elements = list.substring(1, list.length() - 1).split(", ");
        SortedMap<String, String> byFirst = new TreeMap<>();
        for (int i = 0; i < elements.length; i += group) byFirst.put(elements[i], group == 1 ? "" : elements[i + 1]);
        return byFirst.toString();
    }
}
