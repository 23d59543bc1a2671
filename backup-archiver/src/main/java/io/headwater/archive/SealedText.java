package io.headwater.archive;

import io.headwater.archive.store.Content;
import io.headwater.archive.store.NoSuchObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small objects that people may want to read: lines of UTF-8, the last of which is the checksum of those before it.
 *
 * <pre>
 * LINE...
 * sha256 64-HEXADECIMAL-DIGITS
 * </pre>
 */
public final class SealedText {
    private static final String SEAL = "sha256 ";

    private SealedText() {}

    /** The lines, none of which holds a line break, as an object's content. */
    public static Content of(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line with a line break: " + line);
            }
            text.append(line).append('\n');
        }
        String seal = SEAL + Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)) + "\n";
        return Content.of(text.append(seal).toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The lines of an object; empty if there is none of that name.
     *
     * @throws DamagedObjectException if they are not what was written
     */
    public static Optional<List<String>> read(Archive archive, String name) {
        byte[] bytes;
        try (InputStream in = archive.store().get(name)) {
            bytes = in.readAllBytes();
        } catch (NoSuchObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DamagedObjectException(name, "cannot be read: " + e.getMessage());
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        int seal = text.lastIndexOf(SEAL);
        if (seal < 0 || !text.equals(text.substring(0, seal) + SEAL + Sha256.of(text.substring(0, seal).getBytes(StandardCharsets.UTF_8)) + "\n")) {
            throw new DamagedObjectException(name, "is damaged: its checksum is not that of its lines");
        }
        return Optional.of(new ArrayList<>(text.substring(0, seal).lines().toList()));
    }
}
