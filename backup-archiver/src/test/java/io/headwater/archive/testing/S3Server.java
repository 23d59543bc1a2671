package io.headwater.archive.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real S3 server, s3proxy over a directory, as a child JVM on a free port. */
public final class S3Server implements AutoCloseable {
    /** What clients in other processes need in their environment. */
    public static final Map<String, String> CREDENTIALS = Map.of("AWS_ACCESS_KEY_ID", "headwater", "AWS_SECRET_ACCESS_KEY", "a-secret");

    private static final String BUCKET = "archive-bucket";
    private static final List<Path> JARS =
            List.of(Path.of("target/s3-server/s3proxy.jar"), Path.of("../backup-archiver/target/s3-server/s3proxy.jar"));

    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one and returns when it answers; clients of this process find their credentials. */
    public static S3Server start(Path directory) {
        System.setProperty("aws.accessKeyId", "headwater");
        System.setProperty("aws.secretAccessKey", "a-secret");
        try {
            int port = freePort();
            Path objects = Files.createDirectories(directory.resolve("s3"));
            Files.createDirectories(objects.resolve(BUCKET));
            Path properties = Files.write(directory.resolve("s3proxy.properties"), List.of(
                    "s3proxy.endpoint=http://127.0.0.1:" + port,
                    "s3proxy.authorization=aws-v2-or-v4",
                    "s3proxy.identity=headwater",
                    "s3proxy.credential=a-secret",
                    "jclouds.provider=filesystem-nio2",
                    "jclouds.filesystem.basedir=" + objects));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                            "-jar", jar().toString(), "--properties", properties.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("s3proxy.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new S3Server(process, port).awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() {
        return Stream.concat(JARS.stream(), Stream.of(Path.of("backup-archiver/target/s3-server/s3proxy.jar")))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no s3proxy.jar: build backup-archiver up to its tests first"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private S3Server awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
            while (true) {
                try {
                    client.send(request, HttpResponse.BodyHandlers.discarding());
                    return this;
                } catch (IOException e) {
                    if (!process.isAlive() || System.nanoTime() > deadline) {
                        throw new UncheckedIOException("s3proxy does not start", e);
                    }
                    process.waitFor(50, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int port() {
        return port;
    }

    /** A store in it. */
    public String url(String prefix) {
        return url(prefix, port);
    }

    /** A store in it, reached by another port. */
    public static String url(String prefix, int throughPort) {
        return "s3://" + BUCKET + "/" + prefix + "?endpoint=http://127.0.0.1:" + throughPort;
    }

    /** Stops the process and lets it go on later. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
