package io.headwater.hub.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine, on 127.0.0.1. */
public final class Ports {
    /** The only address that children of `up` listen on. */
    public static final String LOOPBACK = "127.0.0.1";

    private Ports() {}

    /** A port that was free a moment ago. */
    public static int free() {
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
