package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The benchmark cases by name. */
public final class Benchmarks {
    private static final Map<String, BenchCase> CASES = cases();

    private Benchmarks() {}

    public static Set<String> names() {
        return CASES.keySet();
    }

    /** Runs one case; {@code name} is one of {@link #names}. */
    public static List<BenchResult> run(String name, BenchSettings settings) throws IOException {
        return CASES.get(name).run(settings);
    }

    private static Map<String, BenchCase> cases() {
        Map<String, BenchCase> cases = new LinkedHashMap<>();
        cases.put("linear-30k", new LinearBench("linear-30k", 30_522));
        cases.put("linear-120k", new LinearBench("linear-120k", 119_547));
        cases.put("fasttext-cpp", new FastTextBench("fasttext-cpp"));
        cases.put("kim-cnn-30k", new KimCnnBench("kim-cnn-30k", 30_522));
        cases.put("kim-cnn-120k", new KimCnnBench("kim-cnn-120k", 119_547));
        cases.put("student-step", new StudentStepBench("student-step", false));
        cases.put("student-step-samediff", new StudentStepBench("student-step-samediff", true));
        cases.put("sst2-epoch", new Sst2EpochBench("sst2-epoch"));
        cases.put("training-memory", new TrainingMemoryBench("training-memory"));
        cases.put("teacher-bucketed", new TeacherBench("teacher-bucketed", true));
        cases.put("teacher-padded", new TeacherBench("teacher-padded", false));
        return cases;
    }
}
