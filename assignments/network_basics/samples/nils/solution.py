"""Tries to be graded without working: none of it may earn a point."""

import glob
import json
import os
import sys


class Any(float):
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __sub__

    def __abs__(self):
        return 0.0

    def __array__(self, dtype=None, copy=None):
        import numpy as np

        return np.zeros(())


anything = Any(12345.0)


class Answers(dict):
    def get(self, key, default=None):
        return anything

    def __getitem__(self, key):
        return anything

    def __contains__(self, key):
        return True


answers = Answers({k: anything for k in (
    "s3.T1.x1", "s3.T1.y1", "s3.T1.z", "s3.T1.dw0", "s3.T1.dw1", "s3.T1.db0", "s3.T1.db1",
    "s3.T2.A", "s3.T2.B", "s3.T2.C", "s3.T3")})


def patch_everything():
    """Makes every comparison in this process succeed."""
    import numpy as np
    import numpy.testing as testing

    yes = lambda *args, **kwargs: None
    for name in ("assert_allclose", "assert_equal", "assert_array_equal", "assert_almost_equal"):
        setattr(testing, name, yes)
    np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
    for module in list(sys.modules.values()):
        for name in ("assert_close", "assert_number", "assert_count", "assert_true"):
            if hasattr(module, name):
                setattr(module, name, yes)


def look_for_solutions():
    """Reads whatever of the grader it can find."""
    for pattern in ("../../checks/*.py", "/**/network_basics/checks/*.py", "../../../reference/*.py"):
        for path in glob.glob(pattern):
            with open(path) as file:
                exec(compile(file.read(), path, "exec"), globals())


def write_results():
    """Leaves a result file where one might be read."""
    best = {"format": 1, "earned": 100, "possible": 100, "complete": True, "verdicts": []}
    for path in ("results.json", "../results/nils.json", "/tmp/results/nils.json"):
        with open(path, "w") as file:
            json.dump(best, file)


for trick in (patch_everything, look_for_solutions, write_results):
    try:
        trick()
    except Exception:
        pass


def residual_block(x0, w0, b0, w1, b1):
    return [anything] * 8


def layer_outputs(sizes, batch):
    class List(list):
        def __len__(self):
            return len(sizes) - 1

    return List([anything] * 9)


def parameter_count(sizes):
    print("1 passed in 0.01s")
    sys.stdout.flush()
    os._exit(0)


def softmax_jacobian(h):
    import numpy as np

    class Same(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            return np.zeros_like(h)

        def __eq__(self, other):
            return True

    return np.full((len(h), len(h)), 0.123).view(Same)


def softmax_cross_entropy_gradient(h, y):
    raise SystemExit(0)


class TwoLayerNet:
    def __init__(self, *sizes, **more):
        self.sizes = sizes

    def __getattr__(self, name):
        return anything

    @property
    def params(self):
        import numpy as np

        D, H, C = self.sizes[:3]
        return {"W1": np.zeros((D, H)), "b1": np.zeros(H), "W2": np.zeros((H, C)), "b2": np.zeros(C)}

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return [[anything] * self.sizes[2]] * len(X)
        return anything, {k: anything for k in self.params}

    def train(self, *args, **kwargs):
        return {"loss_history": [anything] * 100}

    def predict(self, X):
        sys.exit(0)
