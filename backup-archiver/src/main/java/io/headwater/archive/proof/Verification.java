package io.headwater.archive.proof;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads an archive back: every object's bytes against its manifest, every manifest against its neighbours; then rehearses the restore of the newest moment, from the archive alone.
 *
 * <p>What was found whole is on record, and is read again only when that is long ago; the record is written every few seconds, so that a run that is stopped is gone on with by the next. One thread.
 */
public final class Verification {
    private static final long SAVE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Archive archive;
    private final LongSupplier wallMs;
    private final Progress progress;
    private final List<String> problems = new ArrayList<>();
    private long objects;
    private long objectsRead;
    private long bytesRead;
    private long bytesDue;
    private long objectsDue;
    private final long saveIntervalNanos;
    private long savedNanos = System.nanoTime();

    /** @param wallMs milliseconds since 1970 */
    public Verification(Archive archive, LongSupplier wallMs, Progress progress) {
        this(archive, wallMs, progress, SAVE_INTERVAL_NANOS);
    }

    /** @param saveIntervalNanos what was found goes on record so often */
    Verification(Archive archive, LongSupplier wallMs, Progress progress, long saveIntervalNanos) {
        this.saveIntervalNanos = saveIntervalNanos;
        this.archive = archive;
        this.wallMs = wallMs;
        this.progress = progress;
    }

    /**
     * What a run found.
     *
     * @param objects of the archive, manifests not counted
     * @param objectsRead in this run; the others were found whole before
     * @param problems one line each; empty if the archive is whole
     * @param notes what cannot be restored yet, one line each; nothing is wrong with that
     * @param rehearsal the restore of the newest moment; its problem says why there was none
     */
    public record Report(
            long objects, long objectsRead, long bytesRead, double seconds, List<String> problems, List<String> notes, Proof rehearsal) {
        public Report {
            notes = List.copyOf(notes);
            problems = List.copyOf(problems);
        }

        /** Whether every object is whole and the rehearsal came to its end. */
        public boolean isGood() {
            return problems.isEmpty() && rehearsal.isGood();
        }
    }

    /**
     * Runs once. The proof goes on record.
     *
     * @param olderThanMs what was found whole within so many milliseconds is not read again; 0 to read everything
     * @param wholeLog whether to rehearse the longest way, too, from the oldest base, and compare
     */
    public Report run(long olderThanMs, boolean wholeLog) {
        long startNanos = System.nanoTime();
        long nowMs = wallMs.getAsLong();
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        if (inventory.shards().isEmpty()) {
            throw new HeadwaterException(
                    "there is nothing of cluster " + archive.cluster() + " in " + archive.store().url(),
                    "check --cluster and --store",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        if (inventory.problems().isEmpty() && inventory.shards().stream().anyMatch(List::isEmpty)) {
            throw new HeadwaterException(
                    "the archive " + archive.store().url() + " holds nothing yet of every shard of cluster " + archive.cluster(),
                    "a shard's first segment is stored within --roll-time of its archiver; `headwater backup run` takes a snapshot at once",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        problems.addAll(inventory.problems());
        List<Runnable> work = new ArrayList<>();
        for (List<ShardHistory> histories : inventory.shards()) {
            histories.forEach(history -> plan(history, nowMs, nowMs - olderThanMs, work));
        }
        progress.step("reading " + objectsDue + " of " + objects + " objects; the others were found whole before");
        work.forEach(Runnable::run);
        Rehearsal.Rehearsed rehearsed = new Rehearsal(archive, wallMs, progress).run(inventory, wholeLog);
        // What the rehearsal had to go around is wrong, though it arrived.
        rehearsed.detours().stream().filter(detour -> !problems.contains(detour)).forEach(problems::add);
        new Proofs(archive).record(rehearsed.proof());
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return new Report(objects, objectsRead, bytesRead, seconds, problems, rehearsed.notes(), rehearsed.proof());
    }

    private void plan(ShardHistory history, long nowMs, long dueMs, List<Runnable> work) {
        VerifiedObjects verified = new VerifiedObjects(archive, history.shard(), history.timeline());
        verified.retainSnapshots(history.snapshots());
        objects += history.segments().size() + history.snapshots().size();
        long before = bytesDue;
        for (SegmentInfo segment : history.segments()) {
            if (verified.segment(segment.sequence()) <= dueMs && segment.bytes() != SegmentInfo.MISSING) {
                bytesDue += segment.bytes();
                objectsDue++;
                work.add(() -> {
                    verified.putSegment(segment.sequence(), isWhole(segment) ? nowMs : 0);
                    read(segment.bytes(), verified);
                });
            }
        }
        for (SnapshotInfo snapshot : history.snapshots()) {
            if (verified.snapshot(snapshot.object()) <= dueMs) {
                bytesDue += snapshot.bytes();
                objectsDue++;
                work.add(() -> {
                    verified.putSnapshot(snapshot.object(), isWhole(snapshot) ? nowMs : 0);
                    read(snapshot.bytes(), verified);
                });
            }
        }
        if (bytesDue > before) {
            work.add(verified::save);
        }
    }

    private void read(long bytes, VerifiedObjects verified) {
        objectsRead++;
        bytesRead += bytes;
        if (System.nanoTime() - savedNanos > saveIntervalNanos) {
            verified.save();
            savedNanos = System.nanoTime();
        }
        progress.read("reading back", bytesRead, bytesDue);
    }

    private boolean isWhole(SegmentInfo info) {
        try {
            ArchiveManifest manifest = archive.manifest(info.manifest());
            if (!(manifest.content() instanceof Segment segment)
                    || !segment.object().name().equals(info.object())
                    || segment.sequence() != info.sequence()) {
                throw new DamagedObjectException(info.manifest(), "describes another object");
            }
            if (!segment.start().filter().position().equals(info.after()) || !manifest.position().equals(info.last())) {
                throw new DamagedObjectException(
                        info.manifest(),
                        "goes from " + segment.start().filter().position() + " to " + manifest.position() + ", where its neighbours leave room from "
                                + info.after() + " to " + info.last());
            }
            archive.verify(segment.object());
            return true;
        } catch (DamagedObjectException e) {
            return broken(e, info.manifest());
        }
    }

    private boolean isWhole(SnapshotInfo info) {
        try {
            ArchiveManifest manifest = archive.manifest(info.manifest());
            if (!(manifest.content() instanceof Snapshot snapshot) || !snapshot.object().name().equals(info.object())) {
                throw new DamagedObjectException(info.manifest(), "describes another object");
            }
            archive.verify(snapshot.object());
            return true;
        } catch (DamagedObjectException e) {
            return broken(e, info.manifest());
        }
    }

    private boolean broken(DamagedObjectException e, String manifest) {
        if (!archive.exists(manifest)) {
            return false; // an expiry runs beside, and takes the manifest first; a manifest that was lost is missed by the next listing
        }
        String line = String.valueOf(e.getMessage());
        progress.step(line);
        problems.add(line);
        return false;
    }
}
