package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** A local variable that a closure has captured; lives as long as either. */
final class Cell {
    @Nullable Object value;

    Cell(@Nullable Object value) {
        this.value = value;
    }
}
