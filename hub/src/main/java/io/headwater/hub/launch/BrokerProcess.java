package io.headwater.hub.launch;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Kafka broker as a child JVM: KRaft, broker and controller in one process, plain text on 127.0.0.1, its data in
 * {@code DIR/data}. One broker can replicate nothing: what it has acknowledged survives a kill of the process, and a
 * power cut only as far as the operating system had written it.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final int HEAP_MB = 512;
    private static final int YOUNG_MB = 160;

    private final ServiceProcess process;

    private BrokerProcess(ServiceProcess process) {
        this.process = process;
    }

    /** Starts a broker on free ports and waits until it serves; its log is {@code DIR/broker.log}. */
    public static BrokerProcess start(Path directory) {
        return new BrokerProcess(
                ServiceProcess.start(service(directory, Ports.free(), Ports.free(), directory.resolve("broker.log"))));
    }

    /**
     * Describes a broker and writes its configuration.
     *
     * @param directory made when absent; an existing one is continued, on any ports
     * @throws HeadwaterException if the directory cannot be written
     */
    public static Service service(Path directory, int port, int controllerPort, Path log) {
        Path data = directory.toAbsolutePath().resolve("data");
        Path properties = directory.toAbsolutePath().resolve("server.properties");
        try {
            Files.createDirectories(data);
            Files.writeString(properties, properties(data, port, controllerPort));
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot write the broker's directory " + directory + ": " + e.getMessage(),
                    "choose another with --dir",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of(
                "-Xmx" + HEAP_MB + "m",
                "-XX:-UseParallelGC",
                "-XX:+UseSerialGC",
                // The nodes' small young generation would have it collect four times as often, 3 to 10 ms each time.
                "-XX:MaxNewSize=" + YOUNG_MB + "m",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=info",
                // One dump of 300 settings per component otherwise.
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config.AbstractConfig=warn"));
        var spec = new ChildSpec(
                "broker",
                flags,
                Installation.classPath(),
                BrokerMain.class.getName(),
                List.of(properties.toString(), data.toString()),
                Map.of(),
                log);
        return new Service(
                "the Kafka broker",
                spec,
                Ports.LOOPBACK + ":" + port,
                Probe.kafka(Ports.LOOPBACK, port),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
    }

    /** Bootstrap address, {@code host:port}. */
    public String address() {
        return process.service().address();
    }

    /** The process id. */
    public long pid() {
        return process.child().pid();
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() {
        process.stop();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill9() {
        process.kill9();
    }

    /** Starts the ended broker again on the same port and data, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private static String properties(Path data, int port, int controllerPort) {
        return """
                # Written by headwater at each start.
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                # Topics are made by those who own them, with their settings.
                auto.create.topics.enable=false
                # One broker: what Kafka keeps for itself cannot be replicated either.
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=4
                group.initial.rebalance.delay.ms=0
                # A killed broker is believed gone, and its successor admitted, after this time.
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                # A small machine: fewer threads, and not a quarter of the heap for the log cleaner.
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216
                """
                .formatted(port, controllerPort, data.toString().replace("\\", "\\\\"));
    }
}
