"""Right solutions of `network_basics` in different styles, as source text: every one earns everything.

`BASE` is the plain one; `variants` of network_basics_wrong.py are small patches of it.
"""

from __future__ import annotations

from textwrap import dedent

ANSWERS = """\
answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2,
    "s3.T1.db1": 1,
    "s3.T2.A": 32768,
    "s3.T2.B": 16384,
    "s3.T2.C": 32,
    "s3.T3": 557057,
}
"""

RESIDUAL = """\
def residual_block(x0, w0, b0, w1, b1):
    s1 = x0 * w0 + b0
    x1 = max(0.0, s1)
    y1 = x1 * w1 + b1
    s2 = y1 + x0
    z = max(0.0, s2)
    ds2 = 1.0 if s2 > 0 else 0.0
    dw1 = ds2 * x1
    db1 = ds2
    dx1 = ds2 * w1
    ds1 = dx1 * (1.0 if s1 > 0 else 0.0)
    dw0 = ds1 * x0
    db0 = ds1
    dx0 = ds2 + ds1 * w0
    return x1, y1, z, dw0, dw1, db0, db1, dx0
"""

SIZES = """\
def layer_outputs(sizes, batch):
    return [batch * n for n in sizes[1:]]


def parameter_count(sizes):
    total = 0
    for m, n in zip(sizes[:-1], sizes[1:]):
        total += m * n + n
    return total
"""

SOFTMAX = """\
def softmax(h):
    e = np.exp(h - np.max(h))
    return e / e.sum()


def softmax_jacobian(h):
    p = softmax(h)
    return np.diag(p) - np.outer(p, p)


def softmax_cross_entropy_gradient(h, y):
    return softmax(h) - y
"""

NET = """\
class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        hidden_in = X.dot(W1) + b1
        hidden = np.maximum(0, hidden_in)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores

        shifted = scores - np.max(scores, axis=1, keepdims=True)
        probs = np.exp(shifted)
        probs = probs / np.sum(probs, axis=1, keepdims=True)
        loss = np.sum(-np.log(probs[np.arange(N), y])) / N
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores = dscores / N
        grads['W2'] = hidden.T.dot(dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden_in <= 0] = 0
        grads['W1'] = X.T.dot(dhidden)
        grads['b1'] = np.sum(dhidden, axis=0)
        grads['W2'] += 2 * reg * W2
        grads['W1'] += 2 * reg * W1
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95,
              reg=5e-6, num_iters=100, batch_size=200, verbose=False):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        loss_history = []
        train_acc_history = []
        val_acc_history = []
        for it in range(num_iters):
            indices = np.random.choice(num_train, batch_size)
            X_batch = X[indices]
            y_batch = y[indices]
            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
            if it % iterations_per_epoch == 0:
                train_acc_history.append((self.predict(X_batch) == y_batch).mean())
                val_acc_history.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return {
            'loss_history': loss_history,
            'train_acc_history': train_acc_history,
            'val_acc_history': val_acc_history,
        }

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)
"""

BASE = "import numpy as np\n\n" + "\n\n".join((ANSWERS, RESIDUAL, SIZES, SOFTMAX, NET))

