package org.kd4j.arbiter.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.models.bundle.Prediction;

/** Prints predictions one after another, so that none has to wait for the last. */
interface PredictionWriter {
    /** Locale and platform change nothing: numbers are those of Java, lines end in \n. */
    CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    /** @param annotator who would say it; null where nobody in particular is asked */
    void write(String id, String annotator, Prediction prediction) throws IOException;

    /** What is behind the last. */
    void end() throws IOException;

    /** Rows under a header. */
    static PredictionWriter csv(PrintWriter out, List<String> labels, boolean annotators) throws IOException {
        CSVPrinter csv = new CSVPrinter(out, CSV);
        List<String> header =
                new ArrayList<>(annotators ? List.of("id", "annotator", "label") : List.of("id", "label"));
        labels.forEach(label -> header.add("p_" + label));
        csv.printRecord(header);
        return new PredictionWriter() {
            @Override
            public void write(String id, String annotator, Prediction prediction) throws IOException {
                csv.print(id);
                if (annotators) {
                    csv.print(annotator);
                }
                csv.print(prediction.label());
                for (double probability : prediction.probabilities()) {
                    csv.print(probability);
                }
                csv.println();
            }

            @Override
            public void end() throws IOException {
                csv.flush();
            }
        };
    }

    /** A JSON object a line. */
    static PredictionWriter jsonLines(PrintWriter out, List<String> labels) throws IOException {
        JsonGenerator json = generator(out);
        return new PredictionWriter() {
            @Override
            public void write(String id, String annotator, Prediction prediction) throws IOException {
                writeObject(json, labels, id, annotator, prediction);
                json.flush();
                out.print('\n');
            }

            @Override
            public void end() throws IOException {
                json.flush();
            }
        };
    }

    /** One JSON document, an array of the same objects. */
    static PredictionWriter json(PrintWriter out, List<String> labels) throws IOException {
        JsonGenerator json = generator(out);
        json.writeStartArray();
        return new PredictionWriter() {
            @Override
            public void write(String id, String annotator, Prediction prediction) throws IOException {
                writeObject(json, labels, id, annotator, prediction);
            }

            @Override
            public void end() throws IOException {
                json.writeEndArray();
                json.flush();
                out.print('\n');
            }
        };
    }

    private static JsonGenerator generator(PrintWriter out) throws IOException {
        JsonGenerator json = JsonMapper.builder().build().getFactory().createGenerator(out);
        return json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    private static void writeObject(
            JsonGenerator json, List<String> labels, String id, String annotator, Prediction prediction)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        if (annotator != null) {
            json.writeStringField("annotator", annotator);
        }
        json.writeStringField("label", prediction.label());
        json.writeObjectFieldStart("probabilities");
        for (int c = 0; c < labels.size(); c++) {
            json.writeNumberField(labels.get(c), prediction.probabilities()[c]);
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
