package io.headwater.cache.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain socket that speaks RESP2; replies come back as Redis's clients print them, more or less. */
public final class TestClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    public TestClient(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Sends a command and reads its reply: text, {@code (nil)}, {@code (error) ...}, or a list's elements. */
    public String call(String... arguments) throws IOException {
        send(arguments);
        return reply();
    }

    /** Sends a command. */
    public void send(String... arguments) throws IOException {
        out.write(request(arguments));
    }

    /** Sends bytes as they are. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Says that nothing more will be sent. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** A command's bytes. */
    public static byte[] request(String... arguments) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(bytes("*" + arguments.length + "\r\n"));
        for (String argument : arguments) {
            byte[] bytes = bytes(argument);
            request.writeBytes(bytes("$" + bytes.length + "\r\n"));
            request.writeBytes(bytes);
            request.writeBytes(bytes("\r\n"));
        }
        return request.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads a reply. */
    public String reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '-' -> "(error) " + rest;
            case '$' -> rest.equals("-1") ? "(nil)" : bulk(Integer.parseInt(rest));
            case '*' -> rest.equals("-1") ? "(nil)" : array(Integer.parseInt(rest));
            default -> throw new IOException("no reply of RESP2: " + line);
        };
    }

    private String array(int count) throws IOException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) elements.add(reply());
        return elements.toString();
    }

    private String bulk(int length) throws IOException {
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        in.readNBytes(2);
        return text;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            if (b != '\r') line.append((char) b);
        }
        return line.toString();
    }

    /** Whether the first bytes of a reply are here already. */
    public boolean hasReply() throws IOException {
        return in.available() > 0;
    }

    /** Everything up to the first occurrence of {@code mark}, inclusive. */
    public String readUntil(String mark) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < mark.length() || text.indexOf(mark, text.length() - mark.length()) < 0) text.append((char) in.readUnsignedByte());
        return text.toString();
    }

    /** Everything up to the end that the server makes. */
    public String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
