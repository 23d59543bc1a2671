package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;

/** An archive key that is missing, wrong, or given where none is in use. */
public final class ArchiveKeyException extends HeadwaterException {
    private ArchiveKeyException(String message, String hint) {
        super(message, hint, EXIT_USAGE);
    }

    static ArchiveKeyException missing(String name, String store, String keyId) {
        return new ArchiveKeyException(
                "object " + name + " in " + store + " is encrypted with archive key " + keyId + ", and no key is given",
                "set " + ArchiveKey.FILE_VARIABLE + " or " + ArchiveKey.VARIABLE + " to that key");
    }

    static ArchiveKeyException wrong(String name, String store, String keyId, String givenId) {
        return new ArchiveKeyException(
                "object " + name + " in " + store + " is encrypted with archive key " + keyId + ", and the key that is given is " + givenId,
                "set " + ArchiveKey.FILE_VARIABLE + " or " + ArchiveKey.VARIABLE + " to the key with that id");
    }

    static ArchiveKeyException notEncrypted(String name, String store) {
        return new ArchiveKeyException(
                "object " + name + " in " + store + " is not encrypted, and an archive key is given",
                "unset " + ArchiveKey.FILE_VARIABLE + " and " + ArchiveKey.VARIABLE + ", or start an encrypted archive in another store");
    }
}
