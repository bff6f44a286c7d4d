package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpineSearchTest {
    private static final String ATTENTION = "Softmax x a|Add x a as|LayerNormalization as gain x1|";
    private static final String FEED_FORWARD = "Relu x1 f|Add f x1 fs|LayerNormalization fs gain x2|";

    @Test
    void findsAPairOfNormalisedSums() {
        SpineSearch found = search(ATTENTION + FEED_FORWARD + "Relu x2 y");
        assertThat(found).isInstanceOf(SpineSearch.Found.class);
        ResidualSpine spine = ((SpineSearch.Found) found).spine();
        assertThat(spine.hiddenStates()).containsExactly("x", "x2");
        ResidualSpine.Block block = spine.blocks().get(0);
        assertThat(block.attention().update()).isEqualTo("a");
        assertThat(block.attention().between()).extracting(Node::operator).containsExactly("Softmax");
        assertThat(block.feedForward().between()).extracting(Node::operator).containsExactly("Relu");
        assertThat(block.feedForward().input()).isEqualTo("x1");
    }

    @Test
    void findsNoneWhereSumsAreNotNormalised() {
        assertThat(reason("LayerNormalization x gain n|Softmax n a|Add x a x1|Relu x1 f|Add f x1 y"))
                .contains("no LayerNormalization is of a sum");
    }

    @Test
    void findsNoneWhereAttentionFollowsAttention() {
        assertThat(reason(ATTENTION + "Softmax x1 f|Add f x1 fs|LayerNormalization fs gain x2|Relu x2 y"))
                .contains("x1", "x2", "one of attention");
    }

    @Test
    void findsNoneWhereASublayerIsLeftOver() {
        assertThat(reason(ATTENTION + "Relu x1 y")).contains("no pairs");
    }

    @Test
    void findsNoneWhereSomethingStandsBetweenBlocks() {
        assertThat(reason(ATTENTION + FEED_FORWARD
                        + "Relu x2 r|Softmax r b|Add r b bs|LayerNormalization bs gain x3|"
                        + "Relu x3 g|Add g x3 gs|LayerNormalization gs gain y"))
                .contains("block 2");
    }

    private static String reason(String nodes) {
        return ((SpineSearch.None) search(nodes)).reason();
    }

    /** Nodes of an operator, its inputs and its output, from x [batch, sequence, 2] to y. */
    private static SpineSearch search(String nodes) {
        ModelFile file = new ModelFile(17)
                .ids("ids")
                .floats("table", new long[] {3, 2}, 1, 2, 3, -0.7f, -5, 0.4f)
                .floats("gain", new long[] {2}, 1, 2)
                .node("Gather", "table ids", "x");
        for (String node : nodes.split("\\|")) {
            int inputs = node.indexOf(' ');
            int output = node.lastIndexOf(' ');
            file.node(node.substring(0, inputs), node.substring(inputs + 1, output), node.substring(output + 1));
        }
        OnnxModel model = OnnxModel.of("m.onnx", file.output("y", 3).bytes());
        return SimplifiedModel.of(model, OperatorTable.standard()).spine();
    }
}