LOOPS = '''\
import math
import random

answers = {
    "s3.T1.x1": 0.4, "s3.T1.y1": -0.38, "s3.T1.z": 0.62, "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4, "s3.T1.db0": -0.2, "s3.T1.db1": 1.0, "s3.T2.A": (32, 1024),
    "s3.T2.B": [32, 512], "s3.T2.C": (32, 1), "s3.T3": 557057.0,
}


def relu(a):
    return a if a > 0 else 0


def residual_block(x0, w0, b0, w1, b1):
    x1 = relu(x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = relu(y1 + x0)
    if y1 + x0 <= 0:
        return [x1, y1, z, 0, 0, 0, 0, 0]
    if x0 * w0 + b0 <= 0:
        return [x1, y1, z, 0, x1, 0, 1, 1]
    return [x1, y1, z, w1 * x0, x1, w1, 1, 1 + w1 * w0]


def layer_outputs(sizes, batch):
    shapes = []
    for i in range(1, len(sizes)):
        shapes.append((batch, sizes[i]))
    return shapes


def parameter_count(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def softmax(h):
    m = max(h)
    e = [math.exp(v - m) for v in h]
    s = sum(e)
    return [v / s for v in e]


def softmax_jacobian(h):
    p = softmax(h)
    n = len(p)
    return [[p[j] * (1 - p[j]) if i == j else -p[j] * p[i] for i in range(n)] for j in range(n)]


def softmax_cross_entropy_gradient(h, y):
    return [pi - yi for pi, yi in zip(softmax(h), y)]


import numpy as np


class TwoLayerNet:
    """Everything one sample at a time."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        rng = np.random.RandomState(1)
        self.params = dict(
            W1=rng.randn(input_size, hidden_size) * std, b1=np.zeros((hidden_size,)),
            W2=rng.randn(hidden_size, output_size) * std, b2=np.zeros((output_size,)))

    def _forward(self, x):
        p = self.params
        hidden = []
        for k in range(p["W1"].shape[1]):
            s = p["b1"][k]
            for d in range(len(x)):
                s = s + x[d] * p["W1"][d, k]
            hidden.append(relu(s))
        scores = []
        for c in range(p["W2"].shape[1]):
            s = p["b2"][c]
            for k in range(len(hidden)):
                s = s + hidden[k] * p["W2"][k, c]
            scores.append(s)
        return hidden, scores

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return [self._forward(x)[1] for x in X]
        p = self.params
        grads = {k: np.zeros(v.shape) for k, v in p.items()}
        total = 0.0
        for x, label in zip(X, y):
            hidden, scores = self._forward(x)
            top = max(scores)
            total += math.log(sum(math.exp(s - top) for s in scores)) + top - scores[label]
            probs = softmax(scores)
            delta = [probs[c] - (1 if c == label else 0) for c in range(len(scores))]
            for c in range(len(scores)):
                grads["b2"][c] += delta[c] / len(X)
                for k in range(len(hidden)):
                    grads["W2"][k, c] += hidden[k] * delta[c] / len(X)
            for k in range(len(hidden)):
                if hidden[k] > 0:
                    back = sum(delta[c] * p["W2"][k, c] for c in range(len(scores))) / len(X)
                    grads["b1"][k] += back
                    for d in range(len(x)):
                        grads["W1"][d, k] += back * x[d]
        loss = total / len(X)
        for name in ("W1", "W2"):
            loss += 0.5 * reg * sum(float(w) ** 2 for row in p[name] for w in row)
            grads[name] += reg * p[name]
        return [loss, grads]

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6,
              num_iters=100, batch_size=200, verbose=False):
        # The loops above are for the gradient; training uses the same formulas on whole arrays.
        history = []
        per_epoch = max(len(X) // batch_size, 1)
        for step in range(num_iters):
            rows = [random.randrange(len(X)) for _ in range(batch_size)]
            loss, grads = self._fast(X[rows], y[rows], reg)
            history.append(loss)
            for name in ("W1", "b1", "W2", "b2"):
                self.params[name] = self.params[name] - learning_rate * grads[name]
            if (step + 1) % per_epoch == 0:
                learning_rate = learning_rate * learning_rate_decay
        return {"loss_history": history, "train_acc_history": [], "val_acc_history": []}

    def _fast(self, X, y, reg):
        p = self.params
        a = X @ p["W1"] + p["b1"]
        h = a * (a > 0)
        s = h @ p["W2"] + p["b2"]
        s = s - s.max(1)[:, None]
        logp = s - np.log(np.exp(s).sum(1))[:, None]
        d = (np.exp(logp) - np.eye(s.shape[1])[y]) / len(X)
        back = (d @ p["W2"].T) * (a > 0)
        loss = -logp[range(len(X)), y].mean() + reg / 2 * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
        return loss, {"W1": X.T @ back + reg * p["W1"], "b1": back.sum(0),
                      "W2": h.T @ d + reg * p["W2"], "b2": d.sum(0)}

    def predict(self, X):
        return [max(range(len(s)), key=lambda c: s[c]) for s in self.loss(X)]
'''

