package io.headwater.cache.engine;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.ControlKind;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command yields: handlers add effects here and change nothing themselves.
 *
 * <p>An effect is encoded as Avro into the open batch the moment it is added; only the places of its arguments are remembered. When the handler has returned,
 * {@link #apply} hands exactly those bytes to the {@link Fold}: what is logged is what happened, and no argument is copied twice. Until then the effects are pending,
 * and {@link #rollback} drops them as if they had never been. So a handler looks up and decides first and adds effects last.
 *
 * <pre>{@code
 * effects.begin(EffectOp.SET, 4).arg(args, 1).arg(args, 2).arg(PXAT).arg(expireAtMs).end();
 * effects.add(EffectOp.DEL, args, 1);
 * }</pre>
 *
 * <p>All effects between {@link #open} and {@link #closeEntry} form one entry; one without effects leaves no trace. Owned by the writer thread; allocates only to grow.
 */
public final class Effects {
    private static final int SINGLE = 1;

    private final Fold fold;
    private final BatchEncoder encoder;
    private final int maxEntryBytes;
    private final Args view = new Args(16);
    private final byte[] digits = new byte[Numbers.MAX_LONG_CHARS];

    private LongSupplier sealedLsn = () -> 0;
    private long nowMs;
    private byte @Nullable [] actor;
    /** Database of the command that runs, and the one that effects written so far leave a reader in. */
    private int database;
    private int loggedDatabase;

    /** Pending effects: their ops and where their arguments end in the lists below. */
    private EffectOp[] ops = new EffectOp[16];
    private int[] argumentEnds = new int[16];
    private int pending;
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];
    private int arguments;

    private int appliedMark;
    private int appliedInEntry;
    private int loggedDatabaseAtMark;
    private int announced;
    private long applied;
    private long expired;
    private boolean controlled;

    /**
     * Effects into {@code encoder}, applied by {@code fold}.
     *
     * @param maxEntryBytes an entry that would exceed this is refused with {@link EntryTooLargeException}
     */
    public Effects(Fold fold, BatchEncoder encoder, int maxEntryBytes) {
        this.fold = fold;
        this.encoder = encoder;
        this.maxEntryBytes = maxEntryBytes;
    }

    /** Where the last lsn that was given to a sealed entry is known; the open batch's follow it. */
    public void numberAfter(LongSupplier lastSealedLsn) {
        sealedLsn = lastSealedLsn;
    }

    /** The lsn of the last closed entry, whether it is sealed or not. */
    public long lastLsn() {
        return sealedLsn.getAsLong() + encoder.entries();
    }

    /** The lsn of the newest entry that may have been applied: the open one's, if there is one. */
    public long newestLsn() {
        return lastLsn() + (encoder.entryOpen() ? 1 : 0);
    }

    /**
     * Says for whom the next effects are: the shard clock's time, the client's database and who it is. The entry itself begins with the first effect.
     *
     * @param encodedActor as {@link BatchEncoder#beginEntry} takes it
     */
    public void open(long nowMs, int database, byte @Nullable [] encodedActor) {
        this.nowMs = nowMs;
        this.database = database;
        this.actor = encodedActor;
    }

    /** The shard clock's time in ms that the command sees. */
    public long nowMs() {
        return nowMs;
    }

    /** The database that the next effects concern, when a command changes it within an entry (SELECT inside MULTI). */
    public void database(int index) {
        database = index;
    }

    /** Begins an effect of a client's command with {@code argumentCount} arguments after the name. More may follow at a byte each, fewer may not. */
    public Effects begin(EffectOp op, int argumentCount) {
        return begin(op, Cause.COMMAND, argumentCount);
    }

    /** {@link #begin(EffectOp, int)} with another cause. */
    public Effects begin(EffectOp op, Cause cause, int argumentCount) {
        ensureEntry();
        if (database != loggedDatabase) selectDatabase();
        beginRaw(op, cause, argumentCount);
        return this;
    }

    private void ensureEntry() {
        if (encoder.entryOpen()) return;
        encoder.beginEntry(nowMs, database, actor);
        fold.beginEntry(nowMs, database);
        loggedDatabase = database;
        markApplied();
    }

    private void selectDatabase() {
        loggedDatabase = database;
        beginRaw(EffectOp.SELECT, Cause.COMMAND, 1);
        arg(database).end();
    }

    private void beginRaw(EffectOp op, Cause cause, int argumentCount) {
        if (pending == ops.length) {
            ops = Arrays.copyOf(ops, pending * 2);
            argumentEnds = Arrays.copyOf(argumentEnds, pending * 2);
        }
        ops[pending] = op;
        announced = argumentCount + 1;
        encoder.beginEffect(cause, announced);
        arg(op.nameBytes());
    }

    /** Adds a slice as the effect's next argument. */
    public Effects arg(byte[] source, int offset, int length) {
        if (announced == 0) encoder.moreArguments(SINGLE);
        else announced--;
        remember(encoder.argument(source, offset, length), length);
        return this;
    }

    private void remember(int offset, int length) {
        if (arguments == offsets.length) {
            offsets = Arrays.copyOf(offsets, arguments * 2);
            lengths = Arrays.copyOf(lengths, arguments * 2);
        }
        offsets[arguments] = offset;
        lengths[arguments++] = length;
    }

    /** Adds argument {@code i} of a command. */
    public Effects arg(Args args, int i) {
        return arg(args.bytes(), args.offset(i), args.length(i));
    }

    /** Adds arguments {@code from} to the last of a command. */
    public Effects argsFrom(Args args, int from) {
        for (int i = from; i < args.count(); i++) arg(args, i);
        return this;
    }

    /** Adds a whole array. */
    public Effects arg(byte[] source) {
        return arg(source, 0, source.length);
    }

    /** Adds a number in decimal. */
    public Effects arg(long value) {
        return arg(digits, 0, Numbers.write(value, digits, 0));
    }

    /** Adds a score so that it parses back to the same double. */
    public Effects arg(double value) {
        return Numbers.isPlainInteger(value) ? arg((long) value) : arg(Numbers.bytes(value));
    }

    /** Ends the effect that {@link #begin} began. */
    public void end() {
        if (announced != 0) throw new IllegalStateException(ops[pending] + " lacks " + announced + " announced arguments");
        encoder.endEffect();
        argumentEnds[pending++] = arguments;
        if (encoder.openEntryBytes() > maxEntryBytes) throw EntryTooLargeException.INSTANCE;
    }

    /** Adds an effect of no argument. */
    public void add(EffectOp op) {
        begin(op, 0).end();
    }

    /** Adds an effect of one argument of a command. */
    public void add(EffectOp op, Args args, int i) {
        begin(op, 1).arg(args, i).end();
    }

    /** Adds an effect of two arguments of a command. */
    public void add(EffectOp op, Args args, int i, int j) {
        begin(op, 2).arg(args, i).arg(args, j).end();
    }

    /** Adds an effect of all arguments of a command: the ones that are logged as they came. */
    public void addAll(EffectOp op, Args args) {
        begin(op, args.count() - 1).argsFrom(args, 1).end();
    }

    /** Whether effects were added that are not applied yet. */
    public boolean hasPending() {
        return pending > 0;
    }

    /** Bytes of the open entry so far, 0 if there is none. */
    public int entryBytes() {
        return encoder.entryOpen() ? encoder.openEntryBytes() : 0;
    }

    /** Effects applied since the start. */
    public long applied() {
        return applied;
    }

    /** Keys deleted because they expired since the start: INFO's expired_keys. */
    public long expired() {
        return expired;
    }

    /**
     * Adds the deletion of an expired key. Applied at once, in front of the effects of the command that found it, unless that has already added some; then the
     * deletion keeps its place in their order.
     */
    public void expire(int databaseIndex, byte[] key, int offset, int length) {
        boolean first = pending == 0;
        int commandDatabase = database;
        database = databaseIndex;
        begin(EffectOp.DEL, Cause.EXPIRY, 1).arg(key, offset, length).end();
        database = commandDatabase;
        expired++;
        if (first) apply();
    }

    /** Applies what is pending, in order. */
    public void apply() {
        if (pending == 0) return;
        LastChanges changes = fold.keyspace().changes();
        if (changes != null) changes.applying(lastLsn() + 1);
        byte[] bytes = encoder.buffer();
        int argument = 0;
        for (int i = 0; i < pending; i++) {
            view.reset(bytes);
            for (int end = argumentEnds[i]; argument < end; argument++) view.add(offsets[argument], lengths[argument]);
            fold.apply(ops[i], view);
        }
        applied += pending;
        forgetPending();
        markApplied();
    }

    /** Drops what is pending: the command failed after it had added effects. */
    public void rollback() {
        if (!encoder.entryOpen()) return;
        forgetPending();
        encoder.truncate(appliedMark, appliedInEntry);
        loggedDatabase = loggedDatabaseAtMark;
    }

    /**
     * Adds a control entry, which changes no key, for a command that yields nothing else.
     *
     * @return its lsn
     */
    public long control(ControlKind kind, byte[] data) {
        if (encoder.entryOpen()) throw new IllegalStateException("a control inside of another entry");
        encoder.control(nowMs, kind, data);
        controlled = true;
        return lastLsn();
    }

    /** Ends the entry; whether there was one, so that whoever runs commands knows that the batch grew. Nothing may be pending. */
    public boolean closeEntry() {
        if (controlled) {
            controlled = false;
            return true;
        }
        if (!encoder.entryOpen()) return false;
        if (pending != 0) throw new IllegalStateException("effects of a closed entry are pending");
        boolean any = encoder.effectsInEntry() > 0;
        encoder.endEntry();
        return any;
    }

    private void markApplied() {
        appliedMark = encoder.mark();
        appliedInEntry = encoder.effectsInEntry();
        loggedDatabaseAtMark = loggedDatabase;
    }

    private void forgetPending() {
        pending = 0;
        arguments = 0;
        announced = 0;
    }
}
