package io.headwater.archive.store;

/** An object in a listing. */
public record ObjectInfo(String name, long bytes) {}
