package io.headwater.cache.lua;

/** Values of the host that scripts can only hand around. */
public enum Userdata {
    /** C's null pointer: what stands for null in JSON. */
    NULL
}
