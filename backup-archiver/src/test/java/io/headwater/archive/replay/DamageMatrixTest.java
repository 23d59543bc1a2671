package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.proof.Verification;
import io.headwater.archive.retention.Expiry;
import io.headwater.archive.retention.Pin;
import io.headwater.archive.retention.Pins;
import io.headwater.archive.retention.RetentionPolicy;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of object, damaged in every way: named where it is needed, gone around where that is possible, refused where it is not; and never a wrong key. */
class DamageMatrixTest {
    /** What an archive is made of, by a part of the object's name. */
    private enum Kind {
        SEGMENT("/log/"),
        SEGMENT_MANIFEST("/manifest/"),
        SNAPSHOT(".rdb"),
        SNAPSHOT_MANIFEST("/snapshot/"),
        SEEN("/seen/"),
        SHARDS("/shards"),
        PIN("/pins/"),
        PROOF("/proofs/"),
        VERIFIED("/verified/"),
        EXPIRED("/expired/");

        private final String part;

        Kind(String part) {
            this.part = part;
        }

        boolean is(String name) {
            return name.contains(part) && (this != SNAPSHOT_MANIFEST || !name.endsWith(".rdb"));
        }
    }

    private enum Damage {
        DELETED {
            @Override
            byte @Nullable [] of(byte[] good, Random random) {
                return null;
            }
        },
        TRUNCATED {
            @Override
            byte[] of(byte[] good, Random random) {
                return Arrays.copyOf(good, random.nextInt(good.length));
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] good, Random random) {
                return new byte[0];
            }
        },
        BIT_FLIPPED {
            @Override
            byte[] of(byte[] good, Random random) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                return bad;
            }
        },
        LONGER {
            @Override
            byte[] of(byte[] good, Random random) {
                return Arrays.copyOf(good, good.length + 1 + random.nextInt(100));
            }
        };

        abstract byte @Nullable [] of(byte[] good, Random random);
    }

    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");
    private final LogHistory log = new LogHistory(0, 77);
    private ArchivedShard shard;

    static Stream<Arguments> matrix() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Damage.values()).map(damage -> Arguments.of(kind, damage)));
    }

    /** The archive has lost its beginning to an expiry; there are two snapshots, a pin, a verification on record, and the log's end in the topic only. */
    @BeforeEach
    void fill() {
        Random random = new Random(3);
        shard = new ArchivedShard(archive, 0, log, spool);
        log.steps(40).pass(100_000);
        shard.archiveAll(random, 10).snapshot(1);
        log.steps(40).pass(10_000);
        shard.archiveAll(random, 10).snapshot(1);
        log.steps(40).pass(10).heartbeat();
        shard.archiveAll(random, 10).snapshot(1);
        log.steps(10).pass(10).heartbeat();
        shard.archiveAll(random, 10);
        log.pass(10).heartbeat();
        shard.archiveAll(random, 10);
        Expiry expiry = new Expiry(archive, new RetentionPolicy(25_000, 0, 0, 0), log::lastTimeMs, Progress.NONE);
        expiry.plan().forEach(expiry::run);
        new Pins(archive).add(new Pin("mine", 1, log.lastTimeMs() - 5, null));
        new Verification(archive, log::lastTimeMs, Progress.NONE).run(1, false);
        log.steps(8).pass(10).heartbeat();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void withTheTopicARestoreIsRightOrNotAtAll(Kind kind, Damage damage) {
        check(kind, damage, shard.topics());
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void withTheArchiveAloneARestoreIsRightOrRefusedByName(Kind kind, Damage damage) {
        check(kind, damage, null);
    }

    private void check(Kind kind, Damage damage, @Nullable ShardTopics topics) {
        Random random = new Random(kind.ordinal() * 31L + damage.ordinal());
        List<String> all = objects.objects().keySet().stream().filter(kind::is).toList();
        List<String> victims = all.stream().filter(name -> all.indexOf(name) % Math.max(1, all.size() / 4) == 0 || name.equals(all.getLast())).toList();
        assertFalse(victims.isEmpty(), "no object of this kind");
        long endMs = endMs(topics);
        List<Long> times = List.of(endMs, endMs - 1000, endMs - 12_000, endMs - 20_000);
        for (String victim : victims) {
            byte[] good = objects.objects().get(victim);
            byte[] bad = damage.of(good, random);
            if (bad == null) {
                objects.objects().remove(victim);
            } else {
                objects.objects().put(victim, bad);
            }
            for (long timeMs : times) {
                restore(victim, topics, timeMs);
            }
            if (topics == null && kind != Kind.SHARDS) {
                verify(kind, victim);
            }
            objects.objects().put(victim, good);
        }
        for (long timeMs : times) {
            assertEquals("", restore("nothing", topics, timeMs), "whole again");
        }
    }

    private long endMs(@Nullable ShardTopics topics) {
        ShardHistory history = inventory(topics).shards().getFirst().getFirst();
        return history.newestMs() - 1;
    }

    /** Right, or refused; returns why it was refused. */
    private String restore(String victim, @Nullable ShardTopics topics, long timeMs) {
        List<String> said = new ArrayList<>();
        try {
            Inventory inventory = inventory(topics);
            said.addAll(inventory.problems());
            ShardHistory history = inventory.shards().getFirst().stream().findFirst().orElseThrow();
            ShardReplay replay = new ShardReplay(archive, topics, () -> new RecordSchemas(null), said(said));
            Map<String, String> dump = ModelKeyspace.dump(replay.run(history, timeMs, false).keyspace(), timeMs);
            assertEquals(new TreeMap<>(log.modelAt(timeMs).dump(timeMs)), dump, victim + " at " + timeMs);
            return "";
        } catch (HeadwaterException e) {
            String all = e.getMessage() + said;
            // A time may lie outside of what is left: then it is refused, and the object was named in the inventory, if anything vouched for it.
            assertTrue(all.contains(victim) || all.contains("nothing leads to"), victim + " at " + timeMs + ": " + all);
            return all;
        }
    }

    private void verify(Kind kind, String victim) {
        Verification verification = new Verification(archive, log::lastTimeMs, Progress.NONE);
        Verification.Report report = verification.run(0, false);
        boolean found = report.problems().stream().anyMatch(problem -> problem.contains(victim) || problem.contains("the archive lacks"));
        switch (kind) {
            case SEGMENT, SNAPSHOT -> assertTrue(found, victim + ": " + report);
            case SEGMENT_MANIFEST, SNAPSHOT_MANIFEST -> {
                // A last one that is gone is like one that was never made: nothing is left that speaks of it.
                if (objects.objects().containsKey(victim)) {
                    assertTrue(found, victim + ": " + report);
                }
            }
            case PIN -> {
                if (objects.objects().containsKey(victim)) {
                    Expiry expiry = new Expiry(archive, new RetentionPolicy(0, 0, 0, 0), log::lastTimeMs, Progress.NONE);
                    assertTrue(String.valueOf(assertThrows(HeadwaterException.class, expiry::plan).getMessage()).contains(victim));
                }
            }
            case PROOF -> assertTrue(new Proofs(archive).all().stream().allMatch(proof -> proof.keys() >= 0));
            default -> {}
        }
    }

    private static Progress said(List<String> said) {
        return new Progress() {
            @Override
            public void step(String what) {
                said.add(what);
            }

            @Override
            public void advanced(String what, long done, long total, long effects) {}
        };
    }

    private Inventory inventory(@Nullable ShardTopics topics) {
        return new InventoryReader(archive, topics, () -> new RecordSchemas(null)).read(1, 0);
    }
}
