package io.headwater.archive.proof;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveLayout;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.SealedText;
import io.headwater.archive.proof.Proof.Kind;
import io.headwater.archive.store.ObjectInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The proofs on record in an archive; of each kind the last few stay. Any thread. */
public final class Proofs {
    private static final int KEPT = 20;

    private final Archive archive;

    public Proofs(Archive archive) {
        this.archive = archive;
    }

    /** Records a proof, and forgets old ones of its kind. */
    public void record(Proof proof) {
        archive.store().put(folder() + prefix(proof.kind()) + String.format("%015d", proof.atMs()), SealedText.of(proof.lines()));
        List<ObjectInfo> ofKind = archive.store().list(folder() + prefix(proof.kind()));
        for (ObjectInfo old : ofKind.subList(0, Math.max(0, ofKind.size() - KEPT))) {
            archive.store().delete(old.name());
        }
    }

    private static String prefix(Kind kind) {
        return kind.text() + "-";
    }

    /** All that can be read, newest first. */
    public List<Proof> all() {
        List<Proof> proofs = new ArrayList<>();
        for (ObjectInfo object : archive.store().list(folder())) {
            try {
                SealedText.read(archive, object.name()).ifPresent(lines -> proofs.add(Proof.of(lines, object.name())));
            } catch (DamagedObjectException e) {
                // A proof that cannot be read proves nothing; the next run makes another.
            }
        }
        proofs.sort(Comparator.comparingLong(Proof::atMs).reversed());
        return proofs;
    }

    /** The restore that reached the newest moment, of those that did not fail. */
    public Optional<Proof> last() {
        return last(all());
    }

    /** The one of these that reached the newest moment and did not fail. */
    public static Optional<Proof> last(List<Proof> proofs) {
        return proofs.stream().filter(Proof::isGood).max(Comparator.comparingLong(Proof::restoredMs).thenComparingLong(Proof::atMs));
    }

    private String folder() {
        return ArchiveLayout.proofs(archive.cluster());
    }
}
