package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Args;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At the level {@code log} a reply waits for the last effect on every key that it shows. */
class DependenceTest {
    /** By command: a call of it. The keys are string, list, hash, set, sorted and stream; absent is none. */
    private static final Set<String> CONTAINERS = Set.of("object", "memory", "xgroup", "xinfo");
    private static final Map<String, String> CALLS = calls();

    private static Map<String, String> calls() {
        String calls = """
                get string|getex string|getdel string|getset string v|set absent v|setnx string v|setex string 9 v|psetex string 9 v|mget absent string
                mset absent v|msetnx string v|strlen string|append string v|getrange string 0 1|substr string 0 1|setrange string 0 v|lcs string absent
                incr string|decr string|incrby string 2|decrby string 2|incrbyfloat string 2
                hget hash f|hset hash f v|hsetnx hash f v|hmset hash f v|hmget hash f|hgetall hash|hdel hash f|hlen hash|hstrlen hash f|hexists hash f|hkeys hash
                hvals hash|hincrby hash n 1|hincrbyfloat hash n 1|hrandfield hash|hscan hash 0
                lpush list v|rpush list v|lpushx list v|rpushx list v|lpop list|rpop list|llen list|lindex list 0|lset list 0 v|lrange list 0 1|ltrim list 0 1
                lrem list 0 v|linsert list before v w|lpos list v|rpoplpush list absent|lmove list absent left right|lmpop 1 list left
                sadd set v|srem set v|sismember set v|smismember set v|smembers set|scard set|spop set|srandmember set|smove set absent v|sscan set 0
                sinter set|sintercard 1 set|sinterstore absent set|sunion set|sunionstore absent set|sdiff set|sdiffstore absent set
                zadd sorted 1 v|zrem sorted v|zscore sorted v|zmscore sorted v|zincrby sorted 1 v|zcard sorted|zcount sorted 0 1|zlexcount sorted - +
                zrange sorted 0 1|zrangebyscore sorted 0 1|zrangebylex sorted - +|zrevrange sorted 0 1|zrevrangebyscore sorted 1 0|zrevrangebylex sorted + -
                zrangestore absent sorted 0 1|zrank sorted v|zrevrank sorted v|zpopmin sorted|zpopmax sorted|zmpop 1 sorted min|zrandmember sorted|zscan sorted 0
                zremrangebyrank sorted 0 1|zremrangebyscore sorted 0 1|zremrangebylex sorted - +|zinter 1 sorted|zintercard 1 sorted|zinterstore absent 1 sorted
                zunion 1 sorted|zunionstore absent 1 sorted|zdiff 1 sorted|zdiffstore absent 1 sorted
                del string|unlink string|exists string|touch string|type string|rename string absent|renamenx string list|copy string absent|move string 1
                expire string 9|pexpire string 9|expireat string 9999999999|pexpireat string 9999999999999|ttl string|pttl string|expiretime string
                pexpiretime string|persist string|object|encoding string|object|idletime string|object|refcount string|object|freq string|memory|usage string
                setbit bits 9 1|getbit string 0|bitcount string|bitpos string 1|bitop not absent string|bitfield string set u8 0 1|bitfield_ro string get u8 0
                pfadd absent x|pfcount absent string|pfmerge absent string|pfdebug encoding string
                geoadd sorted 13 38 v|geodist sorted v v|geohash sorted v|geopos sorted v|geosearch sorted frommember v byradius 1 m
                geosearchstore absent sorted frommember v byradius 1 m|georadius sorted 13 38 1 m|georadius_ro sorted 13 38 1 m
                georadiusbymember sorted v 1 m|georadiusbymember_ro sorted v 1 m|sort list alpha|sort_ro list alpha
                dump string|restore string 0 x|restore-asking string 0 x|migrate 127.0.0.1 1 string 0 100
                blpop list 0|brpop list 0|blmove list absent left right 0|blmpop 0 1 list left|brpoplpush list absent 0|bzpopmin sorted 0|bzpopmax sorted 0
                bzmpop 0 1 sorted min
                xadd stream * f v|xlen stream|xdel stream 1-1|xtrim stream maxlen 0|xsetid stream 9-9|xrange stream - +|xrevrange stream + -|xread streams stream 0
                xreadgroup group readers me streams stream >|xack stream readers 1-1|xpending stream readers|xclaim stream readers me 0 1-1|xautoclaim stream readers me 0 0
                xgroup create stream more 0|xgroup setid stream readers 0|xgroup destroy stream readers|xgroup createconsumer stream readers me
                xgroup delconsumer stream readers me|xinfo stream stream|xinfo groups stream|xinfo consumers stream readers
                eval return{redis.call('GET',KEYS[1])} 1 string|eval_ro return{redis.call('GET',KEYS[1])} 1 string
                evalsha f7950e9369d4d16094de818752fe91c8b1d9436c 1 string|evalsha_ro f7950e9369d4d16094de818752fe91c8b1d9436c 1 string
                keys *|scan 0|randomkey|dbsize|flushdb|flushall|swapdb 0 1|watch string|headwater.digest string|headwater.marker m
                """;
        Map<String, String> byName = new HashMap<>();
        for (String call : calls.replaceAll("(object|memory)\\|", "$1 ").split("[|\\n]")) {
            String trimmed = call.trim();
            if (trimmed.isEmpty()) continue;
            String[] words = trimmed.split(" ");
            boolean container = CONTAINERS.contains(words[0]);
            byName.put(container ? words[0] + "|" + words[1] : words[0], trimmed);
        }
        return byName;
    }

