package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Signals;
import io.headwater.it.harness.fault.Witnesses;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A primary that is stopped past its lease and goes on when another one leads: it neither answers with old data nor acknowledges what nobody will ever read. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PausedPrimaryTest {
    private static final int ROUNDS = 2;
    private static final int REQUESTS_WHILE_STOPPED = 40;

    @TempDir
    Path directory;

    @Test
    void aStoppedPrimaryThatGoesOnAnswersNothingStaleAndAcknowledgesNothingVoid(Kafka kafka) throws IOException {
        try (NodePair pair =
                        NodePair.start(directory, kafka.broker().address(), kafka.registry().url(), Kafka.newCluster());
                Witnesses witnesses = Witnesses.start(pair.ports(), 2)) {
            for (int round = 0; round < ROUNDS; round++) {
                int leader = pair.awaitLeader();
                witnesses.awaitWrites(300);
                List<Socket> waiting = connections(pair.node(leader).port());
                Signals.stop(pair.node(leader).pid());
                try {
                    // What they send now is what the node finds first when it goes on.
                    send(waiting);
                    int successor = pair.awaitLeaderAmong(1 - leader);
                    write(pair.node(successor).port(), "overtaken", "new" + round);
                    witnesses.awaitWrites(100);
                } finally {
                    Signals.go(pair.node(leader).pid());
                }
                String own = "new" + round;
                waiting.forEach(connection -> assertNotStale(connection, own));
                witnesses.awaitWrites(300);
            }
            int leader = pair.awaitLeader();
            witnesses.judge();
            pair.awaitEqual(leader);
            assertVoidWritesAreNowhere(pair);
        }
    }

    private static List<Socket> connections(int port) throws IOException {
        write(port, "overtaken", "old");
        List<Socket> connections = new ArrayList<>();
        for (int i = 0; i < REQUESTS_WHILE_STOPPED; i++) {
            Socket connection = new Socket("127.0.0.1", port);
            connection.setSoTimeout(10_000);
            connections.add(connection);
            ask(connection, "PING");
            assertEquals("+PONG", line(connection)); // the node knows it
        }
        return connections;
    }

    private static void send(List<Socket> connections) throws IOException {
        for (int i = 0; i < connections.size(); i++) {
            ask(connections.get(i), i % 2 == 0 ? "GET overtaken" : "SET void:" + i + " acknowledged-to-nobody");
        }
    }

    private static void ask(Socket connection, String command) throws IOException {
        connection.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket connection) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = connection.getInputStream().read(); next != '\r'; next = connection.getInputStream().read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        if (connection.getInputStream().read() != '\n') {
            throw new IOException("no line: " + line);
        }
        return line.toString();
    }

    /** An error, the end of the connection, or what the successor holds: never the old value, never OK from one who may not say it. */
    private static void assertNotStale(Socket connection, String successorValue) {
        try (connection) {
            String reply = line(connection);
            if (reply.startsWith("-")) {
                return;
            }
            String answer = reply.startsWith("$") ? line(connection) : reply;
            assertEquals(successorValue, answer, "answered by a primary that had been replaced");
        } catch (IOException ended) {
            // as it should be
        }
    }

    private static void write(int port, String key, String value) {
        try (Jedis client = new Jedis("127.0.0.1", port, 10_000)) {
            client.set(key, value);
        }
    }

    private static void assertVoidWritesAreNowhere(NodePair pair) {
        for (int port : pair.ports()) {
            Predicate<Boolean> gone = found -> !found;
            Await.until("void writes cannot be read on " + port, Duration.ofSeconds(20), () -> anyVoid(port), gone);
        }
    }

    private static boolean anyVoid(int port) {
        try (Jedis client = new Jedis("127.0.0.1", port, 10_000)) {
            for (int i = 0; i < REQUESTS_WHILE_STOPPED; i++) {
                if (client.exists("void:" + i)) {
                    return true;
                }
            }
            return false;
        }
    }
}
