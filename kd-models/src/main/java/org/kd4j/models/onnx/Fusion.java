package org.kd4j.models.onnx;

import java.util.Optional;

/** Recognises a group of nodes that exporters write for one operation. */
interface Fusion {

    /** The operator of the nodes that it makes. */
    String makes();

    /**
     * @param last the node that would be the last of the group
     * @return one node with the same output, if the group is there
     */
    Optional<Node> match(Node last, NodeIndex index);
}
