package io.headwater.cache.resp;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Tells early, and in one line, that an address cannot be listened on. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Checks that the addresses can be had now: at the end of a long recovery they are taken for good.
     *
     * @throws HeadwaterException if one cannot
     */
    public static void check(List<String> hosts, int port) {
        for (String host : hosts) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port));
            } catch (IOException e) {
                throw failure(host, port, e);
            }
        }
    }

    static HeadwaterException failure(String host, int port, Throwable cause) {
        String where = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        String why = String.valueOf(cause.getMessage());
        if (why.contains("in use")) {
            return new HeadwaterException(
                    "port " + port + " is in use (" + where + ")", "choose another with --port", HeadwaterException.EXIT_UNAVAILABLE, cause);
        }
        return new HeadwaterException(
                "cannot listen on " + where + ": " + why, "check 'bind' and --port", HeadwaterException.EXIT_UNAVAILABLE, cause);
    }
}
