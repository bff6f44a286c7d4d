package org.kd4j.arbiter.cli;

/**
 * An NVIDIA GPU.
 *
 * @param name as the driver has it
 * @param major of its compute capability
 * @param minor of its compute capability
 */
record Gpu(String name, int major, int minor) {
    static final String SUPPORTED = "3.7 or 5.0 to 8.9";

    /**
     * Whether ND4J 1.0.0-M2.1 runs on it. Its CUDA library holds machine code for 3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and
     * 8.6, and no PTX that a driver could compile for others; machine code runs within its major version, upwards.
     */
    boolean isSupported() {
        return major == 3 ? minor >= 7 : major >= 5 && major <= 8;
    }

    @Override
    public String toString() {
        return name + ", compute capability " + major + "." + minor;
    }
}
