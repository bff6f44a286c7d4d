package org.kd4j.core.progress;

/** Hears how far a long task has come; a command line draws it as a bar. Calls come from one thread, in order. */
public interface Progress {

    /** Hears and does nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void started(String task, long total) {}

        @Override
        public void advanced(long count) {}

        @Override
        public void finished() {}
    };

    /**
     * @param task what is being done and counted, such as {@code "teacher, texts"}
     * @param total how many there are to do, or -1 where nobody knows
     */
    void started(String task, long total);

    /** That many more are done. */
    void advanced(long count);

    /** The task has ended, done or failed; called once for each {@link #started}. */
    void finished();
}
