package io.headwater.cache.node.base;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a node's bases. A base is there under its name only when it is complete and durable; the newest one counts, and older ones are leftovers of
 * a crash between two steps. Safe for several threads as long as one of them changes it.
 */
public final class BaseStore {
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.rdb");

    private final Path folder;

    public BaseStore(Path folder) {
        this.folder = folder;
    }

    /** Where a base with this last lsn belongs. */
    public Path fileOf(long lsn) {
        return folder.resolve("%020d.rdb".formatted(lsn));
    }

    /** The newest base, or null if there is none. */
    public @Nullable BaseFile newest() {
        List<BaseFile> all = all();
        return all.isEmpty() ? null : all.getLast();
    }

    private List<BaseFile> all() {
        List<BaseFile> bases = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!NAME.matcher(name).matches()) continue;
                bases.add(new BaseFile(file, Long.parseLong(name.substring(0, 20)), Files.size(file), Files.getLastModifiedTime(file).toMillis()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("cannot list the bases in " + folder, e);
        }
        bases.sort(Comparator.comparingLong(BaseFile::lsn));
        return bases;
    }

    /** Deletes what crashes have left: unfinished files, and bases older than the newest. */
    public void sweep() {
        deleteUnfinished();
        deleteOld();
    }

    /** Deletes unfinished files; not while a base is being made. */
    public void deleteUnfinished() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().endsWith(".tmp")) Files.delete(file);
            }
        } catch (IOException e) {
            throw failed("cannot clear leftovers out of " + folder, e);
        }
    }

    /** Deletes bases older than the newest. */
    public void deleteOld() {
        List<BaseFile> bases = all();
        try {
            for (int i = 0; i < bases.size() - 1; i++) Files.deleteIfExists(bases.get(i).file());
        } catch (IOException e) {
            throw failed("cannot delete an old base in " + folder, e);
        }
    }

    /** The newest base that holds nothing above an lsn, or null if there is none. */
    public @Nullable BaseFile newestUpTo(long lsn) {
        List<BaseFile> fitting = all().stream().filter(base -> base.lsn() <= lsn).toList();
        return fitting.isEmpty() ? null : fitting.getLast();
    }

    /** Deletes bases that hold anything above an lsn, and returns when they are gone from the disk. */
    public void deleteAbove(long lsn) {
        try {
            for (BaseFile base : all()) {
                if (base.lsn() > lsn) Files.deleteIfExists(base.file());
            }
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw failed("cannot delete a base in " + folder, e);
        }
    }

    /** Gives a base a second name, under which Redis's tools look for it; replaces what had the name. */
    public static void link(BaseFile base, Path name) throws IOException {
        Path beside = name.resolveSibling(name.getFileName() + ".tmp");
        Files.deleteIfExists(beside);
        try {
            Files.createLink(beside, base.file());
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.copy(base.file(), beside, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(beside, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // Two names of one file: the rename is a no-op then, and leaves the other name.
        Files.deleteIfExists(beside);
        try (FileChannel directory = FileChannel.open(name.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    static HeadwaterException failed(String what, IOException cause) {
        return new HeadwaterException(
                what + ": " + cause.getMessage(), "check the disk and the permissions of the directory", HeadwaterException.EXIT_UNAVAILABLE, cause);
    }
}
