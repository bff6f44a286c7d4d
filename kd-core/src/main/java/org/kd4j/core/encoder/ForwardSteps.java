package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.encoder.Steps.Step;

/**
 * One way there: each shard's rows through all blocks. The last block that computes all rows is done in parts of a shard that any
 * thread takes, as cores are not equally fast all the time.
 *
 * @param given the state to begin with, where it is not the embeddings
 */
record ForwardSteps(
        TrainingForward forward, List<TrainingWorkspace> workspaces, EncoderInput input, Optional<GivenState> given) {

    /** @param whole how many blocks compute all rows */
    void run(Workers workers, List<Shard> shards, int whole, Optional<FirstTokens> firstTokens) {
        if (shards.isEmpty()) {
            return;
        }
        int from = given.map(GivenState::layer).orElse(0);
        int below = Math.max(from, whole - 1);
        Steps steps = new Steps();
        List<Step> asked = new ArrayList<>();
        for (Shard shard : shards) {
            Step first = steps.add(List.of(), worker -> {
                enter(worker, shard);
                forward.blocks(workspaces.get(worker), shard, from, below);
            });
            List<Shard> taken = workers.threads() == 1
                    ? List.of(shard)
                    : shard.parts(forward.network().heads());
            List<Step> parts = taken.stream()
                    .map(part -> steps.add(
                            List.of(first), worker -> forward.blocks(workspaces.get(worker), part, below, whole)))
                    .toList();
            firstTokens.ifPresent(firsts -> asked.add(
                    steps.add(parts, worker -> forward.firstTokensAttention(workspaces.get(worker), shard, firsts))));
        }
        firstTokens.ifPresent(
                firsts -> steps.add(asked, worker -> forward.firstTokens(workspaces.get(worker), firsts)));
        steps.run(workers);
    }

    private void enter(int worker, Shard shard) {
        given.ifPresentOrElse(
                state -> forward.enter(input, shard, state), () -> forward.embed(workspaces.get(worker), input, shard));
    }
}
