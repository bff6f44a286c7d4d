package org.kd4j.core.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.state.Stateful;

/** One use of a {@link Trainer}: where the training is, and how it goes on from there. */
final class TrainingRun implements Stateful {
    private final Trainer trainer;
    private final Student student;
    private Batch records;
    private final BatchOrder order;
    private final Objective objective;
    private final LossSums losses;
    private final BestSoFar best;
    private final long evaluateEvery;
    private int epoch;
    /** Batches of the epoch that are done. */
    private int place;

    private long step;
    private boolean finished;

    TrainingRun(Trainer trainer, Student student, Batch records, BatchOrder order, Objective objective) {
        this.trainer = trainer;
        this.student = student;
        this.records = records;
        this.order = order;
        this.objective = objective;
        losses = new LossSums(objective.terms(), trainer.epochs());
        evaluateEvery = trainer.validation().map(Validation::everySteps).orElse(0L);
        best = new BestSoFar(trainer.validation().map(Validation::stopping).orElse(EarlyStopping.never()));
    }

    TrainingReport run(Trainer.EpochListener listener) {
        if (trainer.checkpoints().isPresent()) {
            Checkpoints checkpoints = trainer.checkpoints().get();
            StateFolder folder = new StateFolder(checkpoints.folder(), fingerprint(checkpoints));
            folder.read(this);
            if (!finished) {
                Pace pace = new Pace(checkpoints.everySteps(), checkpoints.apart());
                train(listener, folder, pace);
                keep(folder, pace, -1);
            }
        } else if (trainer.validation().isPresent()) {
            StateFolder folder = temporaryFolder();
            try {
                train(listener, folder, Pace.never());
            } finally {
                folder.deleteAll();
            }
        } else {
            train(listener, null, Pace.never());
        }
        boolean early = epoch < trainer.epochs();
        return new TrainingReport(losses.epochs(), step, early, best.exists() ? best.step() : step, best.value());
    }

    private void train(Trainer.EpochListener listener, StateFolder folder, Pace pace) {
        while (epoch < trainer.epochs() && !best.exhausted()) {
            int[][] batches = order.batches(epoch);
            if (place == 0) {
                weigh();
            }
            while (place < batches.length && !best.exhausted()) {
                learn(batches[place], (long) batches.length * trainer.epochs());
                listener.stepped(step);
                if (evaluateEvery > 0 && step % evaluateEvery == 0) {
                    evaluate(folder);
                }
                if (pace.isStep(step) && place < batches.length) {
                    keep(folder, pace, best.step());
                }
            }
            if (place == batches.length) {
                finishEpoch(listener, folder);
                keep(folder, pace, best.step());
            }
        }
        if (best.exists()) {
            folder.readBest(student, best.step());
        }
        finished = true;
    }

    /** At the start of an epoch, for objectives that weigh records. */
    private void weigh() {
        if (!(objective instanceof Dedier dedier)) {
            return;
        }
        if (dedier.schedule().warmsUp(epoch)) {
            records = records.withWeights(
                    DoubleStream.generate(() -> 1).limit(records.size()).toArray());
        } else if (dedier.schedule().weighsAt(epoch)) {
            records = records.withWeights(student.weights(records, dedier));
        } else if (dedier.schedule().weighsEveryStep(epoch)) {
            records = records.withoutWeights();
        }
    }

    private void keep(StateFolder folder, Pace pace, long bestStep) {
        if (pace.hasTimeFor()) {
            folder.write(this, bestStep);
            pace.written();
        }
    }

    private void learn(int[] rows, long steps) {
        double rate = trainer.learningRate() * trainer.schedule().factor(epoch, step, steps);
        double loss;
        try {
            loss = student.learn(records, rows, objective, rate, losses.stepTerms);
        } catch (TrainingDiverged e) {
            throw e.at(epoch, step, rate);
        }
        if (!Double.isFinite(loss)) {
            throw new TrainingDiverged(losses.divergence(loss, rows.length)).at(epoch, step, rate);
        }
        losses.add(loss, rows.length, student.stepWeights());
        step++;
        place++;
    }

    private void finishEpoch(Trainer.EpochListener listener, StateFolder folder) {
        if (trainer.validation().isPresent() && evaluateEvery == 0) {
            evaluate(folder);
        }
        OptionalDouble metric = best.last();
        EpochResult result = losses.finishEpoch(metric);
        epoch++;
        place = 0;
        listener.finished(result);
    }

    private void evaluate(StateFolder folder) {
        double value = trainer.validation().orElseThrow().metric().applyAsDouble(student);
        if (best.add(value, step)) {
            folder.writeBest(student, step);
        }
    }

    private String fingerprint(Checkpoints checkpoints) {
        return TrainingFingerprint.of(trainer, checkpoints.configuration(), student, records, order, objective);
    }

    private static StateFolder temporaryFolder() {
        try {
            return new StateFolder(Files.createTempDirectory("kd4j-training-"), "");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the best student", e);
        }
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        out.longs("epoch, place, step, finished", epoch, place, step, finished ? 1 : 0);
        if (objective.needsEarlyReadout()) {
            out.longs("records with weights", records.hasWeights() ? 1 : 0);
            out.doubles("weights of records", records.hasWeights() ? records.weights() : new double[0]);
        }
        losses.writeState(out);
        best.writeState(out);
        student.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        long[] places = in.longs("epoch, place, step, finished", 4);
        if (places[0] < 0 || places[0] > trainer.epochs() || places[1] < 0 || places[2] < places[1]) {
            throw in.contradiction(
                    "epoch " + places[0] + ", batch " + places[1] + ", step " + places[2],
                    "a place in " + trainer.epochs() + " epochs");
        }
        epoch = (int) places[0];
        place = (int) places[1];
        step = places[2];
        finished = places[3] == 1;
        if (objective.needsEarlyReadout()) {
            boolean weighted = in.longs("records with weights", 1)[0] == 1;
            double[] weights = in.doubles("weights of records", weighted ? records.size() : 0);
            records = weighted ? records.withWeights(weights) : records.withoutWeights();
        }
        losses.readState(in);
        best.readState(in);
        student.readState(in);
    }
}
