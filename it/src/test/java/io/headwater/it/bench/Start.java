package io.headwater.it.bench;

import io.headwater.hub.launch.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** `headwater up`, already built: from the call of the launcher until it prints {@code ready}, on a new directory and then on the same one again. */
final class Start implements Benchmark {
    private static final int RUNS = 5;
    private static final long STOP_SECONDS = 60;
    /** Primary and replica take two ports in a row. */
    private static final int PORTS_IN_A_ROW = 2;

    @Override
    public void run(Bench bench) throws Exception {
        List<Double> fresh = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        for (int i = 0; i < bench.options().runsOr(RUNS); i++) {
            Path directory = bench.directory("up");
            int port = freePorts();
            fresh.add(upSeconds(directory, port));
            again.add(upSeconds(directory, port));
            bench.progress("run %d: %.1f s on a new directory, %.1f s again", i + 1, fresh.getLast(), again.getLast());
        }
        bench.print(new Table("`headwater up` to `ready`", "seconds")
                .row("on a new directory", Spread.of(fresh).text("%.1f"))
                .row("on the same directory again", Spread.of(again).text("%.1f")));
        bench.print("Median, smallest and largest of " + fresh.size() + " runs: broker, registry, primary, replica and archiver.");
    }

    private static int freePorts() {
        while (true) {
            int port = Ports.free();
            if (port + PORTS_IN_A_ROW <= 65_535 && Ports.isFree(port) && Ports.isFree(port + 1)) {
                return port;
            }
        }
    }

    private static double upSeconds(Path directory, int port) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("./headwater", "up", "--dir", directory.resolve("data").toString(), "--port", "" + port);
        // What is measured has been built; a source that changed meanwhile is not the start's business.
        builder.environment().put("HEADWATER_BUILD", "never");
        builder.redirectError(directory.resolve("up.err").toFile());
        long start = System.nanoTime();
        Process up = builder.start();
        try {
            return (awaitReady(up, directory) - start) / 1e9;
        } finally {
            up.toHandle().destroy();
            if (!up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                up.destroyForcibly().waitFor();
            }
        }
    }

    private static long awaitReady(Process up, Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        // Not closed: the process must be able to say how it stops.
        var out = up.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("ready")) {
                return System.nanoTime();
            }
            lines.add(line);
        }
        throw new IOException("no `ready`: " + lines + Files.readString(directory.resolve("up.err")));
    }
}
