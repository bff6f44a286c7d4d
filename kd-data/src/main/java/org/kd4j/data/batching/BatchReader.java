package org.kd4j.data.batching;

import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.records.Labels;

/**
 * Turns DataVec records ({@link org.kd4j.data.records.Column}) into a {@link org.kd4j.core.batch.Batch}: texts become
 * token ids, labels class indices, the teacher's logits and the groups come along where the records have them, and the
 * teacher's hidden states as the {@link StateSource} says.
 */
public final class BatchReader {
    private static final int CHUNK = 1_024;

    private final Tokenizer tokenizer;
    private final Labels labels;
    private final StateSource states;
    private final int answers;

    /** Reads batches without hidden states. */
    public BatchReader(Tokenizer tokenizer, Labels labels) {
        this(tokenizer, labels, new StateSource.None());
    }

    /** @param states where the batches have the teacher's hidden states from */
    public BatchReader(Tokenizer tokenizer, Labels labels, StateSource states) {
        this(tokenizer, labels, states, 1);
    }

    /**
     * @param states as there
     * @param answers that the teacher gives of a record, with a logit a class each; 1 unless it speaks for several annotators
     */
    public BatchReader(Tokenizer tokenizer, Labels labels, StateSource states, int answers) {
        this.tokenizer = tokenizer;
        this.labels = labels;
        this.states = states;
        this.answers = answers;
    }

    /**
     * Reads all records that are left, in their order. Texts are in memory 1,024 at a time only.
     *
     * @param where the file or data set, for messages
     * @throws InvalidInput if there are no records, an id comes twice, a label is unknown, or the teacher's logits are
     *     not one finite value a class and answer, or its hidden states not those asked for
     */
    public ReadBatch read(RecordReader reader, String where) {
        BatchBuilder builder = new BatchBuilder(tokenizer, labels, states, answers);
        List<Record> chunk = new ArrayList<>(CHUNK);
        while (reader.hasNext()) {
            chunk.add(reader.nextRecord());
            if (chunk.size() == CHUNK || !reader.hasNext()) {
                builder.add(chunk);
                chunk.clear();
            }
        }
        ReadBatch read = builder.build();
        if (read.batch().size() == 0) {
            throw new InvalidInput(
                    where, "no records", "at least one", "Give more data, or name a file for data.dev as well.");
        }
        return read;
    }
}
