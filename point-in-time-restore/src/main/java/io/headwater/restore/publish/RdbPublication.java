package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.KeyspaceSum;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbDigest;
import io.headwater.cache.rdb.RdbException;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One RDB file that is the union of all shards. It is written under another name beside its own, synced, read back, and given its name only when it is whole and if
 * nobody else took the name; a file that is there is never overwritten.
 */
final class RdbPublication implements Publication {
    private final Path file;
    private final Path directory;
    private final Path temporary;
    private final long toMs;
    private final Progress progress;
    /** Of what was to be written. */
    private final KeyspaceSum wanted = new KeyspaceSum();

    private @Nullable FileChannel channel;
    private @Nullable RdbWriter rdb;
    private @Nullable KeyspaceRdbWriter keys;

    /** @param toMs keys that are expired then are left out */
    RdbPublication(Path file, long toMs, Progress progress) {
        this.file = file.toAbsolutePath();
        this.directory = Objects.requireNonNull(this.file.getParent(), "the root is no file");
        this.temporary = directory.resolve("." + this.file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        this.toMs = toMs;
        this.progress = progress;
    }

    @Override
    public void prepare() {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw taken();
        }
        try {
            FileChannel created = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = created;
            temporary.toFile().deleteOnExit(); // Ctrl-C, too, leaves nothing
            RdbWriter writer = new RdbWriter(Channels.newOutputStream(created), RdbWriter.Compression.LZF);
            writer.aux(ascii("headwater-restored-to"), ascii(Long.toString(toMs)));
            rdb = writer;
            keys = new KeyspaceRdbWriter(writer, toMs);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void add(Replayed shard) {
        try {
            Objects.requireNonNull(keys, "prepare comes first").write(shard.keyspace());
            sum(shard.keyspace());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void sum(Keyspace keyspace) {
        for (int i = 0; i < keyspace.databases(); i++) {
            int index = i;
            keyspace.database(i).forEach(entry -> {
                if (!entry.isExpired(toMs)) {
                    wanted.add(index, entry);
                }
            });
        }
    }

    /** The file is read as any server will read it, and must hold every key, value and expiry of the replayed keyspaces. */
    private void verify() throws IOException {
        progress.step("verifying " + file);
        KeyspaceSum found;
        try {
            found = RdbDigest.of(temporary);
        } catch (RdbException damaged) {
            throw unlike("it cannot be read back: " + damaged.getMessage());
        }
        if (!found.equals(wanted)) {
            throw unlike("it holds " + found + " instead of " + wanted);
        }
        progress.step("verified: read back, the checksum holds, " + found + " equal what was replayed");
    }

    private HeadwaterException unlike(String problem) {
        return new HeadwaterException(
                "the RDB file was written, but " + problem,
                "the disk is not to be trusted, or this is a defect; no file was left",
                HeadwaterException.EXIT_CORRUPT);
    }

    @Override
    public long publish() {
        RdbWriter writer = Objects.requireNonNull(rdb, "prepare comes first");
        try {
            writer.finish();
            Objects.requireNonNull(channel).force(true);
            verify();
            takeName();
            try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
                parent.force(true);
            }
            return writer.bytes();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void takeName() throws IOException {
        try {
            Files.createLink(file, temporary); // fails if the name is taken, which a rename does not
        } catch (FileAlreadyExistsException e) {
            throw taken();
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(temporary, file); // no hard links here: checks the name first, if not in one step
        }
    }

    private HeadwaterException taken() {
        return new HeadwaterException(
                file + " exists and is not overwritten", "choose another file name, or move it away", HeadwaterException.EXIT_USAGE);
    }

    private HeadwaterException failed(IOException e) {
        String reason = e instanceof NoSuchFileException ? "there is no directory " + directory : e instanceof FileSystemException system && system.getReason() == null
                ? e.getClass().getSimpleName().replace("Exception", "")
                : String.valueOf(e.getMessage());
        return new HeadwaterException(
                "cannot write " + file + ": " + reason,
                "check that the directory exists, has room and may be written; nothing was left there",
                HeadwaterException.EXIT_UNAVAILABLE,
                e);
    }

    @Override
    public String target() {
        return file.toString();
    }

    @Override
    public void close() {
        try (FileChannel open = channel) {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The file under its temporary name stays behind; what the restore came to is known already.
        }
    }
}
