package org.kd4j.arbiter.sweep;

/** From the end of an epoch of the trials on nothing goes on. */
final class PowerCut extends Onlooker {
    private final int fatal;
    private boolean training;
    private int epochs;

    /** @param fatal how many epochs end */
    PowerCut(int fatal) {
        this.fatal = fatal;
    }

    @Override
    public void started(String task, long total) {
        training = task.startsWith("trial");
        failIfOver();
    }

    @Override
    public void advanced(long count) {
        if (training) {
            epochs += count;
            failIfOver();
        }
    }

    private void failIfOver() {
        if (epochs >= fatal) {
            throw new Dark();
        }
    }

    /** No exception that a trial could fail with. */
    static final class Dark extends AssertionError {
        private static final long serialVersionUID = 1L;

        Dark() {
            super("power cut");
        }
    }
}
