"""Manners of real submissions of the two-layer net: what costs nothing, and what must cost.

Each manner was met in several published solutions; the program in manners.py is our own.
"""

from __future__ import annotations

import pytest
import verdicts
from manners import NET, Changes, changed, lost

from grader.types import Result

NET_ITEMS = ["s3.TwoLayerNet.loss", "s3.TwoLayerNet.gradients", "s3.TwoLayerNet.train",
             "s3.TwoLayerNet.predict"]  # fmt: skip


def cs231n(*changes: tuple[str, str], only: list[str] = NET_ITEMS) -> Result:
    """Grades the two-layer net, with changes."""
    return verdicts.grade_files(
        "network_basics", {"neural_net.py": changed(NET, *changes)}, only=only
    )


RIGHT_NETS: dict[str, Changes] = {
    "as it stands": (),
    "factor one half": (
        ("loss += reg *", "loss += 0.5 * reg *"),
        ("2 * reg", "reg"),
    ),
    "gradients of biases as rows": (
        ("np.sum(p, axis=0)", "np.sum(p, axis=0, keepdims=True)"),
        ("np.sum(back, axis=0)", "np.sum(back, axis=0, keepdims=True)"),
        ("-= learning_rate * grads[name]", "-= learning_rate * grads[name].reshape(self.params[name].shape)"),
    ),
    "an import of a file that was not handed in, and of no use": (
        ("import matplotlib", "from cs231n.classifiers.softmax import softmax_loss\nimport matplotlib"),
    ),
    "tabs": (("      ", "\t\t\t"), ("    ", "\t\t"), ("  ", "\t")),
    "prints in every call": (("    N = X.shape[0]\n", "    N = X.shape[0]\n    print(X.shape, W1.shape)\n"),),
    "batches without replacement": (
        ("np.random.choice(num_train, batch_size)", "np.random.choice(num_train, min(num_train, batch_size), False)"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("manner", RIGHT_NETS)
def test_manners_of_the_two_layer_net_cost_nothing(manner: str):
    """Both factors of the regularisation, shapes, imports, tabs, prints: every check passes."""
    assert lost(cs231n(*RIGHT_NETS[manner])) == {}


WRONG_NETS: dict[str, tuple[Changes, str]] = {
    "b2 summed, not averaged": (
        (("np.sum(p, axis=0)}", "N * np.sum(p, axis=0)}"),),
        "s3.TwoLayerNet.gradients",
    ),
    "biases regularised in the loss": (
        (("np.sum(W2 * W2))", "np.sum(W2 * W2) + np.sum(b1 * b1) + np.sum(b2 * b2))"),),
        "s3.TwoLayerNet.loss",
    ),
    "biases regularised in the gradient": (
        (("np.sum(back, axis=0)", "np.sum(back, axis=0) + reg * b1"),),
        "s3.TwoLayerNet.gradients",
    ),
    "biases are not trained": (
        (("for name in self.params:", "for name in ('W1', 'W2'):"),),
        "s3.TwoLayerNet.train",
    ),
    "the first bias is forgotten by the loss": (
        (("hidden = np.maximum(0, X.dot(W1) + b1)", "hidden = np.maximum(0, X.dot(W1))"),),
        "s3.TwoLayerNet.loss",
    ),
    "a class that does not occur": (
        (("np.sum(p, axis=0)}", "np.sum(p, axis=0) - 0 * np.bincount(y)}"),),
        "s3.TwoLayerNet.loss",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG_NETS)
def test_mistakes_of_the_two_layer_net_are_seen(mistake: str):
    """Each in the item that it belongs to."""
    changes, item = WRONG_NETS[mistake]
    result = cs231n(*changes)
    assert item in verdicts.items_not_passed(result)
    assert "broken" not in verdicts.statuses(result).values()


def test_python_2_is_said_in_one_sentence():
    """With the line, for every check of the file, and no word of syntax."""
    call = "('iteration %d / %d: loss %f' % (it, num_iters, loss))"
    old = cs231n((f"print{call}", f"print {call[1:-1]}"), only=["s3.TwoLayerNet.predict"])
    line = 1 + NET[: NET.index("print('iteration")].count("\n")
    assert set(lost(old).values()) == {
        f"neural_net.py cannot be run: line {line} is Python 2 (print without parentheses)"
    }
