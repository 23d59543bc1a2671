package io.headwater.hub.launch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProbeTest {
    @Test
    void aPortWhereNobodyListensDoesNotAnswer() {
        int port = Ports.free();
        assertFalse(Probe.redis(Ports.LOOPBACK, port).answers());
        assertFalse(Probe.kafka(Ports.LOOPBACK, port).answers());
        assertFalse(Probe.http(Ports.LOOPBACK, port, "/").answers());
    }

    @Test
    void pongIsTheAnswerOfANode() throws Exception {
        assertTrue(answeredWith("+PONG\r\n", port -> Probe.redis(Ports.LOOPBACK, port)));
        assertFalse(answeredWith("", port -> Probe.redis(Ports.LOOPBACK, port)));
        assertTrue(answeredWith(":0\r\n", port -> Probe.reads(Ports.LOOPBACK, port)));
        assertTrue(answeredWith("-MOVED 1 h:1\r\n", port -> Probe.reads(Ports.LOOPBACK, port)));
        assertFalse(answeredWith("-NOLEASE this node\r\n", port -> Probe.reads(Ports.LOOPBACK, port)));
        assertFalse(answeredWith("", port -> Probe.reads(Ports.LOOPBACK, port)));
    }

    @Test
    void onlyStatus200IsAnAnswerOfTheRegistry() throws Exception {
        assertTrue(answeredWith("HTTP/1.1 200 OK\r\n\r\n[]", port -> Probe.http(Ports.LOOPBACK, port, "/")));
        assertFalse(answeredWith("HTTP/1.1 503 Not yet\r\n\r\n", port -> Probe.http(Ports.LOOPBACK, port, "/")));
    }

    @Test
    void anotherProtocolIsNoBroker() throws Exception {
        assertFalse(answeredWith("-ERR unknown command\r\n", port -> Probe.kafka(Ports.LOOPBACK, port)));
    }

    private interface ProbeOfPort {
        Probe at(int port);
    }

    /** Lets the probe talk to a server that answers its first bytes with this text and hangs up. */
    private static boolean answeredWith(String reply, ProbeOfPort probe) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
            Thread replier = Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getInputStream().read(new byte[1024]);
                    socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The probe has hung up.
                }
            });
            boolean answers = probe.at(server.getLocalPort()).answers();
            replier.join();
            return answers;
        }
    }
}
