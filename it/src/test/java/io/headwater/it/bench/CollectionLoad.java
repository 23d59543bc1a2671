package io.headwater.it.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Fills a server with collections of a few small members, each by one command, in pipelines over one connection. */
final class CollectionLoad {
    private static final int PIPELINE = 200;

    private CollectionLoad() {}

    /**
     * Creates collections {@code prefix:0} to {@code prefix:(count - 1)}.
     *
     * @param command HSET, RPUSH, SADD or ZADD, which reply with the number of members
     */
    static void run(int port, String command, String prefix, int count, int members) throws IOException {
        String reply = ":" + members + "\r\n";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 18);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] replies = new byte[reply.length() * PIPELINE];
            for (int i = 0; i < count; i += PIPELINE) {
                int end = Math.min(count, i + PIPELINE);
                for (int j = i; j < end; j++) out.write(command(command, prefix + ":" + j, members));
                out.flush();
                int expected = reply.length() * (end - i);
                in.readFully(replies, 0, expected);
                String got = new String(replies, 0, expected, StandardCharsets.US_ASCII);
                if (!got.equals(reply.repeat(end - i))) throw new IOException(command + ": " + got.lines().findFirst().orElse(""));
            }
        }
    }

    private static byte[] command(String name, String key, int members) {
        List<String> words = new ArrayList<>(List.of(name, key));
        for (int i = 0; i < members; i++) {
            if (name.equals("ZADD")) words.add(Integer.toString(i * 37));
            words.add(String.format(Locale.ROOT, "member-%03d", i));
            if (name.equals("HSET")) words.add(String.format(Locale.ROOT, "value-%04d", i));
        }
        StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
