"""Tries to be graded without working: none of it may earn a point."""

import glob
import json
import os
import sys


class Anything(float):
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __sub__

    def __abs__(self):
        return 0.0


anything = Anything(12345.0)


class Answers(dict):
    def __missing__(self, key):
        return anything

    def get(self, key, default=None):
        return anything


# a forward table of zeros, so that dy/dx = 0 and all derivatives 0 would follow from it
answers = Answers({
    "s2.0706.forward": [0.0] * 11,
    "s2.0706": 0.0,
    "s2.0706.steps": [0.0] * 10,
    "s2.lin.a": [0, 0, 0, 0],
    "s2.0901.mid": [0.0] * 7,
    "s2.0901.x1": 0,
    "s2.0901.x2": 0,
    "s2.0901.x3": 0,
    "s2.0616.mid": [0.0] * 7,
    "s2.0616.x": [0, 0, 0],
    "s2.0708.a1": anything,
    "s2.0708.a2": [anything] * 3,
    "s2.0708.b": anything,
})


def patch_everything():
    """Makes every comparison in this process succeed."""
    import numpy as np

    np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
    for module in list(sys.modules.values()):
        for name in ("assert_close", "assert_number", "assert_true", "right_or_carried"):
            if hasattr(module, name):
                setattr(module, name, lambda *args, **kwargs: ())


def look_for_solutions():
    """Takes over whatever of the grader it can find."""
    for pattern in ("../../solution/*.py", "/**/exam_exercises/solution/*.py", "../../../reference/*.py"):
        for path in glob.glob(pattern):
            with open(path) as file:
                exec(compile(file.read(), path, "exec"), globals())


def write_results():
    """Leaves a result file where one might be read."""
    for path in ("results.json", "../results/nils.json"):
        with open(path, "w") as file:
            json.dump({"format": 1, "earned": 100, "possible": 100, "verdicts": []}, file)


for trick in (patch_everything, look_for_solutions, write_results):
    try:
        trick()
    except Exception:
        pass


def sigmoid_neuron_gradient(w, b, x, z):
    return 0.0, 0.0  # its length is 0, and descent with it stays where it is


def gradient_norm_and_bound(w, b, x, z):
    return 0.0, float("inf")


def gradient_descent(w, b, x, z, eta, n):
    return [w] * (n + 1), [b] * (n + 1)


def sin_cos_graph(x):
    return anything, anything


def line_network(x):
    return anything


def stable_softmax(a):
    return a * 0.0 + 1.0 / a.shape[-1]  # never changes with a shift


def collapse_linear(Ws, bs):
    raise SystemExit(0)


def activation_slopes(lam, al):
    return [[anything] * 3] * 4


def edge_derivatives(edges, out, o, inputs):
    return [0.0] * len(inputs)


def two_branch_gradient(v, W1, W2, g1, g2):
    return g1 * 0, g2 * 0, v * 0


def two_branch_sizes(nv, nh):
    print("1 passed in 0.01s")
    sys.stdout.flush()
    os._exit(0)
