package io.headwater.cache.engine;

/** A byte array of {@link Slab} that is cut into cells of one size, or holds one large record. Owned by one thread. */
final class Page {
    static final int NOT_LISTED = -1;
    private static final int NONE = 0xFFFF;

    final int number;
    final byte[] bytes;
    final int cellBytes;
    /** Bytes that cells fill; a little less than the array has. */
    private final int end;

    /** Cells from here on have never been used. */
    private int fresh;
    /** The cell that was freed last, by its offset in units of 8 bytes; its own bytes name the one before it. */
    private int freed = NONE;
    /** Cells that hold a record. */
    int used;
    /** Where {@link SizeClass} lists this page. */
    int place = NOT_LISTED;
    /** Whether its records are being moved elsewhere: no new one comes in. */
    boolean closed;

    Page(int number, byte[] bytes, int cellBytes) {
        this.number = number;
        this.bytes = bytes;
        this.cellBytes = cellBytes;
        this.end = bytes.length - bytes.length % cellBytes;
    }

    boolean isFull() {
        return freed == NONE && fresh == end;
    }

    /** Where unused cells begin. */
    int fresh() {
        return fresh;
    }

    /** The offset of a cell that is now used; not of a full page. */
    int take() {
        used++;
        if (freed == NONE) {
            int at = fresh;
            fresh += cellBytes;
            return at;
        }
        int at = freed * SizeClass.UNIT;
        freed = Records.nextFree(bytes, at);
        return at;
    }

    void free(int at) {
        used--;
        Records.markFree(bytes, at, freed);
        freed = at / SizeClass.UNIT;
    }
}
