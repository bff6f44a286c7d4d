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

/** Prints predictions one after another, so that none has to wait for the last. Lines end in a line feed everywhere. */
interface PredictionWriter {
    void write(Answer answer) throws IOException;

    /** What is behind the last. */
    void end() throws IOException;

    /** Rows under a header. */
    static PredictionWriter csv(PrintWriter out, List<String> labels, Answer.Shape shape) throws IOException {
        CSVPrinter csv = new CSVPrinter(
                out, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
        List<Object> header = new ArrayList<>(List.of("id"));
        if (shape == Answer.Shape.ANNOTATORS) {
            header.add("annotator");
        }
        header.add("label");
        labels.forEach(label -> header.add(shape.column(label)));
        if (shape == Answer.Shape.JURIES) {
            header.add("hung");
        }
        csv.printRecord(header);
        return new PredictionWriter() {
            @Override
            public void write(Answer answer) throws IOException {
                List<Object> cells = new ArrayList<>(List.of(answer.id()));
                if (answer.annotator() != null) {
                    cells.add(answer.annotator());
                }
                cells.add(answer.label());
                for (double share : answer.shares()) {
                    cells.add(share);
                }
                if (answer.hung() != null) {
                    cells.add(answer.hung());
                }
                csv.printRecord(cells);
            }

            @Override
            public void end() throws IOException {
                csv.flush();
            }
        };
    }

    /** A JSON object a line. */
    static PredictionWriter jsonLines(PrintWriter out, List<String> labels, Answer.Shape shape) throws IOException {
        JsonGenerator json = generator(out);
        return new PredictionWriter() {
            @Override
            public void write(Answer answer) throws IOException {
                writeObject(json, labels, shape, answer);
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
    static PredictionWriter json(PrintWriter out, List<String> labels, Answer.Shape shape) throws IOException {
        JsonGenerator json = generator(out);
        json.writeStartArray();
        return new PredictionWriter() {
            @Override
            public void write(Answer answer) throws IOException {
                writeObject(json, labels, shape, answer);
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

    private static void writeObject(JsonGenerator json, List<String> labels, Answer.Shape shape, Answer answer)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", answer.id());
        if (answer.annotator() != null) {
            json.writeStringField("annotator", answer.annotator());
        }
        json.writeStringField("label", answer.label());
        json.writeObjectFieldStart(shape.field());
        for (int c = 0; c < labels.size(); c++) {
            json.writeNumberField(labels.get(c), answer.shares()[c]);
        }
        json.writeEndObject();
        if (answer.hung() != null) {
            json.writeNumberField("hung", answer.hung());
        }
        json.writeEndObject();
    }
}
