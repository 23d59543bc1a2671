package io.headwater.cache.command;

/** The family of a command: its group in COMMAND DOCS and the ACL category that goes with it. */
public enum CommandGroup {
    STRING("string", "@string"),
    GENERIC("generic", "@keyspace"),
    HASH("hash", "@hash"),
    LIST("list", "@list"),
    SET("set", "@set"),
    SORTED_SET("sorted-set", "@sortedset"),
    STREAM("stream", "@stream"),
    BITMAP("bitmap", "@bitmap"),
    HYPERLOGLOG("hyperloglog", "@hyperloglog"),
    GEO("geo", "@geo"),
    CONNECTION("connection", "@connection"),
    SERVER("server", ""),
    TRANSACTIONS("transactions", "@transaction"),
    CLUSTER("cluster", ""),
    PUBSUB("pubsub", "@pubsub"),
    SENTINEL("sentinel", ""),
    SCRIPTING("scripting", "@scripting");

    private final String text;
    private final String category;

    CommandGroup(String text, String category) {
        this.text = text;
        this.category = category;
    }

    /** The name that COMMAND DOCS reports. */
    public String text() {
        return text;
    }

    /** The ACL category of every command of the group, or an empty string. */
    public String category() {
        return category;
    }
}
