package io.headwater.hub.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/** The log files of children: rotation and the one line in them that says why a child failed. */
public final class LogFiles {
    private static final int KEPT = 3;
    private static final int TAIL_BYTES = 32 * 1024;
    private static final int GIST_CHARS = 300;

    /** Our own commands end with such a line; see Main. */
    private static final String OWN_PREFIX = "headwater: ";

    private static final Pattern FAILURE = Pattern.compile("Caused by: |Exception|Error|ERROR|FATAL");
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. ");

    private LogFiles() {}

    /** Moves {@code x.log} to {@code x.log.1}, that to {@code x.log.2} and so on; three old ones are kept. */
    public static void rotate(Path log) throws IOException {
        for (int i = KEPT; i >= 1; i--) {
            Path from = i == 1 ? log : numbered(log, i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(log, i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * The line that best says why the process behind this log failed: our own closing line, else the last one that
     * names an exception or error, else the last one. Empty when nothing was logged.
     */
    public static String gist(Path log) {
        List<String> lines = tail(log).lines().filter(line -> !line.isBlank() && !FRAME.matcher(line).find()).toList();
        String last = "";
        String lastFailure = "";
        for (String line : lines) {
            last = line;
            if (line.startsWith(OWN_PREFIX)) {
                lastFailure = line.substring(OWN_PREFIX.length());
            } else if (FAILURE.matcher(line).find()) {
                lastFailure = line;
            }
        }
        String gist = (lastFailure.isEmpty() ? last : lastFailure).strip();
        return gist.length() <= GIST_CHARS ? gist : gist.substring(0, GIST_CHARS) + "...";
    }

    private static Path numbered(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    private static String tail(Path log) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
