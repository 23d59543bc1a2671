package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HostPortTest {
    @Test
    void thePortStandsBehindTheLastColon() {
        assertEquals(new HostPort("127.0.0.1", 6379), HostPort.of("127.0.0.1:6379"));
        assertEquals(new HostPort("::1", 6379), HostPort.of("::1:6379"));
    }

    @Test
    void whatHasNoPortIsNoAddress() {
        assertNull(HostPort.orNull(""));
        assertThrows(IllegalArgumentException.class, () -> HostPort.of("localhost"));
        assertThrows(NumberFormatException.class, () -> HostPort.of("localhost:x"));
    }
}
