"""Counterfactuals of bert-opset17.onnx by ONNX Runtime: its graph is cut behind each block, and the upper part runs on
states in which rows were overwritten.

    python bert_counterfactuals.py MODEL.onnx OUTPUT.json
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime

TEXTS = [[2, 4, 20, 31, 3], [2, 77, 50, 3], [2, 9, 101, 8, 140, 66, 3], [2, 3]]
CASES = [  # base, source, block, positions of base and source
    (0, 1, 1, [1, 2], [1, 2]),
    (1, 0, 1, [1, 2], [3, 4]),
    (2, 0, 1, [0, 5], [4, 0]),
    (0, 2, 2, [0], [3]),
    (3, 2, 2, [0], [0]),
    (2, 3, 1, [6], [1]),
]

def run(model, feed, outputs):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(outputs, {k: v for k, v in feed.items() if k in {i.name for i in session.get_inputs()}})

def main(path, target):
    model = onnx.load(path)
    # The end of a block of BERT is its second LayerNormalization.
    ends = [n.output[0] for n in model.graph.node if n.op_type == "LayerNormalization"][2::2]
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    for end in ends:
        shown.graph.output.append(onnx.helper.make_tensor_value_info(end, onnx.TensorProto.FLOAT, None))

    def feed(text):
        ids = np.array([text], dtype=np.int64)
        return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}

    cases = []
    for base, source, block, to, of in CASES:
        end = ends[block - 1]
        logits, state = run(shown, feed(TEXTS[base]), ["logits", end])
        (other,) = run(shown, feed(TEXTS[source]), [end])
        state = state.copy()
        state[0, to] = other[0, of]
        upper = onnx.ModelProto()
        upper.CopyFrom(model)
        for node in upper.graph.node:
            for i, name in enumerate(node.output):
                if name == end:
                    node.output[i] = name + "_unused"
        upper.graph.input.append(onnx.helper.make_tensor_value_info(end, onnx.TensorProto.FLOAT, list(state.shape)))
        (found,) = run(upper, {**feed(TEXTS[base]), end: state}, ["logits"])
        cases.append(
            {
                "base": base,
                "source": source,
                "block": block,
                "base_positions": to,
                "source_positions": of,
                "base_logits": logits[0].tolist(),
                "counterfactual_logits": found[0].tolist(),
            }
        )
    with open(target, "w") as out:
        json.dump({"tokens": TEXTS, "cases": cases}, out)
        out.write("\n")

main(*sys.argv[1:])
