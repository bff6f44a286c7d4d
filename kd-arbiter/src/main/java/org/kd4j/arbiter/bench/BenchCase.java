package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.util.List;

/** A piece of work that is measured; most are timed, the same as other tools are given. */
interface BenchCase {

    /** Does the work as often as it takes, and gives what it came to: one result, or one a part of the work. */
    List<BenchResult> run(BenchSettings settings) throws IOException;
}
