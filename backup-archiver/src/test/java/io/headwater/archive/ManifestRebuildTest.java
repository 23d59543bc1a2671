package io.headwater.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.ManifestRebuild.Report;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestRebuildTest {
    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");
    private final LogHistory log = new LogHistory(0, 77).steps(100);

    @BeforeEach
    void archive() {
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(7), 4).snapshot(1);
        log.steps(50);
        shard.archiveAll(new Random(8), 4).snapshot(1);
    }

    private Report run(boolean write) {
        return new ManifestRebuild(archive, Progress.NONE).run(0, write);
    }

    private List<String> manifests() {
        return objects.objects().keySet().stream()
                .filter(name -> name.contains("/manifest/") || name.contains("/snapshot/") && name.endsWith(".avro"))
                .toList();
    }

    @Test
    void aWholeArchiveIsLeftAsItIs() {
        Map<String, byte[]> before = new TreeMap<>(objects.objects());
        Report report = run(true);
        assertEquals(List.of(), report.rebuilt());
        assertEquals(List.of(), report.orphans());
        assertTrue(report.isWhole());
        assertEquals(manifests().size(), report.intact());
        assertEquals(before, objects.objects());
    }

    @Test
    void allManifestsComeBackFromTheObjectsAlone() {
        Map<String, byte[]> before = new TreeMap<>(objects.objects());
        manifests().forEach(objects.objects()::remove);
        assertEquals(before.size() - objects.objects().size(), run(false).rebuilt().size());
        assertTrue(manifests().isEmpty(), "a dry run writes nothing");
        Report report = run(true);
        assertTrue(report.isWhole());
        assertEquals(0, report.intact());
        assertEquals(before.keySet(), objects.objects().keySet());
        for (String manifest : manifests()) {
            assertSame(Containers.manifest(before.get(manifest), manifest), archive.manifest(manifest));
        }
    }

    @Test
    void aDamagedManifestIsReplacedAndADamagedObjectIsNamed() {
        List<String> manifests = manifests();
        objects.objects().get(manifests.get(1))[100] ^= 1;
        String segment = objects.objects().keySet().stream().filter(name -> name.contains("/log/")).toList().get(3);
        objects.objects().remove(segment.replace("/log/", "/manifest/"));
        byte[] bytes = objects.objects().get(segment);
        bytes[bytes.length / 2] ^= 1;
        Report report = run(true);
        assertEquals(1, report.rebuilt().size());
        assertEquals(1, report.damaged().size());
        assertTrue(report.damaged().getFirst().contains(segment), report.damaged().getFirst());
        assertFalse(report.isWhole());
        archive.manifest(manifests.get(1));
    }

    @Test
    void gapsAndOrphansAreListedAndStay() {
        List<String> segments = objects.objects().keySet().stream().filter(name -> name.contains("/log/")).toList();
        String lost = segments.get(2);
        objects.objects().remove(lost);
        String stray = lost.replace(ArchiveLayout.base(lost), "0000000004-1-1-5-1.avro");
        objects.objects().put(stray, objects.objects().get(segments.get(4)));
        Report report = run(true);
        assertEquals(1, report.gaps().size(), report.gaps().toString());
        assertTrue(report.orphans().contains(lost.replace("/log/", "/manifest/")), report.orphans().toString());
        assertTrue(report.orphans().contains(stray) || report.damaged().stream().anyMatch(line -> line.contains(stray)), report.toString());
        assertTrue(objects.objects().containsKey(stray));
    }

    @Test
    void anArchiveThatDoesNotKnowItsShardsAsksForThem() {
        objects.objects().remove("main/shards");
        assertEquals(HeadwaterException.EXIT_USAGE, assertThrows(HeadwaterException.class, () -> run(true)).exitCode());
        assertTrue(new ManifestRebuild(archive, Progress.NONE).run(1, true).isWhole());
        assertEquals(1, archive.shards());
    }

    /** What a manifest that was made anew cannot know, it leaves out. */
    private static void assertSame(ArchiveManifest before, ArchiveManifest after) {
        assertEquals(before.end(), after.end());
        if (before.content() instanceof Snapshot old && after.content() instanceof Snapshot made) {
            assertEquals(old.object(), made.object());
            assertEquals(old.keys(), made.keys());
        } else {
            assertEquals(before, after);
        }
    }
}
