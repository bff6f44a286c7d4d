package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.saving.InMemoryResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * Arbiter going through a grid. It names the next point and runs it on one of its threads; what a point is worth is told
 * to it as a score, larger being better.
 */
final class ArbiterRun implements TaskCreator {
    private final ToDoubleFunction<Integer> trainPoint;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private ArbiterRun(ToDoubleFunction<Integer> trainPoint) {
        this.trainPoint = trainPoint;
    }

    /**
     * Runs every point of the grid once, and returns when all are done. What a point throws is thrown here at the end;
     * Arbiter itself would only log it.
     *
     * @param parallel points at a time
     * @param trainPoint trains the point with this index and gives its score
     */
    static void run(Grid grid, int parallel, ToDoubleFunction<Integer> trainPoint) {
        GridSearchCandidateGenerator candidates = grid.candidates();
        OptimizationConfiguration configuration = new OptimizationConfiguration.Builder()
                .candidateGenerator(candidates)
                .dataSource(NoData.class, new Properties())
                .modelSaver(new InMemoryResultSaver())
                .scoreFunction(new Larger())
                // Without it the runner waits for ever once the grid is exhausted.
                .terminationConditions(new MaxCandidatesCondition(candidates.getTotalNumCandidates()))
                .build();
        ArbiterRun run = new ArbiterRun(trainPoint);
        new LocalOptimizationRunner(parallel, configuration, run).execute();
        if (run.failure.get() instanceof Error error) {
            throw error;
        }
        if (run.failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's own signature
    public Callable<OptimizationResult> create(
            Candidate candidate,
            Class<? extends DataSource> dataSource,
            Properties dataSourceProperties,
            ScoreFunction scoreFunction,
            List<StatusListener> listeners,
            IOptimizationRunner runner) {
        return () -> {
            int index = candidate.getIndex();
            long start = System.currentTimeMillis();
            double score = train(index);
            CandidateInfo info = new CandidateInfo(
                    index,
                    CandidateStatus.Complete,
                    score,
                    start,
                    start,
                    System.currentTimeMillis(),
                    candidate.getFlatParameters(),
                    null);
            return new OptimizationResult(candidate, score, index, null, info, null);
        };
    }

    private double train(int index) {
        try {
            return trainPoint.applyAsDouble(index);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            return Double.NEGATIVE_INFINITY;
        }
    }

    @Override
    @Deprecated
    @SuppressWarnings("rawtypes") // Arbiter's own signature
    public Callable<OptimizationResult> create(
            Candidate candidate,
            DataProvider dataProvider,
            ScoreFunction scoreFunction,
            List<StatusListener> listeners,
            IOptimizationRunner runner) {
        return create(candidate, NoData.class, new Properties(), scoreFunction, listeners, runner);
    }

    /** Trials read their own records; Arbiter asks for a source all the same. */
    public static final class NoData implements DataSource {
        private static final long serialVersionUID = 1L;

        @Override
        public void configure(Properties properties) {
            // nothing to configure
        }

        @Override
        public Object trainData() {
            return List.of();
        }

        @Override
        public Object testData() {
            return List.of();
        }

        @Override
        public Class<?> getDataType() {
            return List.class;
        }
    }

    /** Scores come with the results; this only says which way is up. */
    private static final class Larger implements ScoreFunction {
        private static final long serialVersionUID = 1L;

        @Override
        @Deprecated
        public double score(Object model, DataProvider dataProvider, Map<String, Object> dataParameters) {
            throw new IllegalStateException("scores come with the results");
        }

        @Override
        public double score(Object model, Class<? extends DataSource> dataSource, Properties properties) {
            throw new IllegalStateException("scores come with the results");
        }

        @Override
        public boolean minimize() {
            return false;
        }

        @Override
        public List<Class<?>> getSupportedModelTypes() {
            return List.of(Object.class);
        }

        @Override
        public List<Class<?>> getSupportedDataTypes() {
            return List.of(Object.class);
        }
    }
}