FLOAT32_ROWS = dedent(
    '''\
    """Everything in float32; biases are rows (1, n); dicts as results."""
    import numpy as np

    f = np.float32
    answers = {k: f(v) for k, v in {
        "s3.T1.x1": 0.4, "s3.T1.y1": -0.38, "s3.T1.z": 0.62, "s3.T1.dw0": -0.2,
        "s3.T1.dw1": 0.4, "s3.T1.db0": -0.2, "s3.T1.db1": 1}.items()}
    answers.update({"s3.T2.A": 32 * 1024, "s3.T2.B": 32 * 512, "s3.T2.C": 32, "s3.T3": 557057})


    def residual_block(x0, w0, b0, w1, b1):
        x0, w0, b0, w1, b1 = [np.array(v, dtype=f) for v in (x0, w0, b0, w1, b1)]
        pre = x0 * w0 + b0
        x1 = np.maximum(pre, 0)
        y1 = x1 * w1 + b1
        z = np.maximum(y1 + x0, 0)
        g2 = (y1 + x0 > 0).astype(f)
        g1 = (pre > 0).astype(f)
        return {"z": z, "y1": y1, "x1": x1, "db1": g2, "dw1": g2 * x1, "db0": g2 * w1 * g1,
                "dw0": g2 * w1 * g1 * x0}


    def layer_outputs(sizes, batch):
        return np.array(sizes[1:]) * batch


    def parameter_count(sizes):
        s = np.array(sizes)
        return ((s[:-1] + 1) * s[1:]).sum()


    def softmax(h):
        h = np.asarray(h, dtype=f)
        e = np.exp(h - h.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)


    def softmax_jacobian(h):
        p = softmax(h).reshape(-1, 1)
        return np.diagflat(p) - p @ p.T


    def softmax_cross_entropy_gradient(h, y):
        return (softmax(h) - np.asarray(y, dtype=f)).reshape(1, -1)


    class TwoLayerNet:
        def __init__(self, input_size, hidden_size, output_size, std=1e-4):
            rng = np.random.default_rng()
            self.params = {
                "W1": rng.normal(0, std, (input_size, hidden_size)).astype(f),
                "b1": np.zeros((1, hidden_size), f),
                "W2": rng.normal(0, std, (hidden_size, output_size)).astype(f),
                "b2": np.zeros((1, output_size), f),
            }

        def scores(self, X):
            p = self.params
            self.a = X.astype(f) @ p["W1"] + p["b1"]
            self.h = np.where(self.a > 0, self.a, 0)
            return self.h @ p["W2"] + p["b2"]

        def loss(self, X, y=None, reg=0.0):
            p = self.params
            s = self.scores(X)
            if y is None:
                return s
            n = f(len(X))
            q = softmax(s)
            onehot = np.eye(s.shape[1], dtype=f)[y]
            top = s.max(1, keepdims=True)
            logq = s - top - np.log(np.exp(s - top).sum(1, keepdims=True))
            loss = -(onehot * logq).sum() / n + f(reg) * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
            d = (q - onehot) / n
            back = np.where(self.a > 0, d @ p["W2"].T, 0)
            return {"loss": loss, "grads": {
                "W1": X.astype(f).T @ back + f(2 * reg) * p["W1"],
                "b1": back.sum(axis=0, keepdims=True),
                "W2": self.h.T @ d + f(2 * reg) * p["W2"],
                "b2": d.sum(axis=0, keepdims=True)}}

        def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6,
                  num_iters=100, batch_size=200, verbose=False):
            losses = []
            for it in range(num_iters):
                idx = np.random.randint(0, len(X), size=batch_size)
                out = self.loss(X[idx], y[idx], reg)
                losses.append(out["loss"])
                for k, g in out["grads"].items():
                    self.params[k] -= f(learning_rate) * g
                if it % max(1, len(X) // batch_size) == 0:
                    learning_rate *= learning_rate_decay
            return {"loss_history": losses}

        def predict(self, X):
            return self.scores(X).argmax(axis=1).reshape(-1, 1)
    '''
)

