package io.headwater.it.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Runs the stock redis-benchmark on 100 000 random keys. */
final class RedisBenchmark {
    /**
     * One kind of load.
     *
     * @param command SET or GET
     * @param pipeline requests that a connection sends before it reads the replies
     * @param requests per run
     * @param clients connections
     * @param valueBytes of each value
     */
    record Workload(String command, int pipeline, long requests, int clients, int valueBytes) {
        /** 50 connections, values of 64 bytes. */
        Workload(String command, int pipeline, long requests) {
            this(command, pipeline, requests, 50, 64);
        }

        String name() {
            return command + ", pipeline " + pipeline;
        }
    }

    private RedisBenchmark() {}

    /** Requests per second, as it reports them. */
    static double run(int port, Workload workload) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "redis-benchmark",
                        "-h", "127.0.0.1",
                        "-p", "" + port,
                        "-t", workload.command().toLowerCase(Locale.ROOT),
                        "-c", "" + workload.clients(),
                        "-d", "" + workload.valueBytes(),
                        "-r", "100000",
                        "-P", "" + workload.pipeline(),
                        "-n", "" + workload.requests(),
                        "--csv")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("redis-benchmark: " + output);
        }
        return perSecond(output, workload.command());
    }

    /** The second column of the row that the command's name begins: {@code "SET","72463.77","0.536",...}. */
    static double perSecond(String csv, String command) {
        List<String> rows = csv.lines().filter(line -> line.startsWith("\"" + command + "\",")).toList();
        if (rows.size() != 1) {
            throw new IllegalArgumentException("no row for " + command + " in: " + csv);
        }
        return Double.parseDouble(rows.getFirst().split(",")[1].replace("\"", ""));
    }
}
