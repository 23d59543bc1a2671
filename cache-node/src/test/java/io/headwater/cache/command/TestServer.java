package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.BatchEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's engine and commands without network, disk or log: feed arguments, take reply bytes. The clock stands still unless told. */
public final class TestServer implements ConfigView, ServerControl, ServerRole {
    static final int MAX_ENTRY_BYTES = 64 << 20;

    public final Keyspace keyspace;
    public final BatchEncoder encoder = new BatchEncoder(new byte[1 << 20]);
    public final Effects effects;
    public final Server server;
    public final CommandExecutor executor;
    public final ClientSession session;
    public final ReplyBuffer reply = new ReplyBuffer(1 << 16);
    final SortedMap<String, String> parameters = new TreeMap<>(Map.of("maxmemory", "0", "appendonly", "no", "save", ""));
    public boolean primary = true;
    public final TestPositions positions = new TestPositions();
    public @Nullable CommandError admission;
    public int saves;
    private long nowMs = 1_700_000_000_000L;

    public TestServer() {
        this(ClusterView.OFF, MAX_ENTRY_BYTES);
    }

    public TestServer(ClusterView cluster, int maxEntryBytes) {
        keyspace = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(1, 2), cluster.enabled());
        effects = new Effects(new Fold(keyspace), encoder, maxEntryBytes);
        server = new Server(
                keyspace, this, positions, (write, bytes) -> admission, this, cluster, this, ServerInfo.NOTHING, new Sessions(), new ServerCounters(), new Random(7));
        executor = new CommandExecutor(CommandTable.standard(), server, effects);
        session = server.sessions().open(ClientConnection.NONE, nowMs);
        executor.beginTurn(nowMs);
    }

    public long nowMs() {
        return nowMs;
    }

    public void now(long timeMs) {
        nowMs = timeMs;
        executor.beginTurn(timeMs);
    }

    /** Executes and returns the raw reply. What was logged before is forgotten once it gets large. */
    public byte[] execute(ClientSession client, byte[]... arguments) {
        return execute(client, Args.of(arguments));
    }

    public byte[] execute(ClientSession client, Args args) {
        if (encoder.bytes() > 1 << 19) encoder.reset(new byte[1 << 20]);
        reply.clear();
        executor.execute(client, args, reply);
        return reply.toBytes();
    }

    /** Executes for the first client and returns the reply as text, CRLF as spaces. */
    public String call(String... arguments) {
        return call(session, arguments);
    }

    public String call(ClientSession client, String... arguments) {
        return new String(execute(client, Args.of(arguments)), StandardCharsets.ISO_8859_1).replace("\r\n", " ").trim();
    }

    @Override
    public boolean isPrimary() {
        return primary;
    }

    @Override
    public boolean hasLog() {
        return true;
    }

    public ClientSession connect() {
        return server.sessions().open(ClientConnection.NONE, nowMs);
    }

    @Override
    public SortedMap<String, String> all() {
        return parameters;
    }

    @Override
    public @Nullable CommandError set(Map<String, String> changes) {
        parameters.putAll(changes);
        return null;
    }

    @Override
    public void resetStatistics() {}

    @Override
    public @Nullable CommandError save(@Nullable Consumer<@Nullable CommandError> whenDone) {
        saves++;
        if (whenDone != null) whenDone.accept(null);
        return null;
    }

    @Override
    public long lastSaveSeconds() {
        return nowMs / 1000;
    }

    @Override
    public @Nullable CommandError shutdown(@Nullable Boolean save) {
        return null;
    }
}
