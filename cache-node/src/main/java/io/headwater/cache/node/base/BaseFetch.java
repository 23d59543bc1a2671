package io.headwater.cache.node.base;

import io.headwater.cache.node.base.BaseSource.Snapshot;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a snapshot from elsewhere into the folder of a node's bases. It is verified while it is copied: every byte by the snapshot's checksum, and the place in the
 * log that the file itself names. One that turns out to be damaged is passed over, since an older one only costs more of the log.
 */
public final class BaseFetch {
    private static final Logger LOG = LoggerFactory.getLogger(BaseFetch.class);
    /** Swept away by the next recovery if it is left behind. */
    private static final String UNFINISHED = "fetched.rdb.tmp";
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path folder;
    private final int shard;

    /** @param folder of the bases; must be there */
    public BaseFetch(Path folder, int shard) {
        this.folder = folder;
        this.shard = shard;
    }

    /**
     * A copy that is whole and on the disk, but not yet a base.
     *
     * @param file its name until then
     * @param lsn of its last entry
     */
    public record Fetched(Path file, Snapshot snapshot, long lsn) {}

    /**
     * Copies the first of these that is as it should be.
     *
     * @return null if there is none
     * @throws HeadwaterException if the disk or the source fails
     */
    public @Nullable Fetched fetch(List<Snapshot> newestFirst) {
        for (Snapshot snapshot : newestFirst) {
            try {
                Path file = folder.resolve(UNFINISHED);
                String problem = copy(snapshot, file);
                if (problem == null) return new Fetched(file, snapshot, snapshot.note().filter().lastLsn());
                LOG.warn("snapshot {} cannot be used: {}", snapshot.name(), problem);
            } catch (IOException e) {
                throw BaseStore.failed("cannot copy snapshot " + snapshot.name() + " into " + folder, e);
            }
        }
        return null;
    }

    /** What is wrong with it, or null. */
    private @Nullable String copy(Snapshot snapshot, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = snapshot.open();
                FileChannel out = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) out.write(bytes);
            }
            out.force(true);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(snapshot.sha256())) return "its checksum is another";
        RdbInfo info = RdbInfo.read(file);
        Position position = snapshot.note().filter().position();
        if (info == null || info.shard() != shard || !info.position().equals(position) || !snapshot.note().equals(info.note())) {
            return "it stands elsewhere in the log than its manifest says";
        }
        return null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Makes the copy the base of a folder that has no other. */
    public void place(Fetched fetched) {
        try {
            Files.move(fetched.file(), new BaseStore(folder).fileOf(fetched.lsn()), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw BaseStore.failed("cannot put a base into " + folder, e);
        }
    }
}
