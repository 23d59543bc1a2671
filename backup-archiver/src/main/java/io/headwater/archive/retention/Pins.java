package io.headwater.archive.retention;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveLayout;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.SealedText;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** A cluster's pins, one object each. Any thread. */
public final class Pins {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,99}");
    private static final String NO_SNAPSHOT = "-";

    private final Archive archive;

    public Pins(Archive archive) {
        this.archive = archive;
    }

    /**
     * All pins, oldest moment first.
     *
     * @throws DamagedObjectException if one cannot be read: nothing may be deleted then
     */
    public List<Pin> all() {
        List<Pin> pins = new ArrayList<>();
        for (ObjectInfo object : archive.store().list(ArchiveLayout.pins(archive.cluster()))) {
            List<String> lines = SealedText.read(archive, object.name())
                    .orElseThrow(() -> new DamagedObjectException(object.name(), "went while it was read"));
            pins.add(pin(object.name(), lines));
        }
        pins.sort(Comparator.comparingLong(Pin::timeMs).thenComparing(Pin::name));
        return pins;
    }

    private static Pin pin(String object, List<String> lines) {
        try {
            String snapshot = lines.get(2);
            return new Pin(
                    ArchiveLayout.base(object),
                    Long.parseLong(lines.get(0)),
                    Long.parseLong(lines.get(1)),
                    snapshot.equals(NO_SNAPSHOT) ? null : snapshot);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new DamagedObjectException(object, "holds no pin");
        }
    }

    /**
     * Makes a pin.
     *
     * @throws HeadwaterException if the name is taken, or cannot be one
     */
    public void add(Pin pin) {
        if (!NAME.matcher(pin.name()).matches()) {
            throw new HeadwaterException(
                    "'" + pin.name() + "' cannot be a pin's name", "use letters, digits, dots, - and _", HeadwaterException.EXIT_USAGE);
        }
        String snapshot = pin.snapshot();
        List<String> lines = List.of(Long.toString(pin.createdMs()), Long.toString(pin.timeMs()), snapshot == null ? NO_SNAPSHOT : snapshot);
        if (!archive.store().putIfAbsent(object(pin.name()), SealedText.of(lines))) {
            throw new HeadwaterException(
                    "there is a pin '" + pin.name() + "' already", "choose another --name, or unpin it first", HeadwaterException.EXIT_USAGE);
        }
    }

    /**
     * Takes a pin away; what it kept is deleted by the next expiry, if no rule keeps it.
     *
     * @throws HeadwaterException if there is none of that name
     */
    public void remove(String name) {
        if (!NAME.matcher(name).matches() || archive.store().list(object(name)).stream().noneMatch(pin -> pin.name().equals(object(name)))) {
            throw new HeadwaterException(
                    "there is no pin '" + name + "'", "`headwater backup list` shows the pins", HeadwaterException.EXIT_USAGE);
        }
        archive.store().delete(object(name));
    }

    private String object(String name) {
        return ArchiveLayout.pins(archive.cluster()) + name;
    }
}
