package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Entries;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.LastChanges;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * What a handler sees of the one call that it decides: arguments, the client, its database, the reply and the effects. One instance serves all calls; valid until the
 * handler returns. Argument indexes count the command's name as 0; those of keys come from the handler, which knows them.
 */
public final class CommandContext {
    private final CommandExecutor executor;
    private final Server server;
    private final Effects effects;
    private Args args = new Args(1);
    private ReplyBuffer reply = new ReplyBuffer(0);
    private ClientSession session;
    private CommandSpec spec;
    private long nowMs;
    private long dependsOnLsn;
    private final Entries entries = new Entries();

    CommandContext(CommandExecutor executor, Effects effects, ClientSession nobody, CommandSpec nothing) {
        this.executor = executor;
        this.server = executor.server();
        this.effects = effects;
        this.session = nobody;
        this.spec = nothing;
    }

    void begin(ClientSession caller, CommandSpec command, Args arguments, ReplyBuffer buffer, long now) {
        session = caller;
        spec = command;
        args = arguments;
        reply = buffer;
        nowMs = now;
        entries.startOver();
    }

    /** The arguments; 0 is the command's name. */
    public Args args() {
        return args;
    }

    /** Number of arguments, the name included. */
    public int count() {
        return args.count();
    }

    /** Where the reply goes. */
    public ReplyBuffer reply() {
        return reply;
    }

    /** Where effects go. */
    public Effects effects() {
        return effects;
    }

    /** The client. */
    public ClientSession session() {
        return session;
    }

    /** The command that runs; a subcommand's own spec. */
    public CommandSpec spec() {
        return spec;
    }

    /** Who runs this command. */
    CommandExecutor executor() {
        return executor;
    }

    /** Everything around the keyspace. */
    public Server server() {
        return server;
    }

    /** Lets the reply come later: the handler writes none, and the client's next commands wait for {@link PendingReply#complete}. Only if {@link #mayDefer}. */
    public PendingReply defer() {
        return defer(ReplyKind.NEUTRAL);
    }

    /** {@link #defer()} of a reply that says something about the data. */
    PendingReply defer(ReplyKind kind) {
        if (!mayDefer()) throw new IllegalStateException("a transaction cannot wait");
        return new PendingReply(session, kind);
    }

    /** Whether the reply may come later: not inside of a transaction, whose replies are one. */
    boolean mayDefer() {
        return !executor.isInsideExec();
    }

    /**
     * Has the client wait for a value of this type under any of {@code keys} arguments from {@code firstKey} on, and go on with {@code server}. Only if it
     * {@link #mayDefer}.
     *
     * @param kept a copy of the arguments that the server sees, in which what depends on this moment is resolved
     */
    void block(Args kept, int firstKey, int keys, ValueType type, BlockTimeout timeout, KeyServer server) {
        executor.blocked().block(this, kept, firstKey, keys, type, false, timeout, server);
    }

    /** Number of databases. */
    public int databases() {
        return server.keyspace().databases();
    }

    /** The hash of keys and members. */
    public Hasher hasher() {
        return server.keyspace().hasher();
    }

    /** All databases: the reply depends on everything in them. */
    public Keyspace keyspace() {
        LastChanges changes = server.keyspace().changes();
        if (changes != null) dependOn(changes.ofAll());
        return server.keyspace();
    }

    /** The client's database as a whole: the reply depends on everything in it. */
    public Database database() {
        LastChanges changes = server.keyspace().changes();
        if (changes != null) dependOn(changes.ofDatabase(session.database()));
        return server.keyspace().database(session.database());
    }

    private void dependOn(long lsn) {
        if (lsn > dependsOnLsn) dependsOnLsn = lsn;
    }

    /**
     * The entry of a key, expired or not, or null: the one way to a key, so that no reply that depends on one goes unnoticed.
     *
     * @param databaseIndex which must exist
     */
    @Nullable Entry find(int databaseIndex, byte[] key, int offset, int length) {
        Keyspace keyspace = server.keyspace();
        int hash = keyspace.hasher().hash(key, offset, length);
        LastChanges changes = keyspace.changes();
        if (changes != null) dependOn(changes.ofKey(databaseIndex, hash));
        return keyspace.database(databaseIndex).find(key, offset, length, hash, entries);
    }

