package org.kd4j.models.onnx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatProperties;
import org.nd4j.graph.FlatVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Holds the bytes of a saved SameDiff graph against what graphs here are made of, before SameDiff reads them: it checks
 * nothing itself, makes objects of whatever class a training configuration names, and hands arrays to native code.
 * Every method throws {@link IllegalArgumentException}, or another unchecked exception where an offset leads nowhere.
 */
final class FlatGraphCheck {
    private static final int MOST_AXES = 32;
    private static final int ROW_MAJOR = 'c';
    private static final int COLUMN_MAJOR = 'f';

    /** Bytes of the whole graph: no list within it has more entries. */
    private final int bytes;

    private FlatGraphCheck(int bytes) {
        this.bytes = bytes;
    }

    static void check(ByteBuffer buffer) {
        FlatGraph graph = FlatGraph.getRootAsFlatGraph(buffer.duplicate());
        new FlatGraphCheck(buffer.remaining()).check(graph);
    }

    private void check(FlatGraph graph) {
        require(graph.trainingConfig() == null, "a configuration of training");
        require(graph.updaterStateLength() == 0, "a state of training");
        require(graph.lossVariablesLength() == 0, "a loss");
        requireModest(graph.placeholdersLength(), graph.variablesLength(), graph.nodesLength());
        for (int i = 0; i < graph.variablesLength(); i++) {
            check(graph.variables(i));
        }
        for (int i = 0; i < graph.nodesLength(); i++) {
            check(graph.nodes(i));
        }
    }

    private void check(FlatVariable variable) {
        requireModest(variable.shapeLength(), variable.controlDepsLength());
        requireModest(variable.controlDepForOpLength(), variable.controlDepsForVarLength());
        VariableType type = VariableType.values()[variable.variabletype()];
        require(type != VariableType.SEQUENCE, "the sequence '" + variable.name() + "'");
        if (variable.ndarray() != null) {
            check(variable.ndarray(), variable.name());
        }
    }

    private void check(FlatNode node) {
        String operation = node.opName();
        require(Operations.ALL.contains(operation), "the operation '" + operation + "'");
        long number = FlatBuffersMapper.getOpNum(operation, FlatBuffersMapper.getTypeFromByte(node.opType()));
        require(node.opNum() == number, "the operation '" + operation + "' under the number of another");
        requireModest(node.inputLength(), node.inputPairedLength(), node.outputLength(), node.outputNamesLength());
        requireModest(node.extraParamsLength(), node.extraIntegerLength(), node.extraBoolsLength());
        requireModest(node.extraTypesLength(), node.extraStringsLength(), node.dimensionsLength());
        requireModest(node.controlDepsLength(), node.varControlDepsLength(), node.controlDepForLength());
        requireModest(node.propertiesLength());
        if (node.scalar() != null) {
            check(node.scalar(), operation);
        }
        for (int i = 0; i < node.propertiesLength(); i++) {
            check(node.properties(i), operation);
        }
    }

    private void check(FlatProperties property, String operation) {
        requireModest(property.iLength(), property.lLength(), property.dLength(), property.bLength());
        requireModest(property.aLength(), property.sLength(), property.shapeLength());
        for (int i = 0; i < property.aLength(); i++) {
            check(property.a(i), operation);
        }
    }

    /** The bytes must be as many as the shape asks for, and the strides those of rows or of columns. */
    private void check(FlatArray array, String where) {
        long rank = array.shape(0);
        require(rank >= 0 && rank <= MOST_AXES && array.shapeLength() == Shape.shapeInfoLength((int) rank), where);
        long[] info =
                IntStream.range(0, array.shapeLength()).mapToLong(array::shape).toArray();
        DataType type = FlatBuffersMapper.getDataTypeFromByte(array.dtype());
        require(type != DataType.UTF8, "texts as '" + where + "'");
        if (Shape.isEmpty(info)) {
            return;
        }
        long[] shape = Shape.shapeOf(info);
        long size = type.width();
        for (long axis : shape) {
            require(axis > 0 && size <= bytes, "the array '" + where + "' of shape " + Arrays.toString(shape));
            size *= axis;
        }
        require(size == array.bufferLength(), "the array '" + where + "' of " + array.bufferLength() + " bytes");
        requireStrides(info, shape, where);
    }

    private static void requireStrides(long[] info, long[] shape, String where) {
        long order = info[info.length - 1];
        boolean known = order == ROW_MAJOR || order == COLUMN_MAJOR;
        long next = 1;
        for (int i = 0; known && i < shape.length; i++) {
            int axis = order == ROW_MAJOR ? shape.length - 1 - i : i;
            known = shape[axis] == 1 || Shape.stridesOf(info)[axis] == next;
            next *= shape[axis];
        }
        require(known, "the array '" + where + "' with strides " + Arrays.toString(Shape.stridesOf(info)));
    }

    private void requireModest(int... counts) {
        for (int count : counts) {
            require(count >= 0 && count <= bytes, "a list of " + count + " entries");
        }
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalArgumentException(found);
        }
    }
}
