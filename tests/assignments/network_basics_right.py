"""Right submissions of `network_basics` as the solution with its manners changed: every one earns everything.

Styles of solving stand in the homework's variants/; here is what students do around it: prints, a
training at import, one file for all, options of their own.
"""

from __future__ import annotations

import verdicts

from grader.material import load_solution
from grader.patching import replace_text

SOLUTION = load_solution(verdicts.ROOT / "network_basics")
"""Path -> text of the right solution."""
Patch = tuple[str, str]


def changed(*patches: Patch) -> dict[str, str]:
    """The solution with pieces of text replaced, each of which stands in it exactly once."""
    return replace_text(SOLUTION, patches, file=None, place="network_basics_right.py")


def everywhere(**names: str) -> dict[str, str]:
    """The solution with arguments of `train` under other names."""
    text = SOLUTION["neural_net.py"]
    for old, new in names.items():
        assert old in text
        text = text.replace(old, new)
    return {**SOLUTION, "neural_net.py": text}


def one_file() -> str:
    """Both files as one script."""
    return SOLUTION["basics.py"] + "\n\n" + SOLUTION["neural_net.py"]


TRAINING = """

X = np.random.randn(300, 6)
y = np.random.randint(0, 3, 300)
net = TwoLayerNet(6, 20, 3, 1e-1)
stats = net.train(X, y, X, y, learning_rate=0.1, num_iters=300, verbose=True)
plt.plot(stats["loss_history"])
plt.show()
"""

RIGHT: dict[str, dict[str, str]] = {
    "as it stands": SOLUTION,
    "one file": {"homework.py": one_file()},
    "prints, and float predictions": changed(
        ("return np.argmax(self.loss(X), axis=1)",
         "print('predicting')\n        return np.argmax(self.loss(X), axis=1).astype(float)"),
        ("        N = X.shape[0]\n\n", "        N = X.shape[0]\n        print('loss', N)\n"),
        ("    return total\n", "    return total\n\n\nprint('parameters:', parameter_count([30, 1024, 512, 1]))\n"),
    ),
    "no decay, minibatches without replacement": changed(
        ("        learning_rate_decay=0.95,\n", ""),
        ("                learning_rate *= learning_rate_decay\n", ""),
        ("rng.choice(N, batch_size)", "rng.permutation(N)[:batch_size]"),
    ),
    "options of train under names of their own": everywhere(
        learning_rate_decay="decay", learning_rate="lr", num_iters="steps", batch_size="batch"
    ),
    "trains and plots when imported": {
        "homework.py": "import matplotlib.pyplot as plt\n" + one_file() + TRAINING
    },
}  # fmt: skip
"""Manner -> files."""
