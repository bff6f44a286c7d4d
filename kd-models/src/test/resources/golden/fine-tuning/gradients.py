"""Gradients of the mean cross-entropy of small classifiers, as PyTorch's autograd gives them in float64.

Made with torch 2.5.1, transformers 4.46.3. Usage: python gradients.py FOLDER_OF_TEACHERS OUT.json
The models are those of teachers/ and encoders/, made again from their seeds and held against their logits. `own` is the
loss of their own logits, `mean` and `cls` that of a linear layer of two outputs on the mean or the first of the last hidden states,
whose weights [hidden, 2] are cos(i + 1) / 10 and whose biases are 0.1, -0.1. Each parameter that has a gradient g is given by
[|g|, sum of g[i] * cos(i + 1)], i counting its elements in PyTorch's order.
"""
import json, sys
import torch
from transformers import (AlbertConfig, AlbertForSequenceClassification, DebertaV2Config, DebertaV2ForSequenceClassification,
                          ElectraConfig, ElectraForSequenceClassification, MPNetConfig, MPNetForSequenceClassification)

teachers, out = sys.argv[1], sys.argv[2]
SIZES = dict(vocab_size=60, num_labels=3, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24,
             max_position_embeddings=40)

def build(kind):
    if kind == "deberta":
        return DebertaV2ForSequenceClassification(DebertaV2Config(
            vocab_size=160, num_labels=3, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
            max_position_embeddings=64, relative_attention=True, position_buckets=16, norm_rel_ebd="layer_norm",
            share_att_key=True, pos_att_type=["p2c", "c2p"], layer_norm_eps=1e-7, max_relative_positions=-1,
            position_biased_input=False, type_vocab_size=0, pooler_hidden_size=32))
    if kind == "mpnet":
        return MPNetForSequenceClassification(MPNetConfig(**SIZES))
    if kind == "electra":
        return ElectraForSequenceClassification(ElectraConfig(embedding_size=8, **SIZES))
    return AlbertForSequenceClassification(AlbertConfig(embedding_size=8, attn_implementation="eager", **SIZES))

def cosines(n): return torch.cos(torch.arange(1, n + 1, dtype=torch.float64))

def batch(texts, padding):
    longest = max(map(len, texts))
    ids = torch.tensor([t + [padding] * (longest - len(t)) for t in texts])
    return {"input_ids": ids, "attention_mask": torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in texts])}

BATCHES = [([[5, 9, 7, 9, 40], [8, 6], [30, 31, 32, 33, 34, 35, 36, 5, 9]], [1, 0, 1]),
           ([[12, 13, 14, 12, 50, 51, 52]], [1]), ([[17]], [0])]
FILES = {"deberta": "teachers/deberta-opset13", "mpnet": "encoders/mpnet-eager-opset14",
         "albert": "encoders/albert-sdpa-opset17-unfolded", "electra": "encoders/electra-eager-opset11-unfolded"}

cases = []
for kind, file in FILES.items():
    torch.manual_seed(1)
    model = build(kind).eval()
    for p in model.parameters(): p.data += 0.05 * torch.randn_like(p)
    padding = 1 if kind == "mpnet" else 0
    for known in json.load(open(f"{teachers}/{file}.json")):
        with torch.no_grad():
            found = model(**{n: torch.tensor(x) for n, x in known["inputs"].items()}).logits
        assert (found - torch.tensor(known["outputs"]["logits"])).abs().max() < 1e-5, kind
    model.double()
    hidden = model.config.hidden_size
    weight = (cosines(2 * hidden) / 10).reshape(hidden, 2).requires_grad_()
    bias = torch.tensor([0.1, -0.1], dtype=torch.float64, requires_grad=True)
    for head in ["own"] if kind == "electra" else ["own", "mean", "cls"]:
        for texts, labels in BATCHES:
            model.zero_grad(); weight.grad = bias.grad = None
            x = batch(texts, padding)
            y = model(**x, output_hidden_states=True)
            if head == "cls":
                logits = y.hidden_states[-1][:, 0] @ weight + bias
            elif head == "mean":
                mask = x["attention_mask"].double().unsqueeze(2)
                logits = (y.hidden_states[-1] * mask).sum(1) / mask.sum(1) @ weight + bias
            else:
                logits = y.logits
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
            loss.backward()
            named = [("m." + n, p) for n, p in model.named_parameters()]
            named += [("kd4j.head.logits.weight", weight), ("kd4j.head.logits.bias", bias)]
            gradients = {n: [float(p.grad.norm()), float(p.grad.reshape(-1) @ cosines(p.numel()))]
                         for n, p in named if p.grad is not None}
            cases.append({"model": file, "head": head, "padding": padding, "tokens": texts, "labels": labels,
                          "logits": logits.tolist(), "loss": float(loss), "gradients": gradients})
            print(kind, head, len(labels), float(loss), len(gradients))
json.dump(cases, open(out, "w"), indent=0)
