package io.headwater.cache.command;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a script says about itself.
 *
 * @param given the flags
 * @param legacy whether it has no first line that could say anything: then each of its commands is judged by itself
 */
record ScriptFlags(Set<Flag> given, boolean legacy) {
    /** Names in Redis's order, which FUNCTION LIST shows. */
    enum Flag {
        NO_WRITES,
        ALLOW_OOM,
        ALLOW_STALE,
        NO_CLUSTER,
        ALLOW_CROSS_SLOT_KEYS;

        final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

        static @Nullable Flag named(String text) {
            for (Flag flag : values()) {
                if (flag.text.equals(text)) return flag;
            }
            return null;
        }
    }

    static final ScriptFlags LEGACY = new ScriptFlags(Set.of(), true);

    boolean has(Flag flag) {
        return given.contains(flag);
    }

    /**
     * The flags that a script's first line names.
     *
     * @throws CommandError if it is no such line
     */
    static ScriptFlags ofFirstLine(String line) {
        String[] words = line.strip().split("\\s+");
        if (!words[0].equals("#!lua")) throw new CommandError("ERR Unexpected engine in script shebang: " + words[0]);
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith("flags=")) throw new CommandError("ERR Unknown lua shebang option: " + words[i]);
            for (String name : words[i].substring("flags=".length()).split(",")) {
                Flag flag = Flag.named(name);
                if (flag == null) throw new CommandError("ERR Unexpected flag in script shebang: " + name);
                flags.add(flag);
            }
        }
        return new ScriptFlags(flags, false);
    }
}
