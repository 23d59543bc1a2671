package io.headwater.it.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were measured on; without the machine's name. */
final class Environment {
    private Environment() {}

    static String describe() {
        return new Table("measured", LocalDate.now(ZoneOffset.UTC).toString())
                .row("commit", commit())
                .row("CPU", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores")
                .row("memory", memory())
                .row("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .row("JDK", System.getProperty("java.vendor.version") + " (" + System.getProperty("java.runtime.version") + ")")
                .row("Redis", output("redis-server", "--version").replaceAll("(?s).*v=(\\S+).*", "$1"))
                .row("load before", firstLine(Path.of("/proc/loadavg")).replaceAll("^(\\S+ \\S+ \\S+).*", "$1"))
                .toString();
    }

    private static String commit() {
        String state = output("git", "status", "--porcelain", "--untracked-files=no").isBlank() ? "" : ", changed";
        return output("git", "rev-parse", "--short=10", "HEAD").strip() + state;
    }

    private static String cpu() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.replaceFirst(".*: ", ""))
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String memory() {
        String kilobytes = firstLine(Path.of("/proc/meminfo")).replaceAll("\\D", "");
        return kilobytes.isEmpty() ? "unknown" : Long.parseLong(kilobytes) / (1024 * 1024) + " GiB";
    }

    private static String firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unknown";
        }
    }
}
