package io.headwater.hub.launch;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server once whether it serves. */
@FunctionalInterface
public interface Probe {
    /** How long a probe waits for an answer, in ms. */
    int PATIENCE_MS = 500;

    /** How the reply of a primary begins that cannot prove that it leads. */
    String NO_LEASE = "-NOL";

    /** True when the server answered as it does once it serves; false on any failure. */
    boolean answers();

    /** A Redis-compatible server: PING answers +PONG. An error reply (NOAUTH, LOADING) is an answer too: it listens. */
    static Probe redis(String host, int port) {
        return () -> {
            try (var socket = connect(host, port)) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                int first = socket.getInputStream().read();
                return first == '+' || first == '-';
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** A node that answers reads: EXISTS gets a reply. An error reply (NOAUTH, MOVED) is one too, unless it says that a primary has no lease yet. */
    static Probe reads(String host, int port) {
        return () -> {
            try (var socket = connect(host, port)) {
                socket.getOutputStream().write("EXISTS headwater\r\n".getBytes(StandardCharsets.US_ASCII));
                String reply = new String(socket.getInputStream().readNBytes(NO_LEASE.length()), StandardCharsets.US_ASCII);
                return reply.startsWith(":") || reply.startsWith("-") && !reply.equals(NO_LEASE);
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** A Kafka broker: answers an ApiVersions request (key 18, version 0 of the Kafka protocol) without an error. */
    static Probe kafka(String host, int port) {
        return () -> {
            try (var socket = connect(host, port)) {
                var request = new ByteArrayOutputStream();
                var out = new DataOutputStream(request);
                out.writeInt(10); // bytes that follow
                out.writeShort(18);
                out.writeShort(0);
                out.writeInt(1); // correlation id
                out.writeShort(-1); // no client id
                socket.getOutputStream().write(request.toByteArray());
                var in = new DataInputStream(socket.getInputStream());
                return in.readInt() >= 6 && in.readInt() == 1 && in.readShort() == 0;
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** An HTTP server: a GET of the path answers 200. */
    static Probe http(String host, int port, String path) {
        return () -> {
            try (var socket = connect(host, port)) {
                String request = "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] status = socket.getInputStream().readNBytes("HTTP/1.x 200".length());
                return new String(status, StandardCharsets.US_ASCII).endsWith(" 200");
            } catch (IOException e) {
                return false;
            }
        };
    }

    private static Socket connect(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
