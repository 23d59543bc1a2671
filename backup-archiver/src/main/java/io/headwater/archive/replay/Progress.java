package io.headwater.archive.replay;

/** Hears how long work goes on. Called from one thread at a time, as often as a few times a second; must return quickly. */
public interface Progress {
    /** Hears nothing. */
    Progress NONE = new Progress() {
        @Override
        public void step(String what) {}

        @Override
        public void advanced(String what, long done, long total, long effects) {}
    };

    /** A step began, or something a person should know came up: one line. */
    void step(String what);

    /**
     * The step got further.
     *
     * @param what the step, in a few words
     * @param done entries so far
     * @param total entries in all, about; 0 if unknown
     * @param effects effects so far
     */
    void advanced(String what, long done, long total, long effects);

    /**
     * So many bytes of so many have been read.
     *
     * @param what the step, in a few words
     */
    default void read(String what, long bytes, long totalBytes) {}
}
