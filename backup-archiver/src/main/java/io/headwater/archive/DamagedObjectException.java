package io.headwater.archive;

import io.headwater.schemas.HeadwaterException;

/** An object of the archive that is missing, or whose bytes are not what its manifest says. */
public final class DamagedObjectException extends HeadwaterException {
    private final String object;
    private final String problem;

    public DamagedObjectException(String object, String problem) {
        super(
                "archive object " + object + " " + problem,
                "restore the object from a copy of the archive, or choose a time that does not need it",
                EXIT_CORRUPT);
        this.object = object;
        this.problem = problem;
    }

    /** The object's name. */
    public String object() {
        return object;
    }

    /** What is wrong with it; continues a sentence that starts with its name. */
    public String problem() {
        return problem;
    }
}
