package org.kd4j.arbiter.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.UndefinedAsText;

/** The results as JSON with the names of the records, and back. */
public final class ResultsJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new UndefinedAsText())
            .addModule(new SimpleModule()
                    .addSerializer(double.class, new FiniteOrNull())
                    .addSerializer(Double.class, new FiniteOrNull())
                    .addDeserializer(double.class, new NumberOrNaN()))
            .build();

    private ResultsJson() {}

    static String write(Object value) {
        return write(MAPPER, value);
    }

    /** @param results of a sweep, of whatever kind */
    public static String writeIndented(Object results) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), results) + "\n";
    }

    /** @throws JsonProcessingException if the text is no JSON, or JSON of something else */
    static SweepResults read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, SweepResults.class);
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("results that cannot be written as JSON", e);
        }
    }

    /** JSON has no token for what is not a finite number. */
    private static final class FiniteOrNull extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
    }

    /** Without this a null would be read as 0, a perfect calibration error. */
    private static final class NumberOrNaN extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return json.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
