"""Logits and gradients of heads for individual annotators, by PyTorch in float64.

python heads.py > heads.json
Weights are flat, in the order in which each head below asks for them.
"""
import json

import torch

torch.set_default_dtype(torch.float64)
ITEMS, WIDTH, CLASSES, ANNOTATORS, SIZE = 4, 6, 3, 5, 4
NUMBERS = {"region": [0, 1, 2, 1, 0], "age": [0, 1, 1, 2, 3]}  # of each annotator, 0: not known
ITEM = torch.tensor([0, 0, 1, 2, 2, 2, 3])
IDS = torch.tensor([1, 4, 0, 2, 2, 3, 1])
PEOPLE = torch.tensor([1, 4, 3, 2, 2, 3, 0])


class Flat:
    def __init__(self, seed):
        self.random, self.parts = torch.Generator().manual_seed(seed), []

    def __call__(self, *shape):
        part = torch.randn(*shape, generator=self.random) * 0.5
        self.parts.append(part.requires_grad_())
        return part

    def flat(self, of):
        return torch.cat([of(p).reshape(-1) for p in self.parts]).tolist()


def separate(take, x, width=WIDTH):
    heads, shifts = take(ANNOTATORS, CLASSES * width), take(ANNOTATORS, CLASSES)
    return torch.einsum("pcw,pw->pc", heads[IDS].view(-1, CLASSES, width), x[ITEM]) + shifts[IDS]


def perceptron(take, count, width):
    layers = [(take(width, width), take(width)) for _ in range(count)]

    def apply(x):
        for w, b in layers:
            x = torch.relu(x @ w + b)
        return x

    return apply


def recommender(ids, attributes, layers, combiner):
    def head(take, x, width=WIDTH):
        w, b = take(width, SIZE), take(SIZE)
        u = 0
        if ids:
            u = u + take(ANNOTATORS, SIZE)[IDS]
        for a in attributes:
            u = u + take(max(NUMBERS[a]) + 1, SIZE)[torch.tensor(NUMBERS[a])[PEOPLE]]
        u = perceptron(take, layers, SIZE)(u)
        return combiner(take, torch.cat([(x @ w + b)[ITEM], u], 1))

    return head


def pooled(width, function, behind):
    """BERT's pooler, or with GELU and without dropout DeBERTa's."""
    def head(take, x):
        return behind(take, function(x @ take(WIDTH, width) + take(width)), width)

    return head


def feed_forward(layers):
    def combiner(take, x):
        deep = perceptron(take, layers, 2 * SIZE)
        w, b = take(2 * SIZE, CLASSES), take(CLASSES)
        return deep(x) @ w + b

    return combiner


def deep_cross(cross, deep, appendix, parallel):
    def combiner(take, x):
        if appendix:
            x = torch.cat([x, x @ take(2 * SIZE, appendix)], 1)
        width = x.shape[1]
        layers = [(take(width, width), take(width)) for _ in range(cross)]
        mlp = perceptron(take, deep, width)
        w, b = take((2 if parallel else 1) * width, CLASSES), take(CLASSES)
        crossed = x
        for v, c in layers:
            crossed = x * (crossed @ v + c) + crossed
        return (torch.cat([crossed, mlp(x)], 1) if parallel else mlp(crossed)) @ w + b

    return combiner


HEADS = {
    "separate": separate,
    "feed-forward 0": recommender(True, [], 0, feed_forward(0)),
    "feed-forward 2": recommender(True, ["region", "age"], 2, feed_forward(2)),
    "attributes alone": recommender(False, ["age"], 1, feed_forward(1)),
    "stacked 2 2 0": recommender(True, [], 1, deep_cross(2, 2, 0, False)),
    "stacked 3 0 2": recommender(True, ["region"], 0, deep_cross(3, 0, 2, False)),
    "parallel 3 2 3": recommender(True, [], 2, deep_cross(3, 2, 3, True)),
    "parallel 1 1 0": recommender(True, [], 1, deep_cross(1, 1, 0, True)),
    "pooled separate": pooled(5, torch.tanh, separate),
    "pooled feed-forward 2": pooled(9, torch.nn.functional.gelu, recommender(True, ["region", "age"], 2, feed_forward(2))),
}
cases = []
for seed, (name, head) in enumerate(HEADS.items()):
    take = Flat(seed)
    x = torch.randn(ITEMS, WIDTH, generator=take.random, requires_grad=True)
    dy = torch.randn(len(ITEM), CLASSES, generator=take.random)
    y = head(take, x)
    y.backward(dy)
    cases.append({
        "name": name, "weights": take.flat(lambda p: p.detach()), "vectors": x.flatten().tolist(), "upstream": dy.flatten().tolist(),
        "logits": y.flatten().tolist(), "gradient": take.flat(lambda p: p.grad), "vector_gradient": x.grad.flatten().tolist(),
    })
print(json.dumps({
    "torch": torch.__version__, "items": ITEM.tolist(), "ids": IDS.tolist(), "people": PEOPLE.tolist(), "numbers": NUMBERS, "cases": cases,
}))
