"""Inputs of the checks: networks, batches and training data. Knows no student and no reference.

Drawn so that a wrong answer shows: no two sizes alike, none of them 1, biases away from 0, every
hidden unit open for some samples and closed for others, no argument of a ReLU near its kink.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from grader.truth import recorded

KINK = 0.03
"""Smallest distance of a ReLU's argument from 0: further than float32 or a finite difference moves it."""


@dataclass(frozen=True)
class Problem:
    """A two-layer network with its parameters, and a labelled batch for it."""

    params: dict[str, np.ndarray]
    """W1 (D, H), b1 (H,), W2 (H, C), b2 (C,), float64."""
    X: np.ndarray
    """(N, D) float64."""
    y: np.ndarray
    """(N,) int64, 0 <= y < C."""

    @property
    def sizes(self) -> tuple[int, int, int]:
        """D, H, C."""
        return (*self.params["W1"].shape, self.params["W2"].shape[1])

    def rows(self, n: int) -> Problem:
        """The same network with the first n samples only."""
        return replace(self, X=self.X[:n].copy(), y=self.y[:n].copy())


def draw_problem(
    rng: np.random.Generator, *, N: int = 9, D: int = 5, H: int = 7, C: int = 4
) -> Problem:
    """A network of random parameters of size about 1 and a batch in which every class occurs.

    Args:
        rng: the check's generator.
        N: samples, at least C.
        D: inputs.
        H: hidden units.
        C: classes.
    """
    params = draw_params(rng, D, H, C)
    problem = draw_batch(rng, params, rng.normal(size=(N, D)))
    # Scores around 0, so that some are negative: softmax does not notice, a ReLU on them does.
    params["b2"] -= mean_score(problem.X, params)
    return problem


@recorded
def mean_score(X: np.ndarray, params: dict[str, np.ndarray]) -> float:
    """Of all scores of a batch (N, D)."""
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0.0)
    return float(np.mean(hidden @ params["W2"] + params["b2"]))


def draw_batch(
    rng: np.random.Generator, params: dict[str, np.ndarray], X: np.ndarray, *, fixed: int = 0
) -> Problem:
    """A labelled batch for given parameters, away from every kink.

    Args:
        rng: the check's generator.
        params: the network's.
        X: (N, D) first proposal; rows with a ReLU argument near 0 are drawn again.
        fixed: leading features that keep their proposed value.
    """
    N, C = len(X), params["W2"].shape[1]
    for row in rows_near_a_kink(X, params["W1"], params["b1"]):
        while rows_near_a_kink(X[row : row + 1], params["W1"], params["b1"]):
            X[row, fixed:] = rng.normal(size=X.shape[1] - fixed)
    every_class = np.arange(C) if N >= C else np.arange(0)
    y = np.concatenate([every_class, rng.integers(0, C, N - len(every_class))])
    return Problem(params, X, rng.permutation(y))


@recorded
def rows_near_a_kink(X: np.ndarray, W1: np.ndarray, b1: np.ndarray) -> list[int]:
    """The samples, of a batch (N, D), that give a ReLU an argument closer to 0 than KINK."""
    return [row for row, x in enumerate(X) if np.min(np.abs(x @ W1 + b1)) < KINK]


def draw_params(
    rng: np.random.Generator, D: int, H: int, C: int, *, scale: float = 0.7
) -> dict[str, np.ndarray]:
    """W1 (D, H), b1 (H,), W2 (H, C), b2 (C,), normal with standard deviation `scale`."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: rng.normal(0.0, scale, shape) for name, shape in shapes.items()}


def few_rows(problem: Problem, n: int = 6) -> Problem:
    """The same network with n samples, the last class among them: missing classes are another check's."""
    few = problem.rows(n)
    few.y[0] = problem.sizes[2] - 1
    return few


