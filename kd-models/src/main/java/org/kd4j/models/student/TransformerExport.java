package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.PaddedTexts;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.onnx.TrainedClassifier;

/** A {@link TransformerStudent} as a graph like that of an imported classifier, held against what the student answers. */
record TransformerExport(TransformerStudent student, TransformerSettings settings) {
    private static final long SEED = 3;
    private static final String LOGITS = "logits";

    /** Records, and tokens of the longest of them, of each case. */
    private static final int[][] SIZES = {{2, 9}, {1, 4}, {4, 21}};

    OnnxImport.Verified graph(String name) {
        return TrainedClassifier.graph(name, student.fingerprint(), student.encoder(), head(), cases());
    }

    private PretrainedHead head() {
        Optional<Dense> inner =
                settings.head().hasInner() ? Optional.of(layer(TransformerGraph.INNER)) : Optional.empty();
        return new PretrainedHead(settings.pooling(), settings.head(), inner, layer(TransformerGraph.LOGITS));
    }

    /** The student's weights lie output by output. */
    private Dense layer(String name) {
        String weight = "head." + name + ".weight";
        ParameterPart part = student.parts().stream()
                .filter(one -> one.name().equals(weight))
                .findFirst()
                .orElseThrow();
        int out = part.rows();
        int in = part.width();
        float[] given = student.part(weight);
        float[] transposed = new float[given.length];
        for (int i = 0; i < given.length; i++) {
            transposed[i % in * out + i / in] = given[i];
        }
        FloatBuffer bias = FloatBuffer.wrap(student.part("head." + name + ".bias"));
        return new Dense(in, out, FloatBuffer.wrap(transposed), bias);
    }

    private List<ParityCase> cases() {
        List<ParityCase> cases = new ArrayList<>();
        for (int[] size : SIZES) {
            cases.add(parityCase(rows(size[0], Math.min(size[1], settings.task().maxTokens()))));
        }
        return cases;
    }

    /** Each one token shorter than the one before it. */
    private int[][] rows(int records, int longest) {
        SplittableRandom random = Seeds.stream(SEED, "export", longest);
        int[][] rows = new int[records][];
        for (int i = 0; i < records; i++) {
            rows[i] = random.ints(Math.max(1, longest - i), 0, settings.task().vocabularySize())
                    .map(id -> id == settings.task().paddingId() ? (id == 0 ? 1 : 0) : id)
                    .toArray();
        }
        return rows;
    }

    private ParityCase parityCase(int[][] rows) {
        EncoderTokens tokens = EncoderTokens.of(rows, settings.task().paddingId());
        int length = tokens.ids()[0].length;
        boolean types = settings.encoder().embeddings().types() > 0;
        Map<String, long[][]> inputs = new PaddedTexts(tokens.ids(), tokens.mask())
                .inputs(
                        types
                                ? List.of(PaddedTexts.IDS, PaddedTexts.MASK, PaddedTexts.TYPES)
                                : List.of(PaddedTexts.IDS, PaddedTexts.MASK));
        Map<String, Output> outputs = new HashMap<>(Map.of(LOGITS, logits(rows)));
        for (int layer = 0; layer <= settings.encoder().layers(); layer++) {
            long[] shape = {rows.length, length, settings.encoder().hidden()};
            outputs.put(TextModel.hiddenState(layer), new Output(shape, student.hiddenStates(tokens, layer)));
        }
        return new ParityCase(inputs, outputs);
    }

    private Output logits(int[][] rows) {
        int classes = student.classes();
        float[][] logits = student.logits(rows);
        float[] values = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(logits[i], 0, values, i * classes, classes);
        }
        return new Output(new long[] {rows.length, classes}, values);
    }
}
