package io.headwater.hub.cli;

import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Selection;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which keys. */
final class SelectionOptions {
    @Option(names = "--db", paramLabel = "N", description = "Only this database; may be given several times.")
    List<Integer> databases = new ArrayList<>();

    @Option(names = "--key", paramLabel = "GLOB", description = "Only such keys, as for KEYS; may be given several times.")
    List<String> globs = new ArrayList<>();

    @Option(names = "--key-regex", paramLabel = "RE", description = "Only keys that this regular expression matches as a whole.")
    List<String> regexes = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
    List<String> prefixes = new ArrayList<>();

    @Option(names = "--keys-from", paramLabel = "FILE", description = "Only the keys in this file, one on each line.")
    @Nullable Path file;

    Selection selection() {
        Set<Integer> wanted = new LinkedHashSet<>(databases);
        if (wanted.stream().anyMatch(database -> database < 0)) {
            throw PointOptions.usage("--db is a number from 0 on", "give --db 0 for the first database");
        }
        List<KeyPattern> keys = new ArrayList<>();
        globs.forEach(glob -> keys.add(KeyPattern.glob(glob)));
        regexes.forEach(regex -> keys.add(KeyPattern.regex(regex)));
        prefixes.forEach(prefix -> keys.add(KeyPattern.prefix(prefix)));
        if (file != null) {
            keys.add(KeyPattern.listed(lines(file)));
        }
        return new Selection(wanted, keys);
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.isEmpty()).toList();
            if (lines.isEmpty()) {
                throw PointOptions.usage(file + " holds no keys", "write one on each line");
            }
            return lines;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot read " + file + ": " + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()), "give a file with a key on each line, in UTF-8", HeadwaterException.EXIT_USAGE, e);
        }
    }
}
