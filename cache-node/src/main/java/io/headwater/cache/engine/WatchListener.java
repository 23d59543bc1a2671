package io.headwater.cache.engine;

/** Hears of every change while some client watches a key. Called on the writer thread within {@link Fold#apply}; must not call back into the keyspace's fold. */
public interface WatchListener {
    /** The key in the slice of database {@code database} was changed, created or deleted. */
    void keyChanged(int database, byte[] key, int offset, int length);

    /**
     * All keys of {@code database} are about to be replaced: by nothing after a flush, by another database's after a swap.
     *
     * @param replacement what the database will hold, or null if it will be empty
     */
    void databaseReplaced(int database, Database current, @org.jspecify.annotations.Nullable Database replacement);
}
