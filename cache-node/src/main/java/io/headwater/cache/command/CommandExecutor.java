package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.EntryTooLargeException;
import io.headwater.cache.engine.LastChanges;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands, one after the other, on the writer thread: finds the command, checks what must hold before it may run, lets its handler decide, applies the effects and
 * closes the entry. The checks come in Redis's order ({@code processCommand}), so that of several errors a client sees the same one.
 *
 * <p>What is in the keyspace when {@link #execute} returns is what is in the batch.
 */
public final class CommandExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final CommandError BUG = new CommandError("ERR internal error, see the server's log");
    private static final CommandError ENTRY_TOO_LARGE = new CommandError("ERR the command's effects exceed max-entry-bytes");
    private static final CommandError READ_ONLY = new CommandError("READONLY You can't write against a read only replica.");
    private static final CommandError TRANSACTION_TOO_LARGE = new CommandError("ERR the transaction's commands exceed 512 MB");
    private static final CommandError NOT_IN_MULTI = new CommandError("ERR Command not allowed inside a transaction");

    private static final int LENGTH_BYTES = 8;

    private final CommandTable table;
    private final Server server;
    private final Effects effects;
    private final Watches watches;
    private final PubSub pubSub = new PubSub();
    private final Adoptions adoptions = new Adoptions();
    private final ClusterRedirect redirect;
    private final CommandContext context;
    private final DurabilityLevels levels;
    private final Waiters waiters = new Waiters(System::nanoTime);
    private final BlockedClients blocked;
    private @Nullable Scripts scripts;
    private boolean insideExec;
    private long nowMs;
    private ReplyKind replyKind = ReplyKind.NEUTRAL;
    private long dependsOnLsn;

    /** An executor of the commands in {@code table} over {@code server}, whose effects go to {@code effects}. */
    public CommandExecutor(CommandTable table, Server server, Effects effects) {
        this.table = table;
        this.server = server;
        this.effects = effects;
        this.watches = new Watches(server.keyspace());
        this.redirect = new ClusterRedirect(server);
        this.levels = new DurabilityLevels(server.keyspace(), effects, waiters);
        this.blocked = new BlockedClients(this, System::nanoTime);
        CommandSpec nothing = CommandSpec.of("", 0, 0, 0, 0, CommandGroup.SERVER, "", unused -> {});
        this.context = new CommandContext(this, effects, new ClientSession(0, ClientConnection.NONE, 0), nothing);
    }

    /** The commands. */
    public CommandTable table() {
        return table;
    }

    /** What surrounds the commands. */
    public Server server() {
        return server;
    }

    /** Where effects go. */
    public Effects effects() {
        return effects;
    }

    /** What replies wait for. */
    public DurabilityLevels levels() {
        return levels;
    }

    /** Clients that wait for the disk, the log or other nodes. */
    public Waiters waiters() {
        return waiters;
    }

    /** Clients that wait for keys. */
    public BlockedClients blocked() {
        return blocked;
    }

    /** Whether the client waits for something that another node can wait for as well. */
    public boolean canWaitElsewhere(ClientSession session) {
        return session.isBlocked() || waiters.holds(session);
    }

    /** The time that all commands of the turn see. */
    long nowMs() {
        return nowMs;
    }

    /** Who runs scripts; made when the first one comes. */
    Scripts scripts() {
        Scripts known = scripts;
        if (known == null) {
            known = new Scripts(this);
            scripts = known;
        }
        return known;
    }

    /** Why a script may not call the command now, or null. */
    @Nullable CommandError scriptRefusal(ClientSession session, CommandSpec spec, Args args) {
        if (server.cluster().enabled()) {
            CommandError moved = redirect.check(session, spec, args, spec.isWrite());
            if (moved != null) return new CommandError("ERR Script attempted to access a non local key in a cluster node");
        }
        return spec.isWrite() ? writeRefusal(session, spec, args) : null;
    }

    boolean isInsideExec() {
        return insideExec;
    }

    /** EXEC runs its commands from here on, or has run them. */
    void insideExec(boolean inside) {
        insideExec = inside;
    }

    /** What the last reply says about the data. */
    public ReplyKind replyKind() {
        return replyKind;
    }

    /**
     * The lsn that the last reply depends on: that of its own entry, or of the newest effect on a key that it shows, as far as changes are tracked; 0 if it depends
     * on nothing.
     */
    public long dependsOnLsn() {
        return dependsOnLsn;
    }

    Watches watches() {
        return watches;
    }

    /** Who has subscribed to what. */
    public PubSub pubSub() {
        return pubSub;
    }

    /** Forgets a client that another node serves from here on; what that node must be sent, ahead of the client's own bytes, to know its session. */
    public byte[] handOver(ClientSession session) {
        List<String> forKey = blocked.commandElsewhere(session);
        byte[] preamble = SessionCommand.preamble(session, forKey != null ? forKey : waiters.commandElsewhere(session));
        closed(session);
        session.waiting = false;
        return preamble;
    }

    Adoptions adoptions() {
        return adoptions;
    }

    /** Lets clients go on that were handed over before this node led: when it leads from here on, and now and then. */
    public void checkAdoptions() {
        adoptions.check(server.role().isPrimary());
    }

    /** A shard, by its number, has another primary than before: clients that subscribe to it as to a Sentinel are told. */
    public void primaryChanged(int shard, ClusterView.Node before, ClusterView.Node now) {
        SentinelCommands.switched(pubSub, server.cluster(), shard, before, now);
    }

    /** Sets the time that all commands see until the next call: once per turn of the writer thread, in ms of the shard clock, never decreasing. */
    public void beginTurn(long timeMs) {
        nowMs = timeMs;
    }

    /** Forgets a client whose connection has gone: its watches, its subscriptions and its queued commands. */
    public void closed(ClientSession session) {
        watches.clear(session);
        pubSub.forget(session);
        session.transaction = null;
        levels.choose(session, null);
        waiters.forget(session);
        blocked.forget(session);
        server.sessions().close(session);
    }

    /**
     * Executes one command: writes its reply, or none if the client asked for none or must wait, applies its effects and leaves them in the batch as one entry.
     *
     * @param args the command; read until this returns, never kept
     * @return whether an entry was added to the batch
     */
    public boolean execute(ClientSession session, Args args, ReplyBuffer reply) {
        int replyStart = reply.size();
        reply.protocol(session.protocol());
        session.lastCommandAtMs = nowMs;
        context.dependOnNothing();
        CommandSpec spec = table.resolve(args);
        CommandError refusal = spec == null ? UnknownCommand.error(table, args) : refusal(session, spec, args);
        CommandSpec ran = null;
        if (spec != null) session.lastCommand = spec.name();
        if (spec == null || refusal != null) {
            if (refusal != null) reject(session, spec, refusal, reply);
        } else if (session.transaction != null && !spec.runsInsideMulti()) {
            if (session.transaction.queue(spec, args)) reply.queued();
            else reply.error(TRANSACTION_TOO_LARGE);
        } else {
            ran = spec;
            run(session, spec, args, reply);
            // What subscriptions say are messages, which CLIENT REPLY does not silence.
            if (PubSubCommands.isSubscription(spec) && !session.adopting) replyStart = reply.size();
        }
        boolean logged = effects.closeEntry();
        if (logged) session.lastWriteLsn = effects.lastLsn();
        dependsOnLsn = logged ? session.lastWriteLsn : context.dependsOnLsn();
        replyKind = ran == null ? ReplyKind.NEUTRAL : ran.replyKind(logged);
        if (session.adopting) reply.truncate(replyStart);
        else if (spec == null || !spec.name().equals(SessionCommand.NAME)) applyReplyMode(session, reply, replyStart);
        blocked.serve();
        return logged;
    }

    /**
     * Serves a client that waits for keys from the one that its argument {@code key} names. What it takes is an entry of its own.
     *
     * @return whether it was answered; otherwise it goes on waiting
     */
    boolean serve(BlockedClient client, int key) {
        ClientSession session = client.session;
        ReplyBuffer reply = new ReplyBuffer(64);
        reply.protocol(session.protocol());
        context.dependOnNothing();
        context.begin(session, client.spec, client.args, reply, nowMs);
        effects.open(nowMs, session.database(), session.encodedActor());
        boolean served = true;
        try {
            CommandError refusal = client.spec.isWrite() ? writeRefusal(session, client.spec, client.args) : null;
            if (refusal != null) throw refusal;
            served = client.server.serve(context, key);
        } catch (CommandError error) {
            fail(client.spec, error, reply, 0);
        } catch (EntryTooLargeException tooLarge) {
            fail(client.spec, ENTRY_TOO_LARGE, reply, 0);
        } catch (RuntimeException bug) {
            LOG.error("{} failed", client.spec.name(), bug);
            fail(client.spec, BUG, reply, 0);
        }
        apply();
        boolean logged = effects.closeEntry();
        if (logged) session.lastWriteLsn = effects.lastLsn();
        long dependsOn = logged ? session.lastWriteLsn : context.dependsOnLsn();
        if (served) client.pending.complete(reply, client.spec.replyKind(logged), logged, dependsOn);
        return served;
    }

    /** Tells a client that the time is over in which it waited for keys: that none of them was there. */
    void timedOut(BlockedClient client) {
        ClientSession session = client.session;
        ReplyBuffer reply = new ReplyBuffer(64);
        reply.protocol(session.protocol());
        reply.nullArray();
        long dependsOn = 0;
        LastChanges changes = server.keyspace().changes();
        for (int i : client.argumentByKey.values()) {
            int hash = server.keyspace().hasher().hash(client.args.bytes(), client.args.offset(i), client.args.length(i));
            if (changes != null) dependsOn = Math.max(dependsOn, changes.ofKey(session.database(), hash));
        }
        client.pending.complete(reply, ReplyKind.READ, false, dependsOn);
    }

    /** Why the command may not run now, or null. */
    private @Nullable CommandError refusal(ClientSession session, CommandSpec spec, Args args) {
        if (!spec.accepts(args.count())) return CommandError.wrongArity(spec.name());
        if (session.transaction != null && spec.has(CommandFlag.NO_MULTI)) return NOT_IN_MULTI;
        boolean write = spec.isWrite() || (session.transaction != null && spec.isExec() && session.transaction.writes());
        if (server.cluster().enabled()) {
            CommandError moved = redirect.check(session, spec, args, write);
            if (moved != null) return moved;
        }
        boolean bounded = session.maxStalenessMs != ClientSession.ANY_STALENESS && !server.role().isPrimary();
        if (bounded && (spec.has(CommandFlag.READONLY) || spec.isExec() || spec.isScript())) {
            CommandError stale = PositionCommands.tooStale(session, server.positions());
            if (stale != null) return stale;
        }
        CommandError unwritable = write ? writeRefusal(session, spec, args) : null;
        if (unwritable != null) return unwritable;
        boolean subscriber = session.protocol() == 2 && session.subscriptionCount() > 0;
        return subscriber && !PubSubCommands.isAllowedToSubscribers(spec) ? PubSubCommands.refusalToSubscriber(spec) : null;
    }

    private @Nullable CommandError writeRefusal(ClientSession session, CommandSpec spec, Args args) {
        if (!server.role().isPrimary()) return READ_ONLY;
        return server.admission().refuse(spec, loggedBytes(session, spec, args));
    }

    private static long loggedBytes(ClientSession session, CommandSpec spec, Args args) {
        Transaction transaction = session.transaction;
        return spec.isExec() && transaction != null ? transaction.queuedBytes() : loggedBytes(args);
    }

    /** Bytes of the arguments as the log writes them, lengths included. */
    static long loggedBytes(Args args) {
        return args.totalBytes() + (long) args.count() * LENGTH_BYTES;
    }

    private void reject(ClientSession session, @Nullable CommandSpec spec, CommandError refusal, ReplyBuffer reply) {
        server.counters().errors++;
        if (spec != null) spec.statistics().rejected++;
        if (spec != null && spec.isExec()) {
            watches.clear(session);
            session.transaction = null;
            reply.error(refusal.isRedirect() ? refusal : refusal.aborting());
            return;
        }
        if (session.transaction != null) session.transaction.aborted = true;
        reply.error(refusal);
    }

    /** Runs a command that passed all checks; used by EXEC for each queued command as well. */
    void run(ClientSession session, CommandSpec spec, Args args, ReplyBuffer reply) {
        int replyStart = reply.size();
        context.begin(session, spec, args, reply, nowMs);
        effects.open(nowMs, session.database(), session.encodedActor());
        server.counters().commands++;
        spec.statistics().calls++;
        try {
            spec.handler().execute(context);
        } catch (CommandError error) {
            fail(spec, error, reply, replyStart);
        } catch (EntryTooLargeException tooLarge) {
            fail(spec, ENTRY_TOO_LARGE, reply, replyStart);
        } catch (RuntimeException bug) {
            // It has decided nothing yet, so nothing has happened: this client is told, and the others are served.
            LOG.error("{} failed", spec.name(), bug);
            fail(spec, BUG, reply, replyStart);
        }
        apply();
    }

    /** Once effects are being applied there is no way back: a state that is half changed must not be served. */
    private void apply() {
        try {
            effects.apply();
        } catch (RuntimeException broken) {
            throw new AssertionError("the fold refused what a command yielded", broken);
        }
    }

    private void fail(CommandSpec spec, CommandError error, ReplyBuffer reply, int replyStart) {
        effects.rollback();
        spec.statistics().failed++;
        server.counters().errors++;
        reply.truncate(replyStart);
        reply.error(error);
    }

    private static void applyReplyMode(ClientSession session, ReplyBuffer reply, int replyStart) {
        session.silentWait = session.replyMode != ClientSession.ReplyMode.ON;
        switch (session.replyMode) {
            case ON -> {}
            case OFF -> reply.truncate(replyStart);
            case SKIP_NEXT -> {
                reply.truncate(replyStart);
                session.replyMode = ClientSession.ReplyMode.SKIP;
            }
            case SKIP -> {
                reply.truncate(replyStart);
                session.replyMode = ClientSession.ReplyMode.ON;
            }
        }
    }
}
