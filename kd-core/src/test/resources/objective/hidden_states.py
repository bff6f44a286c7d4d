"""Hidden-state matching with a projection, from PyTorch autograd in float64 on inputs that float32 holds exactly.

Made with torch 2.5.1. Usage: python hidden_states.py OUT.json [SEED]
loss = weight * mean over records (mean or sum over pairs and width of (n(W s) - n(t))^2), W the weight of a bias-free Linear.
states [records, pairs, student width]; teacher [records, blocks, teacher width]; pairs: rows of teacher, one a pair.
"""
import json, sys, torch, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
out, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 11
g = torch.Generator().manual_seed(seed)
R = lambda *s: torch.randn(*s, generator=g).float().double()
cases = []
for records, rows, blocks, s, t in [(3, [1, 0], 2, 3, 5), (2, [0, 2, 2], 3, 6, 4), (1, [0], 1, 1, 2)]:
    W, states, teacher = R(t, s), R(records, len(rows), s), 2 * R(records, blocks, t)
    for normalize in (True, False):
        for reduction, weight in (("mean", 100.0), ("batchmean", 0.25)):
            w, x = W.clone().requires_grad_(), states.clone().requires_grad_()
            y, z = F.linear(x, w), teacher[:, rows]
            if normalize:
                y, z = F.normalize(y, dim=-1), F.normalize(z, dim=-1)
            squares = (y - z) ** 2
            loss = weight * (squares.mean() if reduction == "mean" else squares.sum((1, 2)).mean())
            loss.backward()
            cases.append({"weight": weight, "normalize": normalize, "reduction": reduction, "pairs": rows, "projection": W.tolist(),
                          "states": states.tolist(), "teacher": teacher.tolist(), "loss": loss.item(),
                          "projection_gradient": w.grad.tolist(), "states_gradient": x.grad.tolist()})
json.dump(cases, open(out, "w")); print(len(cases), "cases")
