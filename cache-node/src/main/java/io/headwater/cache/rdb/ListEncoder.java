package io.headwater.cache.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes lists as Redis's quicklist: nodes of up to 8 KB. The number of nodes comes first in the file, so the packed
 * nodes are held until the list ends. One that outgrows the memory for that is written in the old form, element by
 * element, provided that its length is known; Redis reads both and builds the same list.
 */
final class ListEncoder {
    /** Redis reckons with this much beside an element's bytes when it decides whether a node has room. */
    private static final int ENTRY_OVERHEAD_BYTES = 8;

    private final RdbOutput out;
    private final long maxHeldBytes;
    private final ListpackBuilder pack = new ListpackBuilder();
    private final List<Node> nodes = new ArrayList<>();
    private long heldBytes;
    private byte[] key = {};
    private long expireAtMs;
    private long count;
    private boolean packed;

    private record Node(byte[] bytes, boolean plain) {}

    /** @param maxHeldBytes of packed nodes, beyond which a list of known length is no longer held */
    ListEncoder(RdbOutput out, long maxHeldBytes) {
        this.out = out;
        this.maxHeldBytes = maxHeldBytes;
    }

    void begin(byte[] listKey, long elements, long listExpireAtMs) {
        key = listKey;
        count = elements;
        expireAtMs = listExpireAtMs;
        packed = true;
        pack.clear();
        nodes.clear();
        heldBytes = 0;
    }

    void element(byte[] element, int offset, int length) throws IOException {
        if (!packed) {
            out.string(element, offset, length);
            return;
        }
        if (length >= RdbFormat.LIST_PLAIN_MIN_BYTES) {
            closeNode();
            hold(new Node(Arrays.copyOfRange(element, offset, offset + length), true));
        } else {
            if (pack.sizeBytes() + length + ENTRY_OVERHEAD_BYTES > RdbFormat.LIST_NODE_MAX_BYTES) {
                closeNode();
            }
            pack.add(element, offset, length);
        }
        if (heldBytes > maxHeldBytes && count != RdbVisitor.UNKNOWN_COUNT) {
            unpack();
        }
    }

    void end() throws IOException {
        if (!packed) {
            return;
        }
        out.key(RdbFormat.TYPE_LIST_QUICKLIST_2, key, expireAtMs);
        out.length(nodes.size() + (pack.count() > 0 ? 1 : 0));
        for (Node node : nodes) {
            out.length(node.plain ? RdbFormat.NODE_PLAIN : RdbFormat.NODE_PACKED);
            out.string(node.bytes);
        }
        if (pack.count() > 0) {
            out.length(RdbFormat.NODE_PACKED);
            pack.finish(out);
        }
        nodes.clear();
    }

    private void closeNode() {
        if (pack.count() > 0) {
            hold(new Node(pack.finish(), false));
        }
    }

    private void hold(Node node) {
        nodes.add(node);
        heldBytes += node.bytes.length;
    }

    private void unpack() throws IOException {
        closeNode();
        packed = false;
        out.key(RdbFormat.TYPE_LIST, key, expireAtMs);
        out.length(count);
        for (Node node : nodes) {
            if (node.plain) {
                out.string(node.bytes);
                continue;
            }
            Listpack written = new Listpack(node.bytes, out.offset());
            for (long left = written.count(); left > 0; left--) {
                out.string(written.nextBytes());
            }
        }
        nodes.clear();
    }
}
