package io.headwater.hub.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aPortIsFreeUntilSomebodyListens() throws Exception {
        int port = Ports.free();
        assertTrue(Ports.isFree(port));
        assertEquals(port, Ports.freeOr(port));
        try (var server = new ServerSocket(port, 1, InetAddress.getByName(Ports.LOOPBACK))) {
            assertFalse(Ports.isFree(server.getLocalPort()));
            assertNotEquals(port, Ports.freeOr(port));
        }
    }
}
