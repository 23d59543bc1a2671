package io.headwater.archive.store;

class MemoryObjectStoreTest extends ObjectStoreConformance {
    @Override
    ObjectStore store() {
        return new MemoryObjectStore();
    }
}
