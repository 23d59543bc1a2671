package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Objects as files of a directory, on a file system with hard links. A put writes a {@link TemporaryFile}, syncs it, moves or links it into
 * place, and syncs the directories on the way: a link fails if the name is taken, which makes {@link #putIfAbsent} atomic between processes.
 */
public final class FileObjectStore implements ObjectStore {
    private static final int COPY_BYTES = 1 << 18;

    private final Path root;

    /** @param root the directory; created when the first object is */
    public FileObjectStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void put(String name, Content content) {
        Path target = path(name);
        try (TemporaryFile file = write(content)) {
            createDirectories(parentOf(target));
            Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(parentOf(target));
        } catch (IOException e) {
            throw failed("write", name, e);
        }
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        Path target = path(name);
        if (Files.exists(target)) {
            return false;
        }
        try (TemporaryFile file = write(content)) {
            createDirectories(parentOf(target));
            Files.createLink(target, file.path());
            sync(parentOf(target));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failed("write", name, e);
        }
    }

    private TemporaryFile write(Content content) throws IOException {
        createDirectories(root);
        TemporaryFile file = TemporaryFile.create(root);
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[COPY_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    file.channel().write(bytes);
                }
            }
            file.channel().force(true);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public InputStream get(String name) {
        try {
            return Files.newInputStream(existing(name));
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(name, url());
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    @Override
    public byte[] range(String name, long offset, int length) {
        try (FileChannel channel = FileChannel.open(existing(name))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(channel.size() - offset, 0, length));
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // until the range is full
            }
            return bytes.array();
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(name, url());
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        int slash = prefix.lastIndexOf('/');
        Path from = slash < 0 ? root : path(prefix.substring(0, slash));
        List<ObjectInfo> found = new ArrayList<>();
        if (!Files.isDirectory(from)) {
            return found;
        }
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString();
                    if (attributes.isRegularFile() && name.startsWith(prefix) && !TemporaryFile.is(file)) {
                        found.add(new ObjectInfo(name, attributes.size()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // deleted since the directory was read
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw failed("list", prefix, e);
        }
        found.sort(Comparator.comparing(ObjectInfo::name));
        return found;
    }

    @Override
    public void delete(String name) {
        try {
            Path file = existing(name);
            Files.delete(file);
            sync(parentOf(file));
        } catch (NoSuchFileException e) {
            // nothing to delete
        } catch (IOException e) {
            throw failed("delete", name, e);
        }
    }

    @Override
    public int sweep() {
        try {
            return TemporaryFile.sweep(root);
        } catch (IOException e) {
            throw failed("sweep", "temporary files", e);
        }
    }

    @Override
    public String url() {
        return "file:" + root;
    }

    @Override
    public void close() {}

    private Path path(String name) {
        return root.resolve(ObjectStores.checked(name));
    }

    /** The object's file; what is part of another object's name only counts as absent. */
    private Path existing(String name) throws NoSuchFileException {
        Path file = path(name);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    private static Path parentOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Creates the directory and syncs every parent that gained an entry, so that the objects below survive a loss of power. */
    private static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private StoreException failed(String what, String name, IOException e) {
        return new StoreException("cannot " + what + " " + name + " in " + url() + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? kind : kind.equals("IO") ? e.getMessage() : kind + " " + e.getMessage();
    }
}
