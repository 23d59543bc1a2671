package io.headwater.cache.lua;

/** A part of a script that does something. */
@FunctionalInterface
interface Statement {
    /** Goes on behind it. */
    int NORMAL = 0;
    /** Leaves the innermost loop. */
    int BREAK = 1;
    /** Leaves the function, whose results are in the frame. */
    int RETURN = 2;

    /** Does nothing. */
    Statement NOTHING = frame -> NORMAL;

    /** Runs it; how to go on. */
    int execute(Frame frame);
}
