package io.headwater.cache.command;

import io.headwater.schemas.Actor;
import org.jspecify.annotations.Nullable;

/** The state of one client: what SELECT, HELLO, MULTI, WATCH, CLIENT and READONLY change. Owned by the writer thread. */
public final class ClientSession {
    /** What CLIENT REPLY has asked for. */
    enum ReplyMode {
        ON,
        OFF,
        /** The next command's reply is dropped. */
        SKIP_NEXT,
        /** This command's reply is dropped. */
        SKIP
    }

    /** A {@link #maxStalenessMs} that is never exceeded. */
    static final long ANY_STALENESS = Long.MAX_VALUE;

    private final long id;
    private final ClientConnection connection;
    private final long connectedAtMs;

    private int database;
    private int protocol = 2;
    private String name = "";
    private byte @Nullable [] encodedActor;
    String libraryName = "";
    String libraryVersion = "";
    String lastCommand = "NULL";
    long lastCommandAtMs;
    ReplyMode replyMode = ReplyMode.ON;
    boolean noEvict;
    boolean readOnly;
    boolean closeAfterReply;
    boolean waiting;
    /** What HEADWATER.DURABILITY has chosen; null: the node's level. */
    @Nullable Durability durability;
    /** The lsn of the client's last entry; 0 before its first. */
    long lastWriteLsn;
    /** How old in ms what a replica shows to the client may be; by default as old as it is. */
    long maxStalenessMs = ANY_STALENESS;
    /** What the reply to come says about the data, while {@link #waiting}. */
    ReplyKind waitingFor = ReplyKind.NEUTRAL;
    /** CLIENT REPLY silences the reply to come, while {@link #waiting}. */
    boolean silentWait;
    /** The session of a client that another node has handed over is being rebuilt: nothing is said to the client yet. */
    boolean adopting;
    /** Another node is about to serve the client. */
    boolean leaving;
    /** The wait for a key; null as a rule. */
    @Nullable BlockedClient blocked;
    @Nullable Transaction transaction;
    @Nullable WatchedKeys watched;
    @Nullable Subscriptions subscriptions;

    ClientSession(long id, ClientConnection connection, long nowMs) {
        this.id = id;
        this.connection = connection;
        this.connectedAtMs = nowMs;
        this.lastCommandAtMs = nowMs;
    }

    /** The number that CLIENT ID replies; never used twice in a process. */
    public long id() {
        return id;
    }

    /** The network side. */
    public ClientConnection connection() {
        return connection;
    }

    /** Shard-clock time in ms at which the client came. */
    public long connectedAtMs() {
        return connectedAtMs;
    }

    /** Number of the selected database. */
    public int database() {
        return database;
    }

    void database(int index) {
        database = index;
    }

    /** RESP version: 2 or 3. */
    public int protocol() {
        return protocol;
    }

    void protocol(int version) {
        protocol = version;
    }

    /** What CLIENT SETNAME said, or an empty string. */
    public String name() {
        return name;
    }

    void name(String text) {
        name = text;
        encodedActor = text.isEmpty() ? null : new Actor(text, "").encoded();
    }

    /** Who writes the client's entries, as the log's encoder takes it; null while the client has no name. */
    byte @Nullable [] encodedActor() {
        return encodedActor;
    }

    /** Takes the place of another client, for the commands that its script calls. */
    void act(ClientSession other) {
        database = other.database;
        protocol = 2;
        encodedActor = other.encodedActor;
        readOnly = other.readOnly;
    }

    /** Back to the state of a new connection. */
    void reset() {
        database = 0;
        protocol = 2;
        name("");
        replyMode = ReplyMode.ON;
        readOnly = false;
        maxStalenessMs = ANY_STALENESS;
        transaction = null;
    }

    /** Whether the connection must be closed once all replies so far have been sent. */
    public boolean closeAfterReply() {
        return closeAfterReply;
    }

    /** Whether the last command's reply is still to come by {@link ClientConnection#resume}; until then no further command of this client may be executed. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Whether the client waits for a key. */
    public boolean isBlocked() {
        return blocked != null;
    }

    /** Whether another node is about to serve the client: what it waits for is not answered here any more. */
    public void leaving(boolean isAboutTo) {
        leaving = isAboutTo;
    }

    /** What the reply that is still to come says about the data; null if CLIENT REPLY silences it. */
    public @Nullable ReplyKind waitingFor() {
        return silentWait ? null : waitingFor;
    }

    /** Channels, patterns and shard channels that the client has subscribed to; such a client is of the class {@code pubsub}. */
    public int subscriptionCount() {
        return subscriptions == null ? 0 : subscriptions.total();
    }

    /** Whether the client is between MULTI and EXEC. */
    public boolean inTransaction() {
        return transaction != null;
    }
}
