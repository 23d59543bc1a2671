package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The ledger of one node's directory.
 *
 * @param directory the node's
 * @param node its name
 * @param cluster whose node it is
 * @param shard whose writes they were
 */
public record NodeLedger(Path directory, String node, String cluster, int shard, LostWritesLedger ledger) {
    private static final String IDENTITY = "node.properties";

    /**
     * All nodes' directories in {@code directory}: itself, or those in it, or in its folder {@code nodes} as {@code headwater up} has them.
     *
     * @throws HeadwaterException if there are none, or one cannot be read
     */
    public static List<NodeLedger> in(Path directory) {
        List<NodeLedger> found = new ArrayList<>();
        for (Path candidate : candidates(directory)) {
            if (Files.isRegularFile(candidate.resolve(IDENTITY))) {
                found.add(open(candidate));
            }
        }
        if (found.isEmpty()) {
            throw new HeadwaterException(
                    directory + " holds no directory of a node",
                    "name the directory of the node that was deposed, or of `headwater up`, with --dir",
                    HeadwaterException.EXIT_USAGE);
        }
        return found;
    }

    private static List<Path> candidates(Path directory) {
        List<Path> candidates = new ArrayList<>(List.of(directory));
        for (Path folder : List.of(directory, directory.resolve("nodes"))) {
            try (Stream<Path> children = Files.list(folder)) {
                children.filter(Files::isDirectory).sorted().forEach(candidates::add);
            } catch (IOException none) {
                // Not a folder: nothing in it.
            }
        }
        return candidates;
    }

    private static NodeLedger open(Path directory) {
        Path file = directory.resolve(IDENTITY);
        Properties fields = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            fields.load(in);
            return new NodeLedger(
                    directory,
                    fields.getProperty("node", ""),
                    fields.getProperty("cluster", ""),
                    Integer.parseInt(fields.getProperty("shard", "")),
                    LostWritesLedger.of(directory));
        } catch (IOException | IllegalArgumentException e) {
            throw new HeadwaterException(
                    "cannot read " + file + ": " + e.getMessage(), "check its owner, or restore the file", HeadwaterException.EXIT_CORRUPT, e);
        }
    }
}
