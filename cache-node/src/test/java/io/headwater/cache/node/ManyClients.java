package io.headwater.cache.node;

import io.headwater.cache.command.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients of one server whose commands run one after the other, although some of them block: after each step it is known who waits, and what those got who do not any
 * more. The server itself says so (CLIENT LIST), so that nothing here depends on time.
 */
final class ManyClients implements AutoCloseable {
    private final int port;
    private final String protocol;
    private final List<RedisProcess.Connection> clients = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final boolean[] blocked;
    final RedisProcess.Connection control;

    ManyClients(int port, int count, String protocol) throws IOException {
        this.port = port;
        this.protocol = protocol;
        this.blocked = new boolean[count];
        this.control = new RedisProcess.Connection(port);
        for (int i = 0; i < count; i++) {
            clients.add(null);
            ids.add("");
            connect(i);
        }
    }

    private void connect(int who) throws IOException {
        RedisProcess.Connection client = new RedisProcess.Connection(port);
        client.execute(bytes("HELLO", protocol));
        ids.set(who, text(client.execute(bytes("CLIENT", "ID"))).substring(1).trim());
        clients.set(who, client);
        blocked[who] = false;
    }

    boolean isBlocked(int who) {
        return blocked[who];
    }

    int blockedCount() {
        int count = 0;
        for (boolean one : blocked) count += one ? 1 : 0;
        return count;
    }

    /** Has one client, which is not blocked, send a command; what all clients have got when it is over. */
    String step(int who, byte[][] command) throws IOException {
        RedisProcess.Connection client = clients.get(who);
        client.send(command);
        StringBuilder got = new StringBuilder();
        while (true) {
            if (client.hasReply()) {
                got.append(who).append(": ").append(text(client.readReply()));
                break;
            }
            if (flags().getOrDefault(ids.get(who), "").contains("b")) {
                blocked[who] = true;
                got.append(who).append(" blocks");
                break;
            }
        }
        return got.append(released(who)).toString();
    }

    /** Ends a client's wait from outside. */
    String unblock(int who, String... reason) throws IOException {
        String[] words = new String[3 + reason.length];
        words[0] = "CLIENT";
        words[1] = "UNBLOCK";
        words[2] = ids.get(who);
        System.arraycopy(reason, 0, words, 3, reason.length);
        return text(control.execute(bytes(words))) + released(-1);
    }

    /** Cuts a client's connection, waits until the server knows, and connects anew. */
    void reconnect(int who) throws IOException {
        clients.get(who).close();
        while (flags().containsKey(ids.get(who))) Thread.onSpinWait();
        connect(who);
    }

    /** What clients got that had been waiting and do not any more. */
    private String released(int butNot) throws IOException {
        StringBuilder got = new StringBuilder();
        Map<String, String> flags = flags();
        for (int i = 0; i < blocked.length; i++) {
            if (!blocked[i] || i == butNot || flags.getOrDefault(ids.get(i), "b").contains("b")) continue;
            blocked[i] = false;
            got.append(" | ").append(i).append(": ").append(text(clients.get(i).readReply()));
        }
        return got.toString();
    }

    /** Whom the server waits with, until nobody is left. */
    String awaitAll() throws IOException {
        StringBuilder got = new StringBuilder();
        while (blockedCount() > 0) got.append(released(-1));
        return got.toString();
    }

    private Map<String, String> flags() throws IOException {
        Map<String, String> flags = new HashMap<>();
        for (String line : text(control.execute(bytes("CLIENT", "LIST"))).split("\n")) {
            String id = null;
            for (String word : line.split(" ")) {
                if (word.startsWith("id=")) id = word.substring(3);
                if (word.startsWith("flags=") && id != null) flags.put(id, word.substring(6));
            }
        }
        return flags;
    }

    static byte[][] bytes(String... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) all[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        return all;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess.Connection client : clients) client.close();
        control.close();
    }
}
