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
import java.util.OptionalDouble;

/** Writes a number that may be undefined as itself or as {@value #UNDEFINED}, and reads it back. */
public final class UndefinedAsText extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** What stands for a number that there is none of, so that nobody takes it for 0. */
    public static final String UNDEFINED = "undefined";

    public UndefinedAsText() {
        super("undefined as text");
        addSerializer(OptionalDouble.class, new Writer());
        addDeserializer(OptionalDouble.class, new Reader());
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
            if (json.currentToken() == JsonToken.VALUE_STRING && json.getText().equals(UNDEFINED)) {
                return OptionalDouble.empty();
            }
            return OptionalDouble.of(json.getDoubleValue());
        }
    }
}
