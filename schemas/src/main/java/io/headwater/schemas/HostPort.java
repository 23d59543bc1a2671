package io.headwater.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Where clients reach a node, as claims and the cluster's directory write it: {@code host:port}. The host may hold colons.
 *
 * @param host a name or an address
 * @param port 0 to 65535; taken as written
 */
public record HostPort(String host, int port) {
    /**
     * Takes an address apart.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HostPort of(String address) {
        HostPort parsed = orNull(address);
        if (parsed == null) {
            throw new IllegalArgumentException("not host:port: " + address);
        }
        return parsed;
    }

    /**
     * The same where there may be no address yet: null if there is no port.
     *
     * @throws NumberFormatException if the port is no number
     */
    public static @Nullable HostPort orNull(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? null : new HostPort(address.substring(0, colon), Integer.parseInt(address, colon + 1, address.length(), 10));
    }
}
