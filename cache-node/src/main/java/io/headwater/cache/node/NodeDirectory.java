package io.headwater.cache.node;

import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's directory, locked for this process.
 *
 * <pre>
 * lock             held while a node runs here; stays behind
 * node.properties  whose directory this is
 * base/            snapshots that the binlog goes on from
 * binlog/          segments
 * dump.rdb         the newest base under the name that Redis's tools expect
 * </pre>
 */
final class NodeDirectory implements AutoCloseable {
    private static final String IDENTITY = "node.properties";
    private static final String LOCK = "lock";
    private static final Logger LOG = LoggerFactory.getLogger(NodeDirectory.class);

    private final Path path;
    private final FileChannel lockFile;
    private final NodeIdentity identity;

    private NodeDirectory(Path path, FileChannel lockFile, NodeIdentity identity) {
        this.path = path;
        this.lockFile = lockFile;
        this.identity = identity;
    }

    /**
     * Locks the directory, makes it if it is missing, and checks or writes whose it is.
     *
     * @throws HeadwaterException if another process has it, it cannot be written, or it is somebody else's
     */
    static NodeDirectory open(Path path, NodePlace place, RandomGenerator random) {
        FileChannel lockFile = lock(path);
        try {
            Files.createDirectories(basesOf(path));
            NodeIdentity identity = identify(path, place, random);
            return new NodeDirectory(path, lockFile, identity);
        } catch (IOException e) {
            close(lockFile);
            throw notWritable(path, e);
        } catch (RuntimeException e) {
            close(lockFile);
            throw e;
        }
    }

    private static FileChannel lock(Path path) {
        FileChannel file;
        try {
            boolean made = Files.notExists(path);
            Files.createDirectories(path);
            if (made) sync(Objects.requireNonNull(path.toRealPath().getParent()));
            file = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            // Another node of this very process has it: the same answer.
        } catch (IOException e) {
            close(file);
            throw notWritable(path, e);
        }
        if (lock != null) return file;
        close(file);
        throw new HeadwaterException(
                "another node is running in " + path, "stop it first, or use another --dir", HeadwaterException.EXIT_FENCED);
    }

    /**
     * Reads whose directory this is, without locking it.
     *
     * @throws HeadwaterException if no node has ever run in it
     */
    static NodeIdentity identityOf(Path path) {
        Path file = path.resolve(IDENTITY);
        try {
            return NodeIdentity.parse(Files.readString(file), file);
        } catch (IOException e) {
            throw new HeadwaterException(
                    path + " is not the directory of a node", "check --dir", HeadwaterException.EXIT_USAGE, e);
        }
    }

    private static NodeIdentity identify(Path path, NodePlace place, RandomGenerator random) throws IOException {
        Path file = path.resolve(IDENTITY);
        if (Files.exists(file)) {
            NodeIdentity identity = NodeIdentity.parse(Files.readString(file), file);
            identity.require(place, path);
            NodeIdentity here = identity.at(home(path), random);
            if (here != identity) writeDurably(path, IDENTITY, here.text());
            if (!here.node().equals(identity.node())) {
                LOG.warn("{} was copied or moved: what was node {} is node {} here", path, identity.node(), here.node());
            }
            return here;
        }
        NodeIdentity identity = NodeIdentity.drawn(place, home(path), random);
        writeDurably(path, IDENTITY, identity.text());
        return identity;
    }

    /** What a copy of the directory does not have in common with it. */
    private static String home(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        return Files.getAttribute(file, "unix:ino") + ":"
                + Files.readAttributes(file, BasicFileAttributes.class).creationTime().toMillis();
    }

    /** Replaces a file's text, and returns when that is on the disk; the file has the old text or the new one at any moment. */
    static void writeDurably(Path directory, String name, String text) throws IOException {
        Path beside = directory.resolve(name + ".tmp");
        try (FileChannel out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) out.write(bytes);
            out.force(true);
        }
        Files.move(beside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    /** Returns when the creations, renames and deletions in a directory are on the disk. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static HeadwaterException notWritable(Path path, IOException cause) {
        return new HeadwaterException(
                "cannot write to the directory " + path + ": " + cause.getMessage(),
                "check that it exists and belongs to this user, or use another --dir",
                HeadwaterException.EXIT_UNAVAILABLE,
                cause);
    }

    Path path() {
        return path;
    }

    Path binlog() {
        return binlogOf(path);
    }

    Path bases() {
        return basesOf(path);
    }

    static Path binlogOf(Path path) {
        return path.resolve("binlog");
    }

    static Path basesOf(Path path) {
        return path.resolve("base");
    }

    NodeIdentity identity() {
        return identity;
    }

    /** Releases the lock. */
    @Override
    public void close() {
        close(lockFile);
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close a lock", e);
        }
    }
}
