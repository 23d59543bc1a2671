package io.headwater.publisher;

/** A link over which the reference reads one record at a time. */
class OneByOneLink extends SimulatedLink {
    private final boolean reference;

    OneByOneLink(String node) {
        reference = node.equals("reference");
    }

    @Override
    boolean readsOneByOne() {
        return reference;
    }
}
