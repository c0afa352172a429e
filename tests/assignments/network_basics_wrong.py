"""Wrong solutions of `network_basics`, one idea each: a patch of the right one and what it must cost.

Taken from how the subject is really got wrong. `items` are all the items that may lose a point,
`checks` are checks that must notice it.
"""

from __future__ import annotations

from dataclasses import dataclass

from network_basics_right import BASE

LOSS, GRADIENTS = "s3.TwoLayerNet.loss", "s3.TwoLayerNet.gradients"
TRAIN, PREDICT = "s3.TwoLayerNet.train", "s3.TwoLayerNet.predict"
NET = (LOSS, GRADIENTS, TRAIN, PREDICT)


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One mistake."""

    name: str
    patches: tuple[tuple[str, str], ...]
    """(old, new): every `old` stands in the right solution exactly once."""
    items: frozenset[str]
    checks: frozenset[str]

    def source(self) -> str:
        """The patched solution."""
        source = BASE
        for old, new in self.patches:
            assert source.count(old) == 1, f"{self.name}: {old!r} occurs {source.count(old)} times"
            source = source.replace(old, new)
        return source


def wrong(name: str, *patches: tuple[str, str], items: str, checks: str) -> Wrong:
    """A mistake; items and checks separated by spaces."""
    return Wrong(
        name=name,
        patches=patches,
        items=frozenset(items.split()),
        checks=frozenset(checks.split()),
    )


RESIDUAL = (
    wrong(
        "the first gate is missing in the backward pass",
        ("ds1 = dx1 * (1.0 if s1 > 0 else 0.0)", "ds1 = dx1"),
        items="s3.T1.dw0 s3.T1.db0",
        checks="residual.dw0_elsewhere residual.db0_elsewhere",
    ),
    wrong(
        "the last gate is missing in the backward pass",
        ("ds2 = 1.0 if s2 > 0 else 0.0", "ds2 = 1.0"),
        items="s3.T1.dw0 s3.T1.dw1 s3.T1.db0 s3.T1.db1",
        checks="residual.dw0_elsewhere residual.dw1_elsewhere residual.db0_elsewhere residual.db1_elsewhere",
    ),
    wrong(
        "the last gate looks at y1 instead of y1 + x0",
        ("ds2 = 1.0 if s2 > 0 else 0.0", "ds2 = 1.0 if y1 > 0 else 0.0"),
        items="s3.T1.dw0 s3.T1.dw1 s3.T1.db0 s3.T1.db1",
        checks="residual.dw0_elsewhere residual.dw1_elsewhere residual.db0_elsewhere residual.db1_elsewhere",
    ),
    wrong(
        "gate reversed: the derivative of ReLU is 1 below 0",
        ("(1.0 if s1 > 0 else 0.0)", "(1.0 if s1 < 0 else 0.0)"),
        items="s3.T1.dw0 s3.T1.db0",
        checks="residual.dw0_open residual.db0_open",
    ),
    wrong(
        "factor x0 missing in dw0: right at the sheet's x0 = 1",
        ("dw0 = ds1 * x0", "dw0 = ds1"),
        items="s3.T1.dw0",
        checks="residual.dw0_open residual.dw0_elsewhere",
    ),
    wrong(
        "factor w1 missing on the way to the first layer",
        ("dx1 = ds2 * w1", "dx1 = ds2"),
        items="s3.T1.dw0 s3.T1.db0",
        checks="residual.dw0_open residual.db0_open",
    ),
    wrong(
        "dw1 from the argument of the ReLU instead of its output",
        ("dw1 = ds2 * x1", "dw1 = ds2 * s1"),
        items="s3.T1.dw1",
        checks="residual.dw1_elsewhere",
    ),
    wrong(
        "the last ReLU is missing",
        ("z = max(0.0, s2)", "z = s2"),
        items="s3.T1.z",
        checks="residual.z_elsewhere",
    ),
    wrong(
        "the skip connection is missing in z",
        ("z = max(0.0, s2)", "z = max(0.0, y1)"),
        items="s3.T1.z",
        checks="residual.z_open",
    ),
    wrong(
        "a ReLU too many: y1 is clipped on its way out",
        ("return x1, y1, z, dw0", "return x1, max(y1, 0.0), z, dw0"),
        items="s3.T1.y1",
        checks="residual.y1_elsewhere",
    ),
    wrong(
        "the first ReLU returns its argument",
        ("return x1, y1, z, dw0", "return s1, y1, z, dw0"),
        items="s3.T1.x1",
        checks="residual.x1_elsewhere",
    ),
    wrong(
        "the bias is forgotten in the returned x1 and y1",
        ("return x1, y1, z, dw0", "return max(0.0, x0 * w0), x1 * w1, z, dw0"),
        items="s3.T1.x1 s3.T1.y1",
        checks="residual.x1_open residual.y1_open",
    ),
    wrong(
        "db1 from the bias itself",
        ("db1 = ds2", "db1 = ds2 * b1"),
        items="s3.T1.db1",
        checks="residual.db1_open",
    ),
    wrong(
        "order of the results: weight and bias of a layer side by side",
        ("dw0, dw1, db0, db1, dx0", "dw0, db0, dw1, db1, dx0"),
        items="s3.T1.dw1 s3.T1.db0",
        checks="residual.dw1_open residual.db0_open",
    ),
    wrong(
        "sign slips in the hand calculation",
        ('"s3.T1.y1": -0.38', '"s3.T1.y1": 0.38'),
        ('"s3.T1.dw0": -0.2', '"s3.T1.dw0": 0.2'),
        items="s3.T1.y1 s3.T1.dw0",
        checks="residual.y1_number residual.dw0_number",
    ),
    wrong(
        "every number of the hand calculation off by a hundredth",
        ('"s3.T1.x1": 0.4,', '"s3.T1.x1": 0.41,'),
        ('"s3.T1.z": 0.62', '"s3.T1.z": 0.61'),
        ('"s3.T1.dw1": 0.4,', '"s3.T1.dw1": 0.39,'),
        ('"s3.T1.db0": -0.2', '"s3.T1.db0": -0.21'),
        ('"s3.T1.db1": 1,', '"s3.T1.db1": 0.99,'),
        items="s3.T1.x1 s3.T1.z s3.T1.dw1 s3.T1.db0 s3.T1.db1",
        checks="residual.x1_number residual.z_number residual.dw1_number residual.db0_number residual.db1_number",
    ),
)

SIZES = (
    wrong(
        "the batch is forgotten",
        ("[batch * n for n in sizes[1:]]", "[n for n in sizes[1:]]"),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output sizes.second_output sizes.last_output",
    ),
    wrong(
        "the input counts as a layer",
        ("[batch * n for n in sizes[1:]]", "[batch * n for n in sizes]"),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output sizes.second_output sizes.last_output",
    ),
    wrong(
        "inputs instead of outputs of each layer",
        ("[batch * n for n in sizes[1:]]", "[batch * n for n in sizes[:-1]]"),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output sizes.second_output sizes.last_output",
    ),
    wrong(
        "the size of the weight instead of the output",
        ("[batch * n for n in sizes[1:]]", "[m * n for m, n in zip(sizes, sizes[1:])]"),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output sizes.second_output sizes.last_output",
    ),
    wrong(
        "written for three layers only",
        (
            "[batch * n for n in sizes[1:]]",
            "[batch * sizes[1], batch * sizes[2], batch * sizes[3]]",
        ),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output_elsewhere sizes.inner_outputs_elsewhere sizes.last_output_elsewhere",
    ),
    wrong(
        "shapes with the axes exchanged",
        ("[batch * n for n in sizes[1:]]", "[(n, batch) for n in sizes[1:]]"),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.first_output sizes.second_output sizes.last_output",
    ),
    wrong(
        "output sizes in `answers` off by one batch, or by one",
        ('"s3.T2.A": 32768', '"s3.T2.A": 32769'),
        ('"s3.T2.B": 16384', '"s3.T2.B": 512'),
        ('"s3.T2.C": 32', '"s3.T2.C": 1'),
        items="s3.T2.A s3.T2.B s3.T2.C",
        checks="sizes.output_a sizes.output_b sizes.output_c",
    ),
    wrong(
        "no biases",
        ("total += m * n + n", "total += m * n"),
        ('"s3.T3": 557057', '"s3.T3": 555520'),
        items="s3.T3",
        checks="sizes.parameters sizes.parameters_number sizes.parameters_deep",
    ),
    wrong(
        "a bias for every input",
        ("total += m * n + n", "total += m * n + m"),
        ('"s3.T3": 557057', '"s3.T3": 557086'),
        items="s3.T3",
        checks="sizes.parameters sizes.parameters_number sizes.parameters_no_hidden_layer",
    ),
    wrong(
        "one bias for each layer",
        ("total += m * n + n", "total += m * n + 1"),
        items="s3.T3",
        checks="sizes.parameters sizes.parameters_deep",
    ),
    wrong(
        "the last layer's bias is forgotten: off by one of 557057",
        ("    return total", "    return total - sizes[-1]"),
        ('"s3.T3": 557057', '"s3.T3": 557056'),
        items="s3.T3",
        checks="sizes.parameters sizes.parameters_number sizes.parameters_deep",
    ),
    wrong(
        "the last layer is forgotten",
        ("in zip(sizes[:-1], sizes[1:]):", "in zip(sizes[:-2], sizes[1:-1]):"),
        items="s3.T3",
        checks="sizes.parameters sizes.parameters_no_hidden_layer",
    ),
)

SOFTMAX = (
    wrong(
        "no maximum subtracted before exp",
        ("e = np.exp(h - np.max(h))", "e = np.exp(h)"),
        items="s3.T4.1 s3.T4.2 s3.T4.3",
        checks="softmax.diagonal_extreme softmax.off_diagonal_extreme softmax.gradient_extreme",
    ),
    wrong(
        "the mean subtracted instead of the maximum",
        ("e = np.exp(h - np.max(h))", "e = np.exp(h - np.mean(h))"),
        items="s3.T4.1 s3.T4.2 s3.T4.3",
        checks="softmax.diagonal_extreme softmax.off_diagonal_extreme softmax.gradient_extreme",
    ),
    wrong(
        "only the case j = i",
        ("return np.diag(p) - np.outer(p, p)", "return np.diag(p * (1 - p))"),
        items="s3.T4.2",
        checks="softmax.off_diagonal softmax.off_diagonal_elsewhere",
    ),
    wrong(
        "sign of the case j != i",
        (
            "return np.diag(p) - np.outer(p, p)",
            "return np.diag(p - 2 * p ** 2) + np.outer(p, p)",
        ),
        items="s3.T4.2",
        checks="softmax.off_diagonal softmax.off_diagonal_elsewhere",
    ),
    wrong(
        "the case j = i without its square",
        (
            "return np.diag(p) - np.outer(p, p)",
            "return np.diag(p + p ** 2) - np.outer(p, p)",
        ),
        items="s3.T4.1",
        checks="softmax.diagonal softmax.diagonal_elsewhere",
    ),
    wrong(
        "the whole Jacobian with the wrong sign",
        ("return np.diag(p) - np.outer(p, p)", "return np.outer(p, p) - np.diag(p)"),
        items="s3.T4.1 s3.T4.2",
        checks="softmax.diagonal softmax.off_diagonal",
    ),
    wrong(
        "the derivative of a sigmoid for every class",
        (
            "return np.diag(p) - np.outer(p, p)",
            "s = 1 / (1 + np.exp(-np.clip(h, -50, 50)))\n    return np.diag(s * (1 - s)) - np.outer(p, p) + np.diag(p * p)",
        ),
        items="s3.T4.1",
        checks="softmax.diagonal softmax.diagonal_elsewhere",
    ),
    wrong(
        "target minus probability",
        ("return softmax(h) - y", "return y - softmax(h)"),
        items="s3.T4.3",
        checks="softmax.gradient softmax.gradient_elsewhere softmax.gradient_soft_target",
    ),
    wrong(
        "only the entry of the target",
        ("return softmax(h) - y", "return (softmax(h) - 1) * y"),
        items="s3.T4.3",
        checks="softmax.gradient softmax.gradient_elsewhere",
    ),
    wrong(
        "averaged over the classes",
        ("return softmax(h) - y", "return (softmax(h) - y) / len(h)"),
        items="s3.T4.3",
        checks="softmax.gradient softmax.gradient_elsewhere",
    ),
    wrong(
        "the target taken for one-hot, whatever it is",
        ("return softmax(h) - y", "return softmax(h) - np.eye(len(h))[np.argmax(y)]"),
        items="s3.T4.3",
        checks="softmax.gradient_soft_target",
    ),
    wrong(
        "the maximum is subtracted in the caller's array",
        ("e = np.exp(h - np.max(h))", "h -= np.max(h)\n    e = np.exp(h)"),
        items="s3.T4.1 s3.T4.3",
        checks="softmax.jacobian_inputs softmax.gradient_inputs",
    ),
    wrong(
        "the chain rule with 1/P, which is 1/0 for large logits",
        ("return softmax(h) - y", "return softmax_jacobian(h).T @ (-y / softmax(h))"),
        items="s3.T4.3",
        checks="softmax.gradient_extreme",
    ),
)

NET_LOSS = (
    wrong(
        "the loss summed over the batch",
        (
            "loss = np.sum(-np.log(probs[np.arange(N), y])) / N",
            "loss = np.sum(-np.log(probs[np.arange(N), y]))",
        ),
        items=LOSS,
        checks="net_loss.value net_loss.value_other_batches",
    ),
    wrong(
        "the loss of the last sample only",
        (
            "loss = np.sum(-np.log(probs[np.arange(N), y])) / N",
            "loss = -np.log(probs[N - 1, y[N - 1]])",
        ),
        items=f"{LOSS} {TRAIN}",
        checks="net_loss.value net_loss.value_other_batches",
    ),
    wrong(
        "the loss averaged over samples and classes",
        ("y])) / N", "y])) / N / scores.shape[1]"),
        items=LOSS,
        checks="net_loss.value",
    ),
    wrong(
        "labels counted from 1 in loss and gradient",
        ("        shifted = scores", "        y = np.asarray(y) - 1\n        shifted = scores"),
        items=f"{LOSS} {GRADIENTS} {TRAIN}",
        checks="net_loss.value net_gradients.W2 net_train.learns",
    ),
    wrong(
        "first bias forgotten in the forward pass",
        ("hidden_in = X.dot(W1) + b1", "hidden_in = X.dot(W1)"),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.scores net_loss.value net_gradients.W1",
    ),
    wrong(
        "last bias forgotten in the forward pass",
        ("scores = hidden.dot(W2) + b2", "scores = hidden.dot(W2)"),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.scores net_loss.value net_gradients.W2",
    ),
    wrong(
        "no ReLU in the forward pass",
        ("hidden = np.maximum(0, hidden_in)", "hidden = hidden_in"),
        items=f"{LOSS} {GRADIENTS} {TRAIN}",
        checks="net_loss.scores net_loss.value net_gradients.W2 net_train.learns",
    ),
    wrong(
        "a ReLU on the scores too",
        ("scores = hidden.dot(W2) + b2", "scores = np.maximum(0, hidden.dot(W2) + b2)"),
        items=f"{LOSS} {GRADIENTS} {PREDICT}",
        checks="net_loss.scores net_loss.value net_gradients.W2",
    ),
    wrong(
        "probabilities returned instead of scores",
        (
            "            return scores\n",
            "            e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
            "            return e / e.sum(axis=1, keepdims=True)\n",
        ),
        items=LOSS,
        checks="net_loss.scores net_loss.scores_other_batches",
    ),
    wrong(
        "no maximum subtracted from the scores",
        ("shifted = scores - np.max(scores, axis=1, keepdims=True)", "shifted = scores"),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.extreme_scores net_gradients.extreme_scores",
    ),
    wrong(
        "one maximum for the whole batch",
        ("np.max(scores, axis=1, keepdims=True)", "np.max(scores)"),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.extreme_scores net_gradients.extreme_scores",
    ),
    wrong(
        "softmax over the batch instead of the classes",
        (
            "probs = probs / np.sum(probs, axis=1, keepdims=True)",
            "probs = probs / np.sum(probs, axis=0, keepdims=True)",
        ),
        items=f"{LOSS} {GRADIENTS} {TRAIN}",
        checks="net_loss.value net_gradients.W1",
    ),
    wrong(
        "batch of one squeezed away",
        ("scores = hidden.dot(W2) + b2", "scores = np.squeeze(hidden.dot(W2) + b2)"),
        items=f"{LOSS} {GRADIENTS} {PREDICT}",
        checks="net_loss.value_other_batches net_gradients.other_batches net_predict.after_other_calls",
    ),
    wrong(
        "one-hot labels as wide as the largest label",
        (
            "        loss = np.sum(-np.log(probs[np.arange(N), y])) / N",
            "        loss = -np.sum(np.eye(y.max() + 1)[y] * np.log(probs)) / N",
        ),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.value_few_labels",
    ),
    wrong(
        "regularisation in the gradient but not in the loss",
        ("        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))\n", ""),
        items=LOSS,
        checks="net_loss.regularised net_loss.regularised_elsewhere",
    ),
    wrong(
        "regularisation of the first weight only",
        ("(np.sum(W1 * W1) + np.sum(W2 * W2))", "np.sum(W1 * W1)"),
        ("        grads['W2'] += 2 * reg * W2\n", ""),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.regularised net_loss.regularised_elsewhere net_gradients.regularisation",
    ),
    wrong(
        "the biases are regularised too",
        ("np.sum(W2 * W2))", "np.sum(W2 * W2) + np.sum(b1 * b1) + np.sum(b2 * b2))"),
        items=LOSS,
        checks="net_loss.regularised net_loss.regularised_elsewhere",
    ),
    wrong(
        "norms instead of squared norms",
        ("(np.sum(W1 * W1) + np.sum(W2 * W2))", "(np.linalg.norm(W1) + np.linalg.norm(W2))"),
        items=LOSS,
        checks="net_loss.regularised net_loss.regularised_elsewhere",
    ),
    wrong(
        "the penalty divided by the batch in loss and gradient",
        ("loss += reg * (", "reg = reg / N\n        loss += reg * ("),
        items=LOSS,
        checks="net_loss.regularised net_loss.regularised_elsewhere",
    ),
    wrong(
        "all weights start at zero",
        ("std * np.random.randn(input_size, hidden_size)", "np.zeros((input_size, hidden_size))"),
        ("std * np.random.randn(hidden_size, output_size)", "np.zeros((hidden_size, output_size))"),
        items=LOSS,
        checks="net_loss.initial_weights",
    ),
    wrong(
        "std is ignored",
        (
            "std * np.random.randn(input_size, hidden_size)",
            "np.random.randn(input_size, hidden_size)",
        ),
        items=LOSS,
        checks="net_loss.initial_weights",
    ),
    wrong(
        "weights stored transposed",
        (
            "std * np.random.randn(input_size, hidden_size)",
            "std * np.random.randn(hidden_size, input_size)",
        ),
        ("W1, b1 = self.params['W1'], self", "W1, b1 = self.params['W1'].T, self"),
        (
            "grads['W1'] += 2 * reg * W1",
            "grads['W1'] += 2 * reg * W1\n        grads['W1'] = grads['W1'].T",
        ),
        items=LOSS,
        checks="net_loss.parameters",
    ),
    wrong(
        "parameters kept in the class: two networks share them",
        ("        self.params = {}\n", "        self.params = TwoLayerNet.shared\n"),
        ("class TwoLayerNet(object):\n", "class TwoLayerNet(object):\n    shared = {}\n\n"),
        items=f"{LOSS} {GRADIENTS}",
        checks="net_loss.two_networks net_gradients.two_networks",
    ),
    wrong(
        "loss shrinks the weights by itself",
        (
            "        grads = {}\n",
            "        self.params['W1'] = W1 * (1 - 0.01 * reg)\n        grads = {}\n",
        ),
        items=f"{LOSS} {TRAIN}",
        checks="net_loss.second_call",
    ),
    wrong(
        "the batch is sorted by class in the caller's arrays",
        (
            "        shifted = scores",
            "        order = np.argsort(-y)\n"
            "        scores, hidden, hidden_in = scores[order], hidden[order], hidden_in[order]\n"
            "        X[:], y[:] = X[order], y[order]\n"
            "        shifted = scores",
        ),
        items=LOSS,
        checks="net_loss.inputs",
    ),
    wrong(
        "the hidden layer of the first call is kept",
        (
            "        hidden = np.maximum(0, hidden_in)\n",
            "        if not hasattr(self, 'hidden') or self.hidden.shape[0] != N:\n"
            "            self.hidden = np.maximum(0, hidden_in)\n"
            "        hidden = self.hidden\n",
        ),
        items=f"{LOSS} {GRADIENTS} {TRAIN}",
        checks="net_loss.second_call net_gradients.second_call",
    ),
)

NET_GRADIENTS = (
    wrong(
        "1/N missing in the gradient",
        ("dscores = dscores / N", "dscores = dscores * 1.0"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.W1 net_gradients.b1 net_gradients.W2 net_gradients.b2",
    ),
    wrong(
        "bias gradients averaged",
        ("grads['b2'] = np.sum(dscores, axis=0)", "grads['b2'] = np.mean(dscores, axis=0)"),
        ("grads['b1'] = np.sum(dhidden, axis=0)", "grads['b1'] = np.mean(dhidden, axis=0)"),
        items=GRADIENTS,
        checks="net_gradients.b1 net_gradients.b2",
    ),
    wrong(
        "bias gradient over the wrong axis",
        ("grads['b1'] = np.sum(dhidden, axis=0)", "grads['b1'] = np.sum(dhidden, axis=1)"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.b1",
    ),
    wrong(
        "bias gradient summed to one number",
        ("grads['b2'] = np.sum(dscores, axis=0)", "grads['b2'] = np.sum(dscores)"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.b2",
    ),
    wrong(
        "ReLU mask missing",
        ("        dhidden[hidden_in <= 0] = 0\n", ""),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.W1 net_gradients.b1 net_gradients.slopes_of_own_loss",
    ),
    wrong(
        "ReLU mask on the output, with < instead of <=: it never closes",
        ("dhidden[hidden_in <= 0] = 0", "dhidden[hidden < 0] = 0"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.W1 net_gradients.b1",
    ),
    wrong(
        "ReLU mask reversed",
        ("dhidden[hidden_in <= 0] = 0", "dhidden[hidden_in > 0] = 0"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.W1 net_gradients.b1",
    ),
    wrong(
        "the first layer's gradient before the mask: b1 only",
        (
            "grads['b1'] = np.sum(dhidden, axis=0)",
            "grads['b1'] = np.sum(dscores.dot(W2.T), axis=0)",
        ),
        items=GRADIENTS,
        checks="net_gradients.b1",
    ),
    wrong(
        "gradient of the second weight from the argument of the ReLU",
        ("grads['W2'] = hidden.T.dot(dscores)", "grads['W2'] = hidden_in.T.dot(dscores)"),
        items=GRADIENTS,
        checks="net_gradients.W2",
    ),
    wrong(
        "only the target's entry of the softmax gradient",
        (
            "dscores = probs.copy()\n        dscores[np.arange(N), y] -= 1",
            "dscores = np.zeros_like(probs)\n        dscores[np.arange(N), y] = probs[np.arange(N), y] - 1",
        ),
        items=GRADIENTS,
        checks="net_gradients.W1 net_gradients.W2 net_gradients.b2",
    ),
    wrong(
        "softmax derivative applied on top of probability minus target",
        ("dscores = dscores / N", "dscores = dscores * probs * (1 - probs) / N"),
        items=GRADIENTS,
        checks="net_gradients.W1 net_gradients.W2 net_gradients.b2",
    ),
    wrong(
        "regularisation in the loss but not in the gradient",
        ("        grads['W2'] += 2 * reg * W2\n        grads['W1'] += 2 * reg * W1\n", ""),
        items=GRADIENTS,
        checks="net_gradients.regularisation",
    ),
    wrong(
        "the loss with 1/2, the gradient without",
        ("loss += reg * (", "loss += 0.5 * reg * ("),
        items=GRADIENTS,
        checks="net_gradients.regularisation",
    ),
    wrong(
        "the gradient with 1/2, the loss without",
        (
            "grads['W2'] += 2 * reg * W2\n        grads['W1'] += 2 * reg * W1",
            "grads['W2'] += reg * W2\n        grads['W1'] += reg * W1",
        ),
        items=GRADIENTS,
        checks="net_gradients.regularisation",
    ),
    wrong(
        "gradients accumulate from call to call",
        (
            "        return loss, grads\n",
            "        self.grads = {k: g + getattr(self, 'grads', {}).get(k, 0) for k, g in grads.items()}\n"
            "        return loss, dict(self.grads)\n",
        ),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.second_call net_train.two_steps",
    ),
    wrong(
        "a gradient is forgotten",
        ("        grads['b1'] = np.sum(dhidden, axis=0)\n", ""),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.b1",
    ),
    wrong(
        "loss returned without gradients",
        ("        return loss, grads\n", "        return loss\n"),
        items=f"{GRADIENTS} {TRAIN}",
        checks="net_gradients.W1 net_gradients.b1 net_gradients.W2 net_gradients.b2",
    ),
)

NET_TRAIN = (
    wrong(
        "gradient ascent",
        ("-= learning_rate * grads[name]", "+= learning_rate * grads[name]"),
        items=TRAIN,
        checks="net_train.learns net_train.one_step",
    ),
    wrong(
        "biases frozen: the accuracy does not show it",
        ("for name in self.params:", "for name in ('W1', 'W2'):"),
        items=TRAIN,
        checks="net_train.one_step net_train.everything_moves",
    ),
    wrong(
        "first layer frozen",
        ("for name in self.params:", "for name in ('W2', 'b2'):"),
        items=TRAIN,
        checks="net_train.one_step net_train.everything_moves",
    ),
    wrong(
        "the second layer is updated before the first one's gradient is computed",
        (
            "for name in self.params:\n",
            "for name in ('W2', 'b2', 'W1', 'b1'):\n"
            "                grads = self.loss(X_batch, y_batch, reg)[1]\n",
        ),
        items=TRAIN,
        checks="net_train.one_step",
    ),
    wrong(
        "always the first rows",
        (
            "indices = np.random.choice(num_train, batch_size)",
            "indices = np.arange(min(batch_size, num_train))",
        ),
        items=TRAIN,
        checks="net_train.random_minibatches",
    ),
    wrong(
        "rows of X shuffled, labels not",
        ("y_batch = y[indices]", "y_batch = y[np.random.choice(num_train, batch_size)]"),
        items=TRAIN,
        checks="net_train.learns",
    ),
    wrong(
        "trained on the validation data",
        ("num_train = X.shape[0]", "X, y = X_val, y_val\n        num_train = X.shape[0]"),
        items=TRAIN,
        checks="net_train.learns",
    ),
    wrong(
        "the learning rate is ignored",
        ("-= learning_rate * grads[name]", "-= 0.3 * grads[name]"),
        items=TRAIN,
        checks="net_train.one_step",
    ),
    wrong(
        "the regularisation is ignored",
        ("self.loss(X_batch, y=y_batch, reg=reg)", "self.loss(X_batch, y=y_batch)"),
        items=TRAIN,
        checks="net_train.two_steps",
    ),
    wrong(
        "the gradients of all iterations so far are added up",
        (
            "            loss_history.append(loss)\n",
            "            loss_history.append(loss)\n"
            "            total = grads if it == 0 else {k: total[k] + grads[k] for k in grads}\n"
            "            grads = total\n",
        ),
        items=TRAIN,
        checks="net_train.two_steps",
    ),
    wrong(
        "the number of iterations is ignored",
        ("for it in range(num_iters):", "for it in range(1):"),
        items=TRAIN,
        checks="net_train.learns net_train.two_steps",
    ),
    wrong(
        "the new parameters stay local",
        (
            "self.params[name] -= learning_rate * grads[name]",
            "local = self.params[name] - learning_rate * grads[name]",
        ),
        items=TRAIN,
        checks="net_train.learns net_train.one_step net_train.everything_moves",
    ),
    wrong(
        "nothing is returned",
        (
            "        return {\n            'loss_history'",
            "        stats = {\n            'loss_history'",
        ),
        items=TRAIN,
        checks="net_train.history",
    ),
    wrong(
        "the history is made up",
        ("loss_history.append(loss)", "loss_history.append(1.0 / (it + 1) ** 3)"),
        items=TRAIN,
        checks="net_train.history",
    ),
    wrong(
        "the history never changes",
        ("loss_history.append(loss)", "loss_history.append(loss if it == 0 else loss_history[0])"),
        items=TRAIN,
        checks="net_train.history",
    ),
    wrong(
        "minibatches without replacement must not be larger than the data",
        (
            "np.random.choice(num_train, batch_size)",
            "np.random.choice(num_train, batch_size, replace=False)",
        ),
        items=TRAIN,
        checks="net_train.batch_larger_than_data",
    ),
    wrong(
        "the caller's data are shuffled in place",
        (
            "        loss_history = []\n",
            "        order = np.random.permutation(num_train)\n"
            "        X[:], y[:] = X[order], y[order]\n"
            "        loss_history = []\n",
        ),
        items=TRAIN,
        checks="net_train.inputs",
    ),
    wrong(
        "an epoch of zero iterations",
        ("max(num_train // batch_size, 1)", "num_train // batch_size"),
        items=TRAIN,
        checks="net_train.batch_larger_than_data",
    ),
)

NET_PREDICT = (
    wrong(
        "argmax over the hidden layer",
        (
            "np.argmax(self.loss(X), axis=1)",
            "np.argmax(X.dot(self.params['W1']) + self.params['b1'], axis=1)",
        ),
        items=PREDICT,
        checks="net_predict.classes",
    ),
    wrong(
        "argmax over the samples",
        ("np.argmax(self.loss(X), axis=1)", "np.argmax(self.loss(X), axis=0)"),
        items=f"{PREDICT} {TRAIN}",
        checks="net_predict.classes",
    ),
    wrong(
        "argmin",
        ("np.argmax(self.loss(X), axis=1)", "np.argmin(self.loss(X), axis=1)"),
        items=PREDICT,
        checks="net_predict.classes",
    ),
    wrong(
        "the largest score instead of its place",
        ("np.argmax(self.loss(X), axis=1)", "np.max(self.loss(X), axis=1)"),
        items=PREDICT,
        checks="net_predict.classes",
    ),
    wrong(
        "classes counted from 1",
        ("np.argmax(self.loss(X), axis=1)", "np.argmax(self.loss(X), axis=1) + 1"),
        items=PREDICT,
        checks="net_predict.classes",
    ),
    wrong(
        "prediction without the ReLU",
        (
            "np.argmax(self.loss(X), axis=1)",
            "np.argmax((X @ self.params['W1'] + self.params['b1']) @ self.params['W2'] + self.params['b2'], axis=1)",
        ),
        items=PREDICT,
        checks="net_predict.classes_elsewhere",
    ),
    wrong(
        "prediction without the biases",
        (
            "np.argmax(self.loss(X), axis=1)",
            "np.argmax(np.maximum(X @ self.params['W1'], 0) @ self.params['W2'], axis=1)",
        ),
        items=PREDICT,
        checks="net_predict.classes_elsewhere",
    ),
    wrong(
        "the scores of the last training batch are used again",
        (
            "            return scores\n",
            "            self.scores = scores\n            return scores\n",
        ),
        (
            "np.argmax(self.loss(X), axis=1)",
            "np.argmax(self.scores if hasattr(self, 'scores') else self.loss(X), axis=1)",
        ),
        items=f"{PREDICT} {TRAIN}",
        checks="net_predict.after_other_calls",
    ),
    wrong(
        "the caller's data are rounded",
        (
            "        return np.argmax(self.loss(X), axis=1)",
            "        X[:] = X.astype(np.float32)\n        return np.argmax(self.loss(X), axis=1)",
        ),
        items=PREDICT,
        checks="net_predict.inputs",
    ),
    wrong(
        "one-hot predictions",
        (
            "np.argmax(self.loss(X), axis=1)",
            "np.eye(len(self.params['b2']))[np.argmax(self.loss(X), axis=1)]",
        ),
        items=f"{PREDICT} {TRAIN}",
        checks="net_predict.classes",
    ),
)

WRONG: tuple[Wrong, ...] = (
    *RESIDUAL,
    *SIZES,
    *SOFTMAX,
    *NET_LOSS,
    *NET_GRADIENTS,
    *NET_TRAIN,
    *NET_PREDICT,
)
