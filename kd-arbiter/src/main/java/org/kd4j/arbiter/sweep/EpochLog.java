package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.TreeMap;
import org.kd4j.arbiter.results.EpochScores;

/** How a trial's training went so far, kept in the store, because after an interruption only later epochs are heard of. */
final class EpochLog {
    private final TrialStore store;
    private final String name;
    private final TreeMap<Integer, EpochScores> epochs = new TreeMap<>();

    EpochLog(TrialStore store, int trial) {
        this.store = store;
        this.name = "epochs of trial " + trial;
        store.kept(name, EpochScores[].class).ifPresent(known -> List.of(known).forEach(this::put));
    }

    private void put(EpochScores epoch) {
        epochs.put(epoch.epoch(), epoch);
    }

    /** Over what was known of the same epoch. */
    void add(EpochScores epoch) {
        put(epoch);
        store.keep(name, epochs.values());
    }

    /** The first ones: those of another attempt may be behind them. */
    List<EpochScores> first(int count) {
        return epochs.headMap(count).values().stream().toList();
    }
}
