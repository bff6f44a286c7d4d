package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class SignatureJsonTest {
    private static final Dim BATCH = Dim.named("batch");
    private static final Dim LENGTH = Dim.named("past + 1");

    private static final GraphSignature SIGNATURE = new GraphSignature(
            "m",
            "f",
            List.of(new OnnxModel.Input("input_ids", DataType.INT64, Shape.of(BATCH, LENGTH))),
            Map.of("logits", Shape.of(BATCH.times(LENGTH).times(Dim.of(2)).plus(Dim.ONE), Dim.of(3))),
            Set.of(new Bound(LENGTH.times(LENGTH).minus(Dim.of(2)), Dim.of(512))),
            Map.of("input_ids", 30522L),
            Map.of("position/Gather", 514L));

    @Test
    void comesBackFromItsText() throws Exception {
        String text = SignatureJson.write(SIGNATURE).toString();

        assertThat(SignatureJson.read("m", "f", new ObjectMapper().readTree(text)))
                .isEqualTo(SIGNATURE);
        assertThat(text).contains("[\"batch\",\"past + 1\"]").contains("[[1],[2,\"batch\",\"past + 1\"]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'inputs':[{'name':'x','type':'INT64','shape':[1]}],'outputs':[],'bounds':[],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[{'name':'x','type':'TEXT','shape':[1,1]}],'outputs':[],'bounds':[],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[],'outputs':[{'name':'y','shape':[1.5]}],'bounds':[],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[],'outputs':[{'name':'y','shape':[[['a']]]}],'bounds':[],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[],'outputs':[{'name':'y','shape':[[[1,'a','a','a','a','a','a','a','a','a']]]}],'bounds':[],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[],'outputs':[],'bounds':[{'low':1}],'vocabularies':{},'computedIndices':{}}",
                "{'inputs':[],'outputs':[],'bounds':[],'vocabularies':{'x':'many'},'computedIndices':{}}"
            })
    void refusesWhatItDidNotWrite(String json) {
        assertThatThrownBy(() -> SignatureJson.read("m", "f", new ObjectMapper().readTree(json.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
