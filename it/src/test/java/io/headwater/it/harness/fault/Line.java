package io.headwater.it.harness.fault;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One client's network towards all brokers of a {@link KafkaBrokers}: bad for this client, it is good for the others. Any thread. */
public final class Line implements AutoCloseable {
    /** A request begins with its length, then its kind. */
    private static final int LENGTH_BYTES = 4;

    private static final int HEADER_BYTES = 8;

    private final Link toBrokers = new Link();
    private final Link toClient = new Link();
    private final List<TcpProxy> proxies = new ArrayList<>();

    /** @param proxyPorts what the brokers tell the client to connect to, one of each broker */
    Line(List<Integer> proxyPorts, List<Integer> brokerPorts) {
        for (int i = 0; i < proxyPorts.size(); i++) {
            proxies.add(TcpProxy.between(proxyPorts.get(i), brokerPorts.get(i), toBrokers, toClient));
        }
    }

    /** What the client is given as Kafka's address. */
    public String bootstrap() {
        return proxies.stream().map(proxy -> "127.0.0.1:" + proxy.port()).collect(Collectors.joining(","));
    }

    /** Both directions are cut, silently. */
    public void cut() {
        toBrokers.cut();
        toClient.cut();
    }

    /** Requests arrive, their answers do not. */
    public void cutAnswers() {
        toClient.cut();
    }

    /** Mends a cut; what waited arrives. */
    public void open() {
        toBrokers.open();
        toClient.open();
    }

    /**
     * Slow and lossy in both directions.
     *
     * @param delayMs of each direction
     * @param lossRate share of lost packets
     */
    public void impair(long delayMs, double lossRate) {
        for (Link link : List.of(toBrokers, toClient)) {
            link.delayMs(delayMs);
            link.lossRate(lossRate);
        }
    }

    /**
     * Has something done when the client sends a request of a kind, before the request goes on.
     *
     * @param apiKey Kafka's number of the request
     */
    public void whenAsked(short apiKey, Runnable before) {
        toBrokers.witness(whenItIs(apiKey, before));
    }

    /** {@link #whenAsked}, but once a broker has got the request. */
    public void onceAsked(short apiKey, Runnable after) {
        toBrokers.lateWitness(whenItIs(apiKey, after));
    }

    private static Consumer<ByteBuffer> whenItIs(short apiKey, Runnable action) {
        return piece -> {
            if (piece.remaining() >= HEADER_BYTES && piece.getShort(LENGTH_BYTES) == apiKey) {
                action.run();
            }
        };
    }

    /** Breaks the connections that there are; new ones can be made. */
    public void reset() {
        proxies.forEach(TcpProxy::reset);
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
    }
}