def draw_shifted(rng: np.random.Generator, size: float) -> Problem:
    """A task in which every other row has +size added to all of its scores, and the others -size.

    Softmax does not see a number that is added to all scores of a row, so loss and probabilities
    are as moderate as ever, while exp(scores) overflows in one row and is 0 in the next.

    Args:
        rng: the check's generator.
        size: at least 100; 1000 is too much for float64.
    """
    push = np.full(4, 10.0)
    return _draw_pushed(rng, size / 10, push, -push)


def draw_spread(rng: np.random.Generator, size: float) -> Problem:
    """A task in which half of the scores of a row have +size added, and the other half -1.5 size.

    The label is always one of the high ones, so the loss is moderate: no logarithm of 0.
    Subtracting the mean of a row is not enough here, only the maximum is.

    Args:
        rng: the check's generator.
        size: at least 100; 1000 is too much for float64, the row's mean subtracted too.
    """
    push = np.array([10.0, 10.0, -15.0, -15.0])
    problem = _draw_pushed(rng, size / 10, push, push[::-1])
    up = problem.X[:, 0] > 0
    high = np.where(up, rng.integers(0, 2, len(up)), rng.integers(2, 4, len(up)))
    high[np.argmin(up)] = 3  # the last class occurs
    return replace(problem, y=high)


def _draw_pushed(
    rng: np.random.Generator, size: float, even: np.ndarray, odd: np.ndarray
) -> Problem:
    """A task whose even rows have size * even added to their scores, and the odd ones size * odd.

    The first feature carries this through the first two hidden units and does next to nothing else.
    """
    N, D, H, C = 9, 5, 8, 4
    params = draw_params(rng, D, H, C)
    params["W1"][0] *= 0.1
    params["W1"][:, :2] *= 0.01
    params["b1"][:2] *= 0.01
    params["W1"][0, :2] = (size, -size)
    params["W2"][0], params["W2"][1] = even, odd
    X = rng.normal(size=(N, D))
    X[:, 0] = np.where(np.arange(N) % 2 == 0, 1.0, -1.0)
    return draw_batch(rng, params, X, fixed=1)


def repeat_one_sample(problem: Problem, n: int) -> Problem:
    """n copies of a sample of the last class: whichever minibatch is drawn, its gradient is the same."""
    row = int(np.argmax(problem.y))
    X, y = problem.X[row : row + 1], problem.y[row : row + 1]
    return replace(problem, X=np.repeat(X, n, axis=0), y=np.repeat(y, n))


@dataclass(frozen=True)
class Task:
    """A classification task that a two-layer network learns in a few hundred steps."""

    start: Problem
    """Initial parameters, and the training data: sorted by class."""
    X_val: np.ndarray
    """(M, D) float64."""
    y_val: np.ndarray
    """(M,) int64."""

    def shuffled(self, rng: np.random.Generator) -> Task:
        """The same task with the training data in random order."""
        order = rng.permutation(len(self.start.y))
        data = replace(self.start, X=self.start.X[order], y=self.start.y[order])
        return replace(self, start=data)


def draw_task(rng: np.random.Generator, *, per_cloud: int = 15, H: int = 24) -> Task:
    """Three classes of two opposite clouds each: no straight line through 0 separates a class.

    Class k lies around +3 e_k and -3 e_k of a random orthonormal basis of 4 dimensions. The validation
    data are drawn from the positive clouds only, so that training on them leaves half of the training data wrong.

    Args:
        rng: the check's generator.
        per_cloud: training samples of each of the six clouds.
        H: hidden units.
    """
    D, K = 4, 3
    basis = np.linalg.qr(rng.normal(size=(D, D)))[0]
    centres = np.concatenate([[3.0 * basis[k], -3.0 * basis[k]] for k in range(K)])
    y = np.repeat(np.repeat(np.arange(K), 2), per_cloud)
    X = np.repeat(centres, per_cloud, axis=0) + rng.normal(0.0, 0.4, (len(y), D))
    y_val = np.repeat(np.arange(K), 3)
    X_val = np.repeat(centres[::2], 3, axis=0) + rng.normal(0.0, 0.4, (len(y_val), D))
    params = draw_params(rng, D, H, K, scale=0.3)
    return Task(Problem(params, X, y), X_val, y_val)
