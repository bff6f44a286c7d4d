"""Exports tiny random-weight classifiers of the BERT family's kin to ONNX without their hidden states, which PyTorch gives.

Made with torch 2.5.1, transformers 4.46.3, onnx 1.17. Usage: python export_encoders.py OUTDIR
Each NAME.onnx puts out logits alone. Beside it lies NAME.json: cases of different batch and sequence length, each with the
inputs (int64 [batch, sequence]) and what PyTorch answers: logits [batch, classes], and hidden_states.K
[batch, sequence, hidden] as `output_hidden_states` of transformers has them. The names say how attention was written
(eager, sdpa), the opset, and whether the exporter folded constants.
"""
import json, sys, os, warnings
import torch
from transformers import (AlbertConfig, AlbertForSequenceClassification, BertConfig, BertForSequenceClassification,
                          ElectraConfig, ElectraForSequenceClassification, MPNetConfig, MPNetForSequenceClassification,
                          XLMRobertaConfig, XLMRobertaForSequenceClassification)
warnings.filterwarnings("ignore")
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
V, H, L, A, F, C, P = 60, 16, 2, 4, 24, 3, 40
SIZES = dict(vocab_size=V, num_labels=C, hidden_size=H, num_hidden_layers=L, num_attention_heads=A, intermediate_size=F, max_position_embeddings=P)
THREE = ["input_ids", "attention_mask", "token_type_ids"]

def build(kind, attention):
    if kind == "albert":
        return AlbertForSequenceClassification(AlbertConfig(embedding_size=8, attn_implementation=attention, **SIZES)), THREE
    if kind == "bert":                                           # whose GELU is the tanh form
        return BertForSequenceClassification(BertConfig(hidden_act="gelu_new", attn_implementation=attention, **SIZES)), THREE
    if kind == "electra":
        return ElectraForSequenceClassification(ElectraConfig(embedding_size=8, **SIZES)), THREE
    if kind == "mpnet":
        return MPNetForSequenceClassification(MPNetConfig(**SIZES)), THREE[:2]
    return XLMRobertaForSequenceClassification(XLMRobertaConfig(type_vocab_size=1, attn_implementation=attention, **SIZES)), THREE[:2]

class Logits(torch.nn.Module):
    def __init__(self, m, names): super().__init__(); self.m, self.names = m, names
    def forward(self, *xs): return self.m(**dict(zip(self.names, xs))).logits

def inputs(kind, batch, seq, g):
    ids = torch.randint(5, V, (batch, seq), generator=g)
    mask = torch.ones_like(ids)
    for b in range(1, batch): mask[b, max(2, seq - 3 * b):] = 0
    ids[mask == 0] = 1 if kind in ("mpnet", "xlmr") else 0
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}

def rounded(t): return [rounded(x) for x in t] if isinstance(t, list) else round(t, 7)

for kind, attention, opset, folds in [("albert", "sdpa", 17, False), ("bert", "sdpa", 14, True), ("electra", "eager", 11, False),
                                      ("mpnet", "eager", 14, True), ("xlmr", "eager", 18, False)]:
    torch.manual_seed(1)
    model, names = build(kind, attention); model.eval()
    for p in model.parameters(): p.data += 0.05 * torch.randn_like(p)          # no zero biases, no unit gains
    g = torch.Generator().manual_seed(opset)
    x = inputs(kind, 4, 9, g)
    stem = f"{out}/{kind}-{attention}-opset{opset}" + ("" if folds else "-unfolded")
    axes = {n: {0: "batch", 1: "sequence"} for n in names} | {"logits": {0: "batch"}}
    with torch.no_grad():
        torch.onnx.export(Logits(model, names).eval(), tuple(x[n] for n in names), stem + ".onnx", input_names=names,
                          output_names=["logits"], opset_version=opset, dynamic_axes=axes, do_constant_folding=folds)
        cases = []
        for batch, seq in [(3, 7), (1, 4), (2, 11)]:
            x = inputs(kind, batch, seq, g)
            y = model(**{n: x[n] for n in names}, output_hidden_states=True)
            found = {"logits": y.logits} | {f"hidden_states.{k}": t for k, t in enumerate(y.hidden_states)}
            cases.append({"inputs": {n: x[n].tolist() for n in names}, "outputs": {o: rounded(t.tolist()) for o, t in found.items()}})
    json.dump(cases, open(stem + ".json", "w"))
    print(stem, os.path.getsize(stem + ".onnx"))
