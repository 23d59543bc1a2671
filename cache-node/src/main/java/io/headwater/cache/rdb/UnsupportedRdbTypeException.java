package io.headwater.cache.rdb;

/** A sound file holds a value of a type that Headwater does not have: a module's own type. */
public final class UnsupportedRdbTypeException extends RdbException {
    private final byte[] key;
    private final int type;

    UnsupportedRdbTypeException(byte[] key, int type, String typeName, long offset) {
        super("key '" + printable(key) + "' is a " + typeName + " (RDB type " + type + "), which is not supported", offset);
        this.key = key.clone();
        this.type = type;
    }

    /** The key whose value cannot be read. */
    public byte[] key() {
        return key.clone();
    }

    /** The type byte in the file. */
    public int type() {
        return type;
    }
}
