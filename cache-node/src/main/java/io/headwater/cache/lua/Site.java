package io.headwater.cache.lua;

/**
 * A place in a script.
 *
 * @param source the chunk's name as given: "@name", "=name" or its text
 * @param line from 1
 */
public record Site(LuaString source, int line) {
    private static final int MAX_ID = 60;

    /** {@code source:line:}, as errors begin. */
    @Override
    public String toString() {
        return chunkId(source.toString()) + ":" + line + ":";
    }

    /** The chunk's name as errors show it: at most 59 characters. */
    static String chunkId(String source) {
        if (source.startsWith("=")) return source.substring(1, Math.min(source.length(), MAX_ID));
        if (source.startsWith("@")) {
            int room = MAX_ID - 1 - "...".length() - 5;
            String name = source.substring(1);
            return name.length() > room ? "..." + name.substring(name.length() - room) : name;
        }
        int end = 0;
        while (end < source.length() && source.charAt(end) != '\n' && source.charAt(end) != '\r') end++;
        int room = MAX_ID - " [string \"...\"] ".length() - 1;
        boolean cut = end < source.length() || end > room;
        return "[string \"" + source.substring(0, Math.min(end, room)) + (cut ? "...\"]" : "\"]");
    }
}
