package io.headwater.archive.store;

import java.io.InputStream;
import java.util.List;

/**
 * A flat set of named, immutable or replaced-as-a-whole byte strings. Names are 1 to 900 characters of {@code a-z A-Z 0-9 . _ -} in parts
 * divided by {@code /}; no part is empty, or starts with a dot. Any thread; several processes may use one store at the same time.
 *
 * <p>Whoever reads sees whole objects or none: a put that fails or dies at any point leaves what was there before. When a put has
 * returned, the object survives a loss of power, and every later call of any process sees it.
 *
 * <p>Every method may throw {@link StoreException} when the store cannot be reached or used; what it was to do may have happened or not.
 */
public interface ObjectStore extends AutoCloseable {
    /** Creates the object or replaces it. */
    void put(String name, Content content);

    /**
     * Creates the object unless there is one; of several callers at the same time exactly one creates it.
     *
     * @return false if the name was taken; then the content is not stored
     */
    boolean putIfAbsent(String name, Content content);

    /**
     * The object's bytes as of one moment, even if it is replaced or deleted meanwhile. The caller closes the stream.
     *
     * @throws NoSuchObjectException if there is none
     */
    InputStream get(String name);

    /**
     * The bytes from {@code offset} on, at most {@code length}; fewer only at the object's end.
     *
     * @throws NoSuchObjectException if there is none
     */
    byte[] range(String name, long offset, int length);

    /** Every object whose name starts with the prefix, in the order of their names' characters; empty when there is none. */
    List<ObjectInfo> list(String prefix);

    /** Deletes the object; no effect if there is none. */
    void delete(String name);

    /** Removes what puts of dead processes left behind, unseen by the other methods. Returns how many pieces. */
    int sweep();

    /** How a person would name this store: its URL. */
    String url();

    @Override
    void close();
}
