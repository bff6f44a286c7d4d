"""Metrics of predictions for individual annotators, by scikit-learn and SciPy.

python annotators.py > annotators.json
Each case: annotators and labels of every item, probabilities for each label, an attribute of the annotators, and what is expected.
"""
import json

import numpy as np
import scipy
import sklearn
from scipy.stats import entropy, pearsonr, wasserstein_distance
from sklearn.metrics import accuracy_score, f1_score


def case(seed, items, annotators, classes, minimum):
    random = np.random.default_rng(seed)
    who, labels, probabilities = [], [], []
    for _ in range(items):
        some = np.sort(random.choice(np.arange(1, annotators + 1), random.integers(1, annotators), replace=False))
        who.append(some)
        labels.append(random.integers(0, classes, len(some)))
        probabilities.append(random.dirichlet(np.ones(classes) * 0.7, len(some)))
    region = ["north" if a % 3 else "south" for a in range(1, annotators + 1)]
    gold, flat = np.concatenate(labels), np.concatenate(probabilities)
    person = np.concatenate(who)
    predicted = flat.argmax(1)
    f1 = lambda y, p: f1_score(y, p, average="macro", labels=range(classes), zero_division=0)
    own = [f1(gold[person == a], predicted[person == a]) for a in set(person) if (person == a).sum() >= minimum]
    mode = lambda x: scipy.stats.mode(x, keepdims=False).mode
    modes = [mode(x) for x in labels]
    predicted_modes = [mode(p.argmax(1)) for p in probabilities]
    shares = np.array([np.bincount(x, minlength=classes) / len(x) for x in labels])
    means = np.array([p.mean(0) for p in probabilities])
    steps = np.arange(classes)
    return {
        "classes": classes,
        "minimum": minimum,
        "annotators": [w.tolist() for w in who],
        "labels": [x.tolist() for x in labels],
        "probabilities": [p.tolist() for p in probabilities],
        "region": region,
        "expected": {
            "accuracy": accuracy_score(gold, predicted),
            "macro_f1": f1(gold, predicted),
            "annotator_f1": float(np.mean(own)) if own else None,
            "counted": len(own),
            "left_out": len(set(person)) - len(own),
            "majority_f1": f1(modes, predicted_modes),
            "cross_entropy": float(np.mean(-(shares * np.log(means)).sum(1))),
            "floor": float(np.mean(entropy(shares, axis=1))),
            "prior": float(np.mean(-(shares * np.log(np.maximum(shares.mean(0), 1e-300))).sum(1))),
            "divergence": float(np.mean(entropy(shares, means, axis=1))),
            "manhattan": float(np.abs(shares - means).sum(1).mean()),
            "wasserstein": float(np.mean([wasserstein_distance(steps, steps, t, p) for t, p in zip(shares, means)])),
            "absolute_error": float(np.abs(predicted - gold).mean()),
            "expected_absolute_error": float(np.abs(flat @ steps - gold).mean()),
            "disagreement": float(pearsonr(entropy(shares, axis=1), entropy(means, axis=1))[0]),
            "groups": {
                value: [int(inside.sum()), accuracy_score(gold[inside], predicted[inside]), f1(gold[inside], predicted[inside])]
                for value in ("north", "south")
                for inside in [np.array([region[a - 1] == value for a in person])]
            },
        },
    }


print(json.dumps({
    "numpy": np.__version__, "scipy": scipy.__version__, "scikit_learn": sklearn.__version__,
    "cases": [case(1, 40, 7, 5, 3), case(2, 25, 4, 2, 12), case(3, 12, 12, 3, 4), case(4, 30, 3, 4, 99)],
}))