TORCH = dedent(
    '''\
    """PyTorch inside: autograd does the derivatives; tensors come back."""
    import numpy as np
    import torch

    torch.set_default_dtype(torch.float64)
    '''
    + ANSWERS.replace("\n", "\n    ")
    + """

    def residual_block(*args):
        leaves = [torch.tensor(float(a), requires_grad=True) for a in args]
        x0, w0, b0, w1, b1 = leaves
        x1 = torch.relu(x0 * w0 + b0)
        y1 = x1 * w1 + b1
        z = torch.relu(y1 + x0)
        z.backward()
        return x1.detach(), y1.detach(), z.detach(), w0.grad, w1.grad, b0.grad, b1.grad, x0.grad


    def layers(sizes):
        return [torch.nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]


    def layer_outputs(sizes, batch):
        x = torch.zeros(batch, sizes[0])
        out = []
        for layer in layers(sizes):
            x = layer(x)
            out.append(tuple(x.shape))
        return out


    def parameter_count(sizes):
        return sum(p.numel() for layer in layers(sizes) for p in layer.parameters())


    def softmax_jacobian(h):
        return torch.autograd.functional.jacobian(lambda v: torch.softmax(v, 0), torch.tensor(h))


    def softmax_cross_entropy_gradient(h, y):
        h = torch.tensor(h, requires_grad=True)
        (-(torch.tensor(y) * torch.log_softmax(h, 0)).sum()).backward()
        return h.grad


    class TwoLayerNet:
        def __init__(self, input_size, hidden_size, output_size, std=1e-4):
            self.params = {
                "W1": std * torch.randn(input_size, hidden_size),
                "b1": torch.zeros(hidden_size),
                "W2": std * torch.randn(hidden_size, output_size),
                "b2": torch.zeros(output_size),
            }

        def _leaves(self):
            return {k: torch.as_tensor(v).clone().requires_grad_() for k, v in self.params.items()}

        def _scores(self, X, p):
            return torch.relu(torch.as_tensor(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]

        def loss(self, X, y=None, reg=0.0):
            p = self._leaves()
            s = self._scores(X, p)
            if y is None:
                return s.detach()
            loss = torch.nn.functional.cross_entropy(s, torch.as_tensor(y))
            loss = loss + reg * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
            loss.backward()
            return loss.detach(), {k: v.grad for k, v in p.items()}

        def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6,
                  num_iters=100, batch_size=200, verbose=False):
            history = []
            for it in range(num_iters):
                rows = torch.randint(len(X), (batch_size,))
                loss, grads = self.loss(torch.as_tensor(X)[rows], torch.as_tensor(y)[rows], reg)
                history.append(loss.item())
                self.params = {k: torch.as_tensor(v) - learning_rate * grads[k] for k, v in self.params.items()}
                if (it + 1) % max(1, len(X) // batch_size) == 0:
                    learning_rate *= learning_rate_decay
            return {"loss_history": history, "train_acc_history": [], "val_acc_history": []}

        def predict(self, X):
            return self.loss(X).argmax(1)
    """
)

EINSUM = (
    BASE.replace(
        "hidden_in = X.dot(W1) + b1", "hidden_in = np.einsum('nd,dh->nh', X, W1) + b1[None]"
    )
    .replace("scores = hidden.dot(W2) + b2", "scores = np.einsum('nh,hc->nc', hidden, W2) + b2")
    .replace(
        "grads['W2'] = hidden.T.dot(dscores)",
        "grads['W2'] = np.einsum('nh,nc->hc', hidden, dscores)",
    )
    .replace("grads['W1'] = X.T.dot(dhidden)", "grads['W1'] = np.einsum('nd,nh->dh', X, dhidden)")
)

HALF = BASE.replace("loss += reg * (", "loss += 0.5 * reg * (").replace("2 * reg * ", "reg * ")

