package io.headwater.hub.launch;

import io.headwater.schemas.HeadwaterException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real schema registry (Apicurio) as a child JVM on 127.0.0.1, its data in an H2 file in its directory. It speaks the
 * Confluent protocol below {@value #CONFLUENT_PATH}.
 */
public final class RegistryProcess implements AutoCloseable {
    /** Where the Confluent-compatible API begins. */
    public static final String CONFLUENT_PATH = "/apis/ccompat/v7";

    private static final int HEAP_MB = 256;

    private final ServiceProcess process;

    private RegistryProcess(ServiceProcess process) {
        this.process = process;
    }

    /** Starts a registry on a free port and waits until it serves; its log is {@code DIR/registry.log}. */
    public static RegistryProcess start(Path directory) {
        return new RegistryProcess(
                ServiceProcess.start(service(directory, Ports.free(), directory.resolve("registry.log"))));
    }

    /**
     * Describes a registry.
     *
     * @param directory made when absent; an existing one is continued, on any port
     * @throws HeadwaterException if the directory cannot be made, or the registry is not part of this build
     */
    public static Service service(Path directory, int port, Path log) {
        Path jar = Installation.registry().resolve("quarkus-run.jar");
        Path database = directory.toAbsolutePath().resolve("registry");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot make the registry's directory " + directory + ": " + e.getMessage(),
                    "choose another with --dir",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
        var spec = new ChildSpec(
                "registry",
                List.of(
                        "-Xmx" + HEAP_MB + "m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        // It answers a few requests per start of a node: starting a second sooner is worth more than C2.
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED"),
                // The registry's jar names its libraries itself; of ours it only sees the jar with ChildMain.
                Installation.ownClasses() + File.pathSeparator + jar,
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(),
                Map.of(
                        "QUARKUS_HTTP_HOST", Ports.LOOPBACK,
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        // The management port cannot be switched off; nobody here asks it anything.
                        "QUARKUS_MANAGEMENT_HOST", Ports.LOOPBACK,
                        "QUARKUS_MANAGEMENT_PORT", "0",
                        "QUARKUS_OTEL_SDK_DISABLED", "true",
                        "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false",
                        "APICURIO_STORAGE_KIND", "sql",
                        "APICURIO_STORAGE_SQL_KIND", "h2",
                        "APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + database),
                log);
        return new Service(
                "the schema registry",
                spec,
                "http://" + Ports.LOOPBACK + ":" + port + CONFLUENT_PATH,
                Probe.http(Ports.LOOPBACK, port, CONFLUENT_PATH + "/subjects"),
                Duration.ofSeconds(90),
                Duration.ofSeconds(15));
    }

    /** The URL that Confluent clients are given. */
    public String url() {
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

    /** Starts the ended registry again on the same port and data, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }
}
