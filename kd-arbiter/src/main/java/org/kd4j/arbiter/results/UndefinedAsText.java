package org.kd4j.arbiter.results;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kd4j.core.evaluation.GroupRange;

/** Writes a number, or a range of groups, that may be undefined as itself or as {@value #UNDEFINED}, and reads it back. */
public final class UndefinedAsText extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** What stands for a number that there is none of, so that nobody takes it for 0. */
    public static final String UNDEFINED = "undefined";

    public UndefinedAsText() {
        super("undefined as text");
        addSerializer(OptionalDouble.class, new Writer());
        addDeserializer(OptionalDouble.class, new Reader());
        addSerializer(Optional.class, new RangeWriter());
        addDeserializer(Optional.class, new RangeReader());
    }

    private static final class Writer extends JsonSerializer<OptionalDouble> {
        @Override
        public void serialize(OptionalDouble value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            if (value.isPresent()) {
                json.writeNumber(value.getAsDouble());
            } else {
                json.writeString(UNDEFINED);
            }
        }
    }

    private static final class Reader extends JsonDeserializer<OptionalDouble> {
        @Override
        public OptionalDouble deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return isUndefined(json) ? OptionalDouble.empty() : OptionalDouble.of(json.getDoubleValue());
        }
    }

    @SuppressWarnings("rawtypes") // a module knows classes, not their type arguments
    private static final class RangeWriter extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writePOJO(value.isPresent() ? value.get() : UNDEFINED);
        }
    }

    /** Nothing else that is optional is written. */
    @SuppressWarnings("rawtypes")
    private static final class RangeReader extends JsonDeserializer<Optional> {
        @Override
        public Optional deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return isUndefined(json) ? Optional.empty() : Optional.of(context.readValue(json, GroupRange.class));
        }
    }

    private static boolean isUndefined(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING && json.getText().equals(UNDEFINED);
    }
}