    /** The next command's reply depends on nothing yet. */
    void dependOnNothing() {
        dependsOnLsn = 0;
    }

    /** The newest lsn that the replies since {@link #dependOnNothing} depend on, as far as changes are tracked; 0 if there is none. */
    long dependsOnLsn() {
        return dependsOnLsn;
    }

    /** The shard clock's time in ms; the same for all commands of a turn. */
    public long nowMs() {
        return nowMs;
    }

    /**
     * The entry of the key at {@code i} for a read: null if absent or expired; counted as hit or miss. On a primary an expired key's deletion is yielded.
     */
    public @Nullable Entry lookup(int i) {
        Entry entry = peek(i);
        if (entry == null) {
            server.counters().misses++;
        } else {
            server.counters().hits++;
            entry.touch(nowMs);
        }
        return entry;
    }

    /** {@link #lookup} for a write: not counted as hit or miss. */
    public @Nullable Entry lookupForWrite(int i) {
        Entry entry = peek(i);
        if (entry != null) entry.touch(nowMs);
        return entry;
    }

    /** {@link #lookup} that leaves no trace of an access: for TTL, OBJECT, TYPE and the like. */
    public @Nullable Entry peek(int i) {
        return peek(session.database(), args, i);
    }

    /** {@link #peek(int)} in another database and for any slice. */
    public @Nullable Entry peek(int databaseIndex, Args keys, int i) {
        Entry entry = find(databaseIndex, keys.bytes(), keys.offset(i), keys.length(i));
        if (entry == null || !entry.isExpired(nowMs)) return entry;
        if (deletesExpired()) effects.expire(databaseIndex, keys.bytes(), keys.offset(i), keys.length(i));
        return null;
    }

    /** Deletes the entry of the client's database, which has expired, if that may be now; otherwise it stays hidden. */
    void expire(Entry entry) {
        if (!deletesExpired()) return;
        byte[] key = entry.key();
        effects.expire(session.database(), key, 0, key.length);
    }

    /** Whether what is found expired is deleted: on a primary whose log takes writes. */
    boolean deletesExpired() {
        return server.role().isPrimary() && server.admission().refuse(spec, 0) == null;
    }

    /**
     * The value of type {@code type} at {@code i} for a read, or null if the key is absent.
     *
     * @throws CommandError WRONGTYPE if it is of another type
     */
    public <V extends Value> @Nullable V read(int i, Class<V> type) {
        Entry entry = lookup(i);
        return entry == null ? null : typed(entry, type);
    }

    /** {@link #read} for a write. */
    public <V extends Value> @Nullable V forWrite(int i, Class<V> type) {
        Entry entry = lookupForWrite(i);
        return entry == null ? null : typed(entry, type);
    }

    /** The string at {@code i} for a read, or null. */
    public @Nullable StringValue string(int i) {
        return read(i, StringValue.class);
    }

    /** The value of {@code entry}, which must be of type {@code type}. */
    public static <V extends Value> V typed(Entry entry, Class<V> type) {
        Value value = entry.value();
        if (!type.isInstance(value)) throw CommandError.WRONG_TYPE;
        return type.cast(value);
    }

    /** The integer at {@code i}, or the usual error. */
    public long longArg(int i) {
        if (!args.isLong(i)) throw CommandError.NOT_AN_INTEGER;
        return args.toLong(i);
    }

    /** The integer in [{@code min}, {@code max}] at {@code i}, or {@code error} if it is another or none. */
    public long longArg(int i, long min, long max, CommandError error) {
        if (!args.isLong(i)) throw error;
        long value = args.toLong(i);
        if (value < min || value > max) throw error;
        return value;
    }

    /** The 32-bit integer at {@code i}, or the usual errors. */
    public int intArg(int i) {
        long value = longArg(i);
        if (value != (int) value) throw CommandError.NOT_AN_INT;
        return (int) value;
    }

    /** The double at {@code i}, or "value is not a valid float". */
    public double doubleArg(int i) {
        double value = args.toDouble(i);
        if (Double.isNaN(value)) throw CommandError.NOT_A_FLOAT;
        return value;
    }
}
