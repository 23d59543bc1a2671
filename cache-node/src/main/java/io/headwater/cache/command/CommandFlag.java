package io.headwater.cache.command;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a command is like, in the order and by the names that COMMAND reports. */
public enum CommandFlag {
    /** May yield effects. */
    WRITE,
    /** Reads keys and yields no effects of its own. */
    READONLY,
    /** Refused when memory is full. */
    DENYOOM,
    /** For the operator. */
    ADMIN,
    /** Publish and subscribe. */
    PUBSUB,
    /** Not from scripts. */
    NOSCRIPT,
    /** May wait for another client. */
    BLOCKING,
    /** Answered while the node loads its data. */
    LOADING,
    /** Answered by a replica that has lost its primary. */
    STALE,
    /** Not shown to MONITOR. */
    SKIP_MONITOR,
    /** Not in the slow log. */
    SKIP_SLOWLOG,
    /** Implies ASKING. */
    ASKING,
    /** Constant or logarithmic time. */
    FAST,
    /** Before authentication too. */
    NO_AUTH,
    /** May be propagated although it is no write. */
    MAY_REPLICATE,
    /** Takes keys, but not necessarily. */
    NO_MANDATORY_KEYS,
    /** Needs a configuration that permits it. */
    PROTECTED,
    /** Not while loading asynchronously. */
    NO_ASYNC_LOADING,
    /** Not inside MULTI. */
    NO_MULTI,
    /** Keys are not where first, last and step say. */
    MOVABLEKEYS,
    /** Answered while a script is busy. */
    ALLOW_BUSY;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name that COMMAND reports. */
    public String text() {
        return text;
    }

    /** The flags named in {@code names}, separated by single spaces; may be empty. */
    static Set<CommandFlag> parse(String names) {
        EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
        if (names.isEmpty()) return flags;
        for (String name : names.split(" ", -1)) flags.add(valueOf(name.toUpperCase(Locale.ROOT)));
        return flags;
    }
}
