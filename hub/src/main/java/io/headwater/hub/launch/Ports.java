package io.headwater.hub.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine, on 127.0.0.1. */
public final class Ports {
    /** The only address that children of `up` listen on. */
    public static final String LOOPBACK = "127.0.0.1";

    /**
     * Where free ports are looked for: below the ports that the kernel gives to outgoing connections (on Linux from 32768 on), one of which could take a port
     * between the look and the server's start, or while a server is being restarted.
     */
    private static final int FIRST = 15_000;

    private static final int LAST = 32_000;
    private static final int TRIES = 200;

    private Ports() {}

    /** A port that was free a moment ago. */
    public static int free() {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        return anyFree();
    }

    private static int anyFree() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a server could listen on the port now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // As servers do: a port whose old connections are in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The port itself where it is free, else any free one; 0 means any. */
    public static int freeOr(int wanted) {
        return wanted != 0 && isFree(wanted) ? wanted : free();
    }
}
