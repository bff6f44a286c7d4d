package org.kd4j.arbiter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.ParityReport;

/** What came out of a comparison, as JSON and for people. */
final class VerificationText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerificationText() {}

    /** Differences that are no finite number, because an element is not or shapes differ, are null. */
    static String json(ParityReport report) {
        ObjectNode document = JSON.createObjectNode()
                .put("model", report.model())
                .put("opset", report.opset())
                .put("cases", report.cases())
                .put("maxAbsDiff", finite(report.maxAbsDiff()))
                .put("agrees", report.agrees());
        report.disagreement().ifPresent(found -> {
            document.put("output", found.output()).put("run", found.run());
            found.firstNode()
                    .ifPresent(node -> document.put("firstNode", node.output())
                            .put("firstOperator", node.operator())
                            .put("nodeDifference", finite(node.difference())));
        });
        report.refusal().ifPresent(refused -> document.put("reason", refused.getMessage()));
        return document.toString();
    }

    /** Of a model that could not be compared. */
    static String json(String model, InvalidInput refused) {
        return JSON.createObjectNode()
                .put("model", model)
                .put("agrees", false)
                .put("reason", refused.getMessage())
                .toString();
    }

    private static Double finite(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }

    /** Of a model that agrees. */
    static String agreement(ParityReport report) {
        return String.format(
                Locale.ROOT,
                "%s (opset %d) agrees in %d cases: outputs %s differ by at most %.1e.",
                report.model(),
                report.opset(),
                report.cases(),
                report.outputs().stream().sorted().toList(),
                report.maxAbsDiff());
    }
}
