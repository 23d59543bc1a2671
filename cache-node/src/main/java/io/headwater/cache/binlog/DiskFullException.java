package io.headwater.cache.binlog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk, or the owner's quota, has no room for what was to be reserved. It may have later. */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
