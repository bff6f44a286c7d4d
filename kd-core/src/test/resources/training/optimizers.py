"""Parameters after every step of PyTorch's optimizers, on random gradients, with clipping, groups and changing rates.

Made with torch 2.5.1, transformers 4.46.3. Usage: python optimizers.py > optimizers.json
Every case has the same parameters and gradients: a table [7, 3], a matrix [4, 5], a bias [5], a norm [5].
Groups: table and matrix decay, bias and norm do not; the table learns at half the rate. Rows 2 and 5 of the table never
have a gradient; in "adamw-sparse" the table is SparseAdam's and takes no decay, and only rows with a gradient move.
"""
import json, sys, torch
from transformers import (get_constant_schedule_with_warmup, get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup)

SHAPES = {"table": (7, 3), "matrix": (4, 5), "bias": (5,), "norm": (5,)}
RATES = [0.0, 1e-2, 2e-2, 1e-2, 3e-3, 1e-3]
g = torch.Generator().manual_seed(3)
start = {k: torch.randn(s, generator=g) for k, s in SHAPES.items()}
gradients = [{k: (0.1 if i == 2 else 3.0) * torch.randn(s, generator=g) for k, s in SHAPES.items()} for i in range(len(RATES))]
for i, step in enumerate(gradients):
    for row in [2, 5] + ([0, 1] if i % 2 else [6]):
        step["table"][row] = 0


def run(make, clip, frozen=()):
    p = {k: torch.nn.Parameter(v.clone()) for k, v in start.items()}
    optimizers = make(p)
    norms, steps = [], []
    for rate, gradient in zip(RATES, gradients):
        for k, v in p.items():
            v.grad = None if k in frozen else gradient[k].clone()
        if clip:
            norms.append(torch.nn.utils.clip_grad_norm_(p.values(), clip).item())
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            if isinstance(optimizer, torch.optim.SparseAdam):
                dense = p["table"].grad
                rows = dense.abs().sum(1).nonzero().flatten()
                p["table"].grad = torch.sparse_coo_tensor(rows[None], dense[rows], dense.shape)
            optimizer.step()
        steps.append({k: v.detach().flatten().tolist() for k, v in p.items()})
    return {"clip": clip, "frozen": list(frozen), "norms": norms, "steps": steps}


def groups(p, names=tuple(SHAPES), decay=0.1):
    rate = lambda k: 0.5 if k == "table" else 1.0
    return [{"params": [p[k]], "lr": 0.0, "factor": rate(k), "weight_decay": decay if k in ("table", "matrix") else 0.0} for k in names]


cases = {
    "adamw": run(lambda p: [torch.optim.AdamW(groups(p))], 1.0),
    "adamw-frozen": run(lambda p: [torch.optim.AdamW(groups(p))], 1.0, ("matrix",)),
    "adamw-sparse": run(lambda p: [torch.optim.AdamW(groups(p, ("matrix", "bias", "norm"))),
                                   torch.optim.SparseAdam([{"params": [p["table"]], "lr": 1.0, "factor": 0.5}])], 1.0),
    "adam": run(lambda p: [torch.optim.Adam(groups(p, decay=0.0))], None),
    "sgd": run(lambda p: [torch.optim.SGD(groups(p, decay=0.0))], 2.0),
}


def schedule(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler, factors = make(optimizer), []
    for _ in range(20):
        factors.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return factors


schedules = {
    "linear": schedule(lambda o: get_linear_schedule_with_warmup(o, 3, 20)),
    "cosine": schedule(lambda o: get_cosine_schedule_with_warmup(o, 3, 20)),
    "constant": schedule(lambda o: get_constant_schedule_with_warmup(o, 3)),
}
json.dump({"rates": RATES, "start": {k: v.flatten().tolist() for k, v in start.items()},
           "gradients": [{k: v.flatten().tolist() for k, v in s.items()} for s in gradients],
           "cases": cases, "schedules": schedules}, sys.stdout)
