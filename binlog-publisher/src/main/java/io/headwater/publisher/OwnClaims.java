package io.headwater.publisher;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims that this process has appended, each with a nonce of its own and the time at which it was handed over. A claim whose append failed may still land and take
 * effect. Owned by the agent's thread.
 */
class OwnClaims {
    /** One more is possible only each time that a wait is over; the oldest of so many has been lost. */
    private static final int MAX_UNDECIDED = 64;

    private final Map<Long, Long> handedOverNanosByNonce = new LinkedHashMap<>();

    void add(long nonce, long handedOverNanos) {
        handedOverNanosByNonce.put(nonce, handedOverNanos);
        if (handedOverNanosByNonce.size() > MAX_UNDECIDED) {
            handedOverNanosByNonce.remove(handedOverNanosByNonce.keySet().iterator().next());
        }
    }

    /** When the claim with the nonce was handed over; null if this process made no such claim. */
    @Nullable Long handedOverNanos(long nonce) {
        return handedOverNanosByNonce.get(nonce);
    }

    /** A claim has taken effect: of the others, which name the same epoch, none ever will. */
    void decided() {
        handedOverNanosByNonce.clear();
    }
}
