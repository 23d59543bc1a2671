package io.headwater.it.harness.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TcpProxyTest {
    private static final int SHORT_MS = 50;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
        proxy = TcpProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private void serve() {
        while (true) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> repeat(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void repeat(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
            // a test broke it
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    @Test
    void whatIsSentArrivesInOrder() throws IOException {
        try (Socket client = connect()) {
            byte[] sent = new byte[200_000];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) (i * 31);
            }
            Thread.ofVirtual().start(() -> write(client, sent));
            byte[] received = client.getInputStream().readNBytes(sent.length);
            assertArrayEquals(sent, received);
        }
    }

    private static void write(Socket to, byte[] bytes) {
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCutHoldsBackWhatIsSentUntilItIsMended() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.toClient().cut();
            client.getOutputStream().write(2);
            client.setSoTimeout(SHORT_MS);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            proxy.toClient().open();
            client.setSoTimeout(5_000);
            assertEquals(2, client.getInputStream().read());
        }
    }

    @Test
    void aDelayIsPaidOnEachWay() throws IOException {
        try (Socket client = connect()) {
            proxy.toServer().delayMs(30);
            proxy.toClient().delayMs(30);
            long start = System.nanoTime();
            exchange(client, 1);
            long took = System.nanoTime() - start;
            assertTrue(took >= 60_000_000, "only " + took + " ns");
        }
    }

    @Test
    void aResetBreaksBothEnds() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.reset();
            assertThrows(SocketException.class, () -> {
                while (client.getInputStream().read() >= 0) {
                    // until the reset arrives
                }
                throw new SocketException("ended");
            });
            try (Socket next = connect()) {
                exchange(next, 3);
            }
        }
    }

    @Test
    void aRefusedConnectionEndsAtOnce() throws IOException {
        proxy.refuse(true);
        try (Socket client = connect()) {
            assertEquals(-1, client.getInputStream().read());
        } catch (SocketException reset) {
            // or so
        }
    }

    private static void exchange(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        assertEquals(value, client.getInputStream().read());
    }
}
