"""Exports tiny random-weight encoders with heads that transformers does not have to ONNX, with PyTorch's logits.

Made with torch 2.5.1, transformers 4.46.3, onnx 1.23.2. Usage: python export_heads.py OUTDIR
Each NAME.onnx puts out logits alone. Beside it lies NAME.json: cases of different batch and sequence length, each with the
inputs (int64 [batch, sequence]) and the logits [batch, classes] that PyTorch answers.
"""
import json, sys, os, warnings
import torch
from torch import nn
from transformers import BertConfig, BertModel
warnings.filterwarnings("ignore")
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
V, H, L, A, F, C, P = 60, 16, 2, 4, 24, 3, 40
NAMES = ["input_ids", "attention_mask"]

def mean(states, mask):
    weight = mask.unsqueeze(-1).expand(states.size()).float()
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

class Classifier(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.encoder = BertModel(BertConfig(vocab_size=V, hidden_size=H, num_hidden_layers=L, num_attention_heads=A, intermediate_size=F,
                                            max_position_embeddings=P), add_pooling_layer=False)
        self.norm, self.inner, self.narrow = nn.LayerNorm(H), nn.Linear(H, H), nn.Linear(H, H // 2)
        self.last = nn.Linear(H // 2 if kind == "narrow" else H, C, bias=kind != "unbiased")
    def forward(self, ids, mask):
        states = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        last = states[-1]
        x = last[:, 0] if self.kind.startswith("first") else mean(last, mask)
        if self.kind == "mean-relu": x = self.inner(x).relu()
        if self.kind == "first-gelu": x = nn.functional.gelu(self.inner(x))
        if self.kind == "mean-gelu-tanh": x = nn.functional.gelu(self.inner(x), approximate="tanh")
        if self.kind == "normalised": x = self.norm(x)                          # a layer that nobody looks for
        if self.kind == "longest": x = last.max(1).values                       # neither the first state nor the mean
        if self.kind == "two": x = mean(last, mask) + mean(states[-2], mask)
        if self.kind == "narrow": x = self.narrow(x).tanh()
        return self.last(x)

for kind in ["first", "mean", "mean-relu", "first-gelu", "mean-gelu-tanh", "normalised", "longest", "two", "narrow", "unbiased"]:
    torch.manual_seed(1)
    model = Classifier(kind).eval()
    for p in model.parameters(): p.data += 0.2 * torch.randn_like(p)
    g = torch.Generator().manual_seed(5)
    def inputs(batch, seq):
        ids = torch.randint(5, V, (batch, seq), generator=g)
        mask = torch.ones_like(ids)
        for b in range(1, batch): mask[b, max(2, seq - 3 * b):] = 0
        ids[mask == 0] = 0
        return ids, mask
    stem = f"{out}/{kind}"
    axes = {n: {0: "batch", 1: "sequence"} for n in NAMES} | {"logits": {0: "batch"}}
    with torch.no_grad():
        torch.onnx.export(model, inputs(4, 9), stem + ".onnx", input_names=NAMES, output_names=["logits"], opset_version=17, dynamic_axes=axes)
        cases = []
        for batch, seq in [(3, 7), (1, 4), (2, 11)]:
            ids, mask = inputs(batch, seq)
            y = [[round(v, 7) for v in row] for row in model(ids, mask).tolist()]
            cases.append({"inputs": dict(zip(NAMES, (ids.tolist(), mask.tolist()))), "outputs": {"logits": y}})
    json.dump(cases, open(stem + ".json", "w"))
    print(stem, os.path.getsize(stem + ".onnx"))
