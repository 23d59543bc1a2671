package io.headwater.cache.engine;

/** Checks elements from outside, each of which is sound, for being the entries of a {@link StreamBlock}. */
final class SoundBlock {
    private final byte[] elements;
    private int at;
    private boolean broken;

    SoundBlock(byte[] elements) {
        this.elements = elements;
    }

    boolean isSound(StreamId id) {
        long entries = integer();
        long deleted = integer();
        long masterFields = integer();
        skip(masterFields);
        if (integer() != 0 || entries < 1 || deleted < 0 || masterFields < 0) return false;
        long lastMs = 0;
        long lastSeq = 0;
        boolean first = true;
        while (!broken && at < elements.length) {
            long flags = integer();
            long ms = id.ms() + integer();
            long seq = id.seq() + integer();
            boolean same = (flags & StreamBlock.SAME_FIELDS) != 0;
            long fields = same ? masterFields : integer();
            if (broken || fields < 0 || flags < 0 || flags > 3) return false;
            if (StreamId.compare(ms, seq, id.ms(), id.seq()) < 0 || (!first && StreamId.compare(ms, seq, lastMs, lastSeq) <= 0)) return false;
            skip(same ? fields : Math.min(fields, elements.length) * 2);
            if (integer() != (same ? fields + 3 : 2 * fields + 4)) return false;
            if ((flags & StreamBlock.DELETED) != 0) deleted--;
            else entries--;
            first = false;
            lastMs = ms;
            lastSeq = seq;
        }
        return !broken && entries == 0 && deleted == 0;
    }

    private long integer() {
        if (broken || at >= elements.length || !Packed.isInteger(elements, at)) {
            broken = true;
            return -1;
        }
        long value = Packed.integer(elements, at);
        at = Packed.next(elements, at);
        return value;
    }

    private void skip(long count) {
        for (long i = 0; i < count && !broken; i++) {
            if (at >= elements.length) broken = true;
            else at = Packed.next(elements, at);
        }
    }
}
