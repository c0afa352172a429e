"""Training and long loops that run as soon as a file is imported."""

from __future__ import annotations

import pytest
from ahead_looks import cells, look, only

TORCH = """
import torch
from torch import nn
net = nn.Linear(2, 1)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
"""
STEPS = """\
optimizer.zero_grad()
loss = net(torch.ones(3, 2)).sum()
loss.backward()
optimizer.step()
"""
LOOP = "for epoch in range(100):\n" + "".join(f"    {line}\n" for line in STEPS.splitlines())
NUMPY = """
import numpy as np
def train_network(x, epochs=5, steps=10):
    w = np.zeros(3)
    for epoch in range(epochs):
        for row in x:
            w -= 0.1 * row
    return w
"""


def function(name: str, body: str) -> str:
    """A function without arguments."""
    return f"def {name}():\n" + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TORCH + LOOP, "for epoch"),
        (TORCH + function("go", LOOP) + "go()\n", "go()"),
        (TORCH + function("go", LOOP) + "def main():\n    go()\nmain()\n", "main()"),
        (TORCH + function("go", LOOP) + "x = [go() for _ in range(3)]\n", "x ="),
        (TORCH + f"if True:\n{''.join(f'    {x}' for x in LOOP.splitlines(True))}", "    for"),
        (NUMPY + "x = np.load('x.npy')\nw = train_network(x)\n", "w = train"),
        (NUMPY + "x = np.zeros((9, 3))\nw = train_network(x, epochs=1000)\n", "w = train"),
        (NUMPY + "for s in range(9):\n    train_network(np.zeros((9, 3)))\n", "    train"),
        (
            "class Net:\n    def fit(self, x):\n        while True:\n            x = x\n"
            "net = Net()\nnet.fit(1)\n",
            "net.fit",
        ),
        ("net = len\nfor batch in open('x'):\n    net.train_step(batch)\n", "for batch"),
        (
            "w, lr, g = 0, 0.1, 1\nfor epoch in range(1000):\n    w -= lr * g\n",
            "for epoch",
        ),
        (
            "w = g = 0\nfor epoch in range(1000):\n    w = w - 0.1 * g * g\n    learning_rate = 1\n"
            "    w = w - learning_rate * g\n",
            "for epoch",
        ),
    ],
)
def test_training_at_the_top_level(text: str, line: str) -> None:
    """It is told where it starts, what happens and what to do."""
    warning = only(look(text), "training")
    assert text.splitlines()[warning.line - 1].startswith(line)
    assert "is stopped after 10 seconds" in warning.sentence
    assert 'below `if __name__ == "__main__":`' in warning.sentence


@pytest.mark.parametrize(
    "text",
    [
        TORCH + function("train", LOOP),
        TORCH + function("train", LOOP) + "if __name__ == '__main__':\n    train()\n",
        TORCH + f"if __name__ == '__main__':\n{''.join(f'    {x}' for x in LOOP.splitlines(True))}",
        TORCH + STEPS,
        TORCH + function("train", LOOP) + "net.train()\nnet.eval()\n",
        TORCH + "def evaluate():\n    net.eval()\n    net.train()\nevaluate()\n",
        NUMPY + "train = train_network\n",
        NUMPY + "w = train_network(np.zeros((9, 3)), epochs=1)\n",
        "w, lr = 3, 0.1\nfor _ in range(10):\n    w -= lr * w\n",
        "total = 0\nfor n in range(1000):\n    total -= n\n",
        NUMPY + "if __name__ == '__main__':\n    train_network(np.load('x.npy'), 10**6)\n",
        "def train_test_split(x):\n    return x, x\na, b = train_test_split([1])\n",
        "def train_step(w):\n    return w - 1\nw = train_step(3)\n",
        "for module in []:\n    module.backward(1)\n",
        "def train(n=1500):\n    w = 0\n    for _ in range(n):\n        w += 1\n    return w\ntrain()\n",
        "def gradient_descent(w, n):\n    for _ in range(n):\n        w -= 1\n    return w\n"
        "answers = {'q': gradient_descent(3, 10)}\n",
    ],
)
def test_no_training_or_none_that_matters(text: str) -> None:
    """Functions, main guards, single steps, modes, other things of that name, a few quick steps."""
    assert look(text) == ()


def test_a_notebook_is_told_the_cell() -> None:
    """Once for all its training."""
    warning = only(cells(TORCH, LOOP, "# again\n" + LOOP), "training")
    assert warning.where == "hw.ipynb, cell 2, line 1"
    assert warning.sentence.endswith("(and 1 more place)")


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    x = 1\n",
        "for i in range(10**8):\n    x = i\n",
        "for i in range(10_000):\n    for j in range(10_000):\n        x = i\n",
        "N = 5000\nfor i in range(N):\n    for j in range(N):\n        x = i\n",
    ],
)
def test_a_loop_that_takes_very_long(text: str) -> None:
    """Whatever stands in it."""
    warning = only(look(text), "training")
    assert warning.sentence.startswith("This loop runs as soon as the file is read")


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    break\n",
        "while True:\n    x = input()\n",
        "for i in range(10**8):\n    if i > 3:\n        break\n",
        "for i in range(100_000):\n    x = i\n",
        "for i in range(10_000):\n    x = i\nfor i in range(10_000):\n    x = i\n",
        "def f():\n    while True:\n        x = 1\n",
        "for i in range(10**8, 0):\n    x = i\n",
        "for i in range(1, 2, 0):\n    x = i\n",
        "n = 10**30\nfor i in range(n ** n):\n    x = i\n",
        "for i in range(2**9**9):\n    x = i\n",
    ],
)
def test_loops_that_end_soon_or_nobody_knows(text: str) -> None:
    """With a way out, short, in a function, or of a length that is not told."""
    assert look(text) == ()