PRINTS = (
    BASE.replace(
        "        num_train = X.shape[0]\n",
        "        print('training on', X.shape, 'with', learning_rate)\n        num_train = X.shape[0]\n",
    ).replace(
        "        return np.argmax(self.loss(X), axis=1)",
        "        print('predicting')\n        return np.argmax(self.loss(X), axis=1).astype(float)",
    )
    + "\nprint('loaded; parameters:', parameter_count([30, 1024, 512, 1]))\n"
)

COLUMNS = (
    BASE.replace("np.zeros(hidden_size)", "np.zeros((hidden_size, 1))")
    .replace("np.zeros(output_size)", "np.zeros((output_size, 1))")
    .replace("X.dot(W1) + b1", "X.dot(W1) + b1.T")
    .replace("hidden.dot(W2) + b2", "hidden.dot(W2) + b2.T")
    .replace("np.sum(dscores, axis=0)", "np.sum(dscores, axis=0)[:, None]")
    .replace("np.sum(dhidden, axis=0)", "np.sum(dhidden, axis=0)[:, None]")
)

WITHOUT_DECAY = (
    BASE.replace("learning_rate=1e-3, learning_rate_decay=0.95,", "learning_rate=1e-3,")
    .replace("                learning_rate *= learning_rate_decay\n", "")
    .replace(
        "np.random.choice(num_train, batch_size)", "np.random.permutation(num_train)[:batch_size]"
    )
)

OWN_NAMES = (
    BASE.replace("learning_rate=1e-3, learning_rate_decay=0.95,", "lr=1e-3, decay=0.95,")
    .replace("num_iters=100, batch_size=200", "steps=100, batch=200")
    .replace("learning_rate *= learning_rate_decay", "lr *= decay")
    .replace("learning_rate * grads", "lr * grads")
    .replace("range(num_iters)", "range(steps)")
    .replace("batch_size", "batch")
)

CONTAINERS = (
    BASE.replace("import numpy as np\n", "import numpy as np\nimport collections\n", 1)
    .replace("        self.params = {}\n", "        self.params = collections.OrderedDict()\n")
    .replace("        grads = {}\n", "        grads = collections.defaultdict(float)\n")
    .replace(
        "    return x1, y1, z, dw0, dw1, db0, db1, dx0\n",
        "    Block = collections.namedtuple('Block', 'x1 y1 z dw0 dw1 db0 db1 dx0')\n"
        "    return Block(x1, y1, z, dw0, dw1, db0, db1, dx0)\n",
    )
    .replace("[batch * n for n in sizes[1:]]", "np.array([batch * n for n in sizes[1:]])")
    .replace("    return total\n", "    return np.array(total)\n")
    .replace(
        "    return np.diag(p) - np.outer(p, p)\n",
        "    return np.matrix(np.diag(p) - np.outer(p, p))\n",
    )
)

TRAINS_AT_IMPORT = (
    "import matplotlib.pyplot as plt\n"
    + BASE
    + dedent(
        """\

        X = np.random.randn(300, 6)
        y = np.random.randint(0, 3, 300)
        net = TwoLayerNet(6, 20, 3, 1e-1)
        stats = net.train(X, y, X, y, learning_rate=0.1, num_iters=300, verbose=True)
        plt.plot(stats['loss_history'])
        plt.show()
        """
    )
)

RIGHT: dict[str, str] = {
    "base": BASE,
    "loops, lists, shapes, regularisation with 1/2": LOOPS,
    "float32, biases as rows, dicts as results": FLOAT32_ROWS,
    "torch inside, tensors returned": TORCH,
    "einsum": EINSUM,
    "regularisation with 1/2": HALF,
    "prints, and float predictions": PRINTS,
    "biases as columns": COLUMNS,
    "no decay, minibatches without replacement": WITHOUT_DECAY,
    "options of train under names of their own": OWN_NAMES,
    "ordered dicts, named tuples, matrices, 0-d arrays": CONTAINERS,
    "trains and plots when imported": TRAINS_AT_IMPORT,
}
"""Style -> the source of one file `solution.py`."""