    private final TestServer server = new TestServer();

    @BeforeEach
    void startTracking() {
        server.executor.levels().ofNode(Durability.LOG);
        for (String command : List.of("SET string 1", "RPUSH list v", "HSET hash f v n 1", "SADD set v", "ZADD sorted 1 v")) call(command);
        assertEquals(5, server.effects.lastLsn());
    }

    private String call(String command) {
        return server.call(command.split(" "));
    }

    private long dependence(String command) {
        call(command);
        return server.executor.dependsOnLsn();
    }

    @Test
    void ofEveryCommandOfTheTable() {
        Map<String, Long> lsns = Map.of("string", 1L, "list", 2L, "hash", 3L, "set", 4L, "sorted", 5L, "stream", 7L);
        List<String> untested = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (CommandSpec spec : server.executor.table().withSubcommands()) {
            boolean data = spec.isWrite() || spec.has(CommandFlag.READONLY) || spec.firstKey() > 0 || spec.keyCountAt() > 0;
            if (!data || spec.name().equals("headwater.history") || spec.name().equals("lolwut") || spec.has(CommandFlag.PUBSUB)) continue; // the history shows what is committed, and nothing else
            String call = CALLS.get(spec.name());
            if (call == null) {
                untested.add(spec.name());
                continue;
            }
            DependenceTest fresh = new DependenceTest();
            fresh.startTracking();
            for (String command : List.of("XADD stream 1-1 f v", "XGROUP CREATE stream readers 0", "SCRIPT LOAD return{redis.call('GET',KEYS[1])}")) fresh.call(command);
            long lastBefore = fresh.server.effects.lastLsn();
            long depends = fresh.dependence(call);
            boolean wrote = fresh.server.effects.lastLsn() > lastBefore;
            long expected = wrote ? lastBefore + 1 : lsns.entrySet().stream()
                    .filter(key -> List.of(call.split(" ")).contains(key.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .max()
                    .orElse(lastBefore);
            if (depends != expected) wrong.add(call + " depends on " + depends + " instead of " + expected);
            if (fresh.server.executor.replyKind() == ReplyKind.NEUTRAL) wrong.add(call + " counts as neutral");
        }
        assertEquals(List.of(), wrong);
        assertEquals(new TreeSet<>(), new TreeSet<>(untested), "commands on data without a call above");
    }

    @Test
    void ofWhatDoesNotConcernTheData() {
        for (String command : List.of("PING", "ECHO x", "SELECT 1", "CLIENT ID", "INFO", "CONFIG GET port", "MULTI", "nonsense", "GET", "COMMAND COUNT")) {
            assertEquals(0, dependence(command), command);
            assertEquals(ReplyKind.NEUTRAL, server.executor.replyKind(), command);
        }
    }

    @Test
    void ofAnAbsentKeyOnItsDeletion() {
        call("DEL string");
        call("SET other 1");
        assertEquals(6, dependence("GET string"));
        assertEquals(6, dependence("EXISTS string"));
    }

    @Test
    void ofErrorsAndRefusals() {
        call("SET other 1");
        assertEquals(2, dependence("GET list"));
        assertEquals(2, dependence("INCR list"));
        assertEquals(1, dependence("SETNX string 2"));
        assertEquals(3, dependence("HINCRBY hash f 1"));
    }

    @Test
    void ofATransactionOnAllItsParts() {
        call("MULTI");
        assertEquals(0, dependence("GET string"));
        assertEquals(0, dependence("GET list"));
        assertEquals(2, dependence("EXEC"));
        assertEquals(ReplyKind.READ, server.executor.replyKind());
    }

    @Test
    void ofABrokenTransactionOnTheChangeThatBrokeIt() {
        assertEquals(1, dependence("WATCH string"));
        server.call(server.connect(), "SET", "string", "2");
        server.call(server.connect(), "SET", "other", "2");
        call("MULTI");
        call("PING");
        assertEquals(6, dependence("EXEC"));
    }

    @Test
    void ofATransactionOnTheKeysThatItWatches() {
        call("WATCH set");
        call("MULTI");
        call("PING");
        assertEquals(4, dependence("EXEC"));
    }

    @Test
    void ofReadsAfterAFlushOrASwap() {
        call("FLUSHDB");
        assertEquals(6, dependence("GET string"));
        assertEquals(6, dependence("GET neverSeen"));
        call("SWAPDB 2 3");
        assertEquals(6, dependence("GET string"));
        call("SELECT 2");
        assertEquals(7, dependence("GET string"));
        assertEquals(7, dependence("DBSIZE"));
        call("FLUSHALL");
        assertEquals(8, dependence("RANDOMKEY"));
    }

    @Test
    void ofTheSameKeyInAnotherDatabase() {
        call("SELECT 1");
        assertEquals(0, dependence("GET string"));
        assertEquals(0, dependence("DBSIZE"));
        call("SELECT 0");
        call("COPY string string DB 1");
        call("SELECT 1");
        assertEquals(6, dependence("GET string"));
    }

    @Test
    void ofAnExpiredKeyOnItsDeletion() {
        call("PEXPIRE string 1");
        server.now(server.nowMs() + 2);
        assertEquals(7, dependence("GET string"));
        assertEquals(7, dependence("GET string"));
    }

    @Test
    void isNotTrackedWhileNobodyWaitsForTheLog() {
        server.executor.levels().ofNode(Durability.DISK);
        assertEquals(0, dependence("GET string"));
        ClientSession careful = server.connect();
        server.call(careful, "HEADWATER.DURABILITY", "LOG");
        assertEquals(5, dependence("GET string"), "what was written unseen is as new as the newest");
        assertEquals(5, dependence("GET neverSeen"));
        call("SET other 1");
        assertEquals(6, dependence("GET other"));
        server.executor.closed(careful);
        assertEquals(0, dependence("GET other"));
    }

    @Test
    void aConnectionChoosesItsLevel() {
        ClientSession other = server.connect();
        assertEquals("$3 log", server.call("HEADWATER.DURABILITY"));
        for (Durability level : Durability.values()) {
            assertEquals("+OK", server.call("HEADWATER.DURABILITY", level.text()));
            assertEquals("$" + level.text().length() + " " + level.text(), server.call("HEADWATER.DURABILITY"));
            assertEquals(level, server.executor.levels().of(server.session));
            assertEquals(Durability.LOG, server.executor.levels().of(other));
        }
        assertEquals("+OK", server.call("HEADWATER.DURABILITY", "default"));
        assertEquals(Durability.LOG, server.executor.levels().of(server.session));
        assertTrue(server.call("HEADWATER.DURABILITY", "safe").startsWith("-ERR the level must be"));
        server.call("HEADWATER.DURABILITY", "async");
        server.call("RESET");
        assertEquals(Durability.LOG, server.executor.levels().of(server.session));
    }

    @Test
    void allocatesNothing() {
        Args get = Args.of("GET", "string");
        Args set = Args.of("SET", "string", "2");
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50_000; i++) {
                server.reply.clear();
                server.executor.execute(server.session, set, server.reply);
                server.executor.execute(server.session, get, server.reply);
                if (server.encoder.bytes() > 1 << 19) server.encoder.reset(server.encoder.buffer());
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 50_000, "tracked commands allocate " + least + " bytes in 100,000 calls");
    }
}
