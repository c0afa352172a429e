"""What is asked of a training function, the same for NumPy and PyTorch.

Only the returned model counts, on data that the grader owns. No exact loss or accuracy is asked
for: all limits lie far outside of what right programs give (see tasks.py and docs/training.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from mlp_truth import ACTIVATIONS, Layers, descend
from numpy_network import Pairs
from own_training import loss_scale, own_descent
from tasks import BATCH_SIZE, EPOCHS, LEARNING_RATE, Pair, Task, loss_by_chance
from torch_network import TorchNetwork
from training_run import Trained, run

from grader.carried import right_or_carried
from grader.compare import assert_close, assert_number, assert_series, assert_true, fail
from grader.compare.judged import watching
from grader.errors import CheckFailed, NotRecorded
from grader.student import Student
from grader.truth import recorded

MAIN = {"lr": LEARNING_RATE, "batch_size": BATCH_SIZE, "epochs": EPOCHS}
LEAKED = 0.25
"""Share of new images under the class that only the test set gives them. Of 6,000 right runs none passed 0.13; a
model trained on the test set alone 0.93, one trained on both sets 0.24 or more, mostly 0.5."""
MODEL_OF_EPOCHS = 0.05
"""An accuracy of ours and one of theirs on the same 150 samples may differ by this: float32, ties."""
FULL_BATCH, STEPS, STEP_SIZE = 200, 3, 0.1
"""The exact run: so many samples in one batch, so many steps of this size."""
BATCHES, SMALL_STEP = 8, 2e-4
"""The run of one epoch: so many batches, and steps so small that their order does not matter."""
NO_STEP = 1e-10
"""A learning rate that leaves float64 weights where they are, to 10 digits."""


def assert_learns(student: Student, task: Task, bar: float, *, torch: bool) -> None:
    """The returned model names new images rightly, and the validation accuracies are its own."""
    trained = run(student, task, torch=torch, data=task.for_student(), **MAIN)
    assert_number(
        trained.accuracy(task.holdout),
        low=bar,
        high=1.0,
        what=f"accuracy on new data of the model that {trained.what} returned",
    )
    what = f"val_accuracies of {trained.what}"
    claimed = trained.fractions(trained.val_accuracies, what=what)
    assert_true(
        claimed.size in (EPOCHS, EPOCHS + 1),
        what=what,
        expected=f"{EPOCHS} values, one after each epoch",
        got=f"{claimed.size} values",
    )
    own = trained.accuracy(task.data["validation"])
    assert_true(
        bool((np.abs(claimed - own) <= MODEL_OF_EPOCHS).any()),
        what=what,
        expected=f"among them {own:.3f}, the accuracy of the returned model",
        got=", ".join(f"{value:.3f}" for value in claimed),
        hint="Return the model of one of the epochs, and its accuracy on all validation samples.",
    )
    _assert_weights_decide(trained, task)


def assert_test_accuracy(student: Student, task: Task, *, torch: bool) -> None:
    """The reported test accuracy is that of the returned model, which never saw the test labels.

    Every second class is labelled as the next one there. A model trained on the training set fails on
    these, and has to say so; one that saw them names the moved classes on new data, too.
    """
    data = task.with_shifted_test()
    trained = run(student, task, torch=torch, data=data, **MAIN)
    x, t = (part[task.is_shifted(task.holdout[1])] for part in task.holdout)
    moved = trained.accuracy((x, (t + 1) % task.classes))
    assert_number(
        moved,
        low=0.0,
        high=LEAKED,
        what="share of new images that got the class their kind has in data['test'] only",
        hint="The labels of data['test'] differ in this run; do not train on them.",
    )
    what = f"test_accuracy of {trained.what}, where test labels of every second class are moved"
    assert_number(
        trained.fraction(trained.test_accuracy, what=what),
        low=max(0.0, trained.accuracy(data["test"]) - 0.03),
        high=trained.accuracy(data["test"]) + 0.03,
        what=what,
        hint="Evaluate the returned model on data['test'], not on another part.",
    )


def assert_steps(
    student: Student,
    task: Task,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    *,
    torch: bool,
) -> None:
    """Training moves every weight and bias by the learning rate times the gradient.

    Over full-batch steps, which are exact; and over one epoch of many batches with tiny steps, which
    add up to one step along the gradient of all samples, in whatever order they come. The start is
    read off a run with a step size of nothing and the same seed. A program that keeps the best epoch
    may return the parameters after any of the full-batch steps. In NumPy the gradient may be that of
    the student's own modules, which are judged elsewhere.
    """
    data = task.small(FULL_BATCH)
    start = run(student, task, torch=torch, data=data, lr=NO_STEP, batch_size=FULL_BATCH, epochs=1)
    for lr, batches, epochs, rtol, over in (
        (STEP_SIZE, 1, STEPS, 0.005, f"{STEPS} full-batch steps"),
        (SMALL_STEP, BATCHES, 1, 0.1, f"one epoch of {BATCHES} batches"),
    ):
        size = FULL_BATCH // batches
        moved = run(student, task, torch=torch, data=data, lr=lr, batch_size=size, epochs=epochs)
        descent = Descent(
            start=start, moved=moved, lr=lr, batches=batches, epochs=epochs, rtol=rtol, over=over
        )
        _assert_descent(descent, data["train"], reference, rng)


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """Two runs from the same weights, one of which did not move."""

    start: Trained
    moved: Trained
    lr: float
    batches: int
    """In each epoch."""
    epochs: int
    rtol: float
    over: str
    """What moved the parameters, for messages."""

    @property
    def step(self) -> float:
        """Of one step along the gradient of all samples that an epoch amounts to."""
        return self.lr * self.batches

    def sequence(self, pair: Pair) -> list[Pair]:
        """The batches of `moved`, not shuffled."""
        x, t = (np.split(part, self.batches) for part in pair)
        return list(zip(x, t, strict=True)) * self.epochs

    def assert_moved(self, ends: Sequence[Pairs]) -> tuple[str, ...]:
        """Judges every layer's change by the nearest of the right ends, the most wrong one first."""
        before, after = self.start.model.parameters(), self.moved.model.parameters()
        nearest = min(ends, key=lambda layers: _distance(after, layers))
        parts = [
            (f"change of the {name} of layer {number} over {self.over}", b - a, c - a)
            for number, layers in enumerate(zip(before, after, nearest, strict=True), start=1)
            for name, a, b, c in zip(("weights", "biases"), *layers, strict=True)
        ]
        floor = 0.01 * self.step
        remarks: tuple[str, ...] = ()
        for what, got, expected in sorted(parts, key=lambda part: _share(*part[1:], floor)):
            remarks += assert_close(got, expected, what=what, rtol=self.rtol, floor=floor)
        return remarks

    def assert_same_start(self) -> None:
        """Where the steps are wrong: perhaps the two runs did not begin with the same weights.

        Can be told from the first losses where both are those of all samples.
        """
        first, second = self.start.losses(), self.moved.losses()
        assert_series(first, what=f"logging['loss'] of {self.start.what}")
        assert_series(second, what=f"logging['loss'] of {self.moved.what}")
        if self.batches == 1:
            assert_close(
                second[0],
                first[0],
                what=f"first loss of {self.moved.what}, beside that of a run with the same seed",
                hint="The same seed must give the same starting weights, whatever the learning rate is.",
            )


def _assert_descent(
    descent: Descent, pair: Pair, reference: SimpleNamespace, rng: np.random.Generator
) -> None:
    before = descent.start.model.parameters()
    student, amount = descent.start.student, {"lr": descent.step, "steps": descent.epochs}

    def truth() -> tuple[str, ...]:
        paths = [
            descend(reference, *pair, before, activation=name, **amount) for name in ACTIVATIONS
        ]
        try:
            return descent.assert_moved([layers for path in paths for layers in path])
        except CheckFailed:
            descent.assert_same_start()
            raise

    def given_modules() -> tuple[str, ...]:
        descent.assert_same_start()
        first, *_ = descend(reference, *pair, before, activation="relu", **amount)
        with watching():
            ends = [
                end
                for loss in (None, reference.cross_entropy_backward)
                for end in own_descent(
                    student,
                    rng,
                    descent.sequence(pair),
                    before,
                    lr=descent.lr,
                    loss_gradient=loss,
                )[descent.batches - 1 :: descent.batches]
            ]
        # Modules that give no gradient at all say nothing of a program that does not move.
        own = [end for end in ends if _distance(end, before) > 0.1 * _distance(first, before)]
        if not own:
            fail(what=descent.over, expected="modules that give a gradient", got="others")
        return descent.assert_moved(own)

    if isinstance(descent.start.model, TorchNetwork):
        student.remark(truth())
    else:
        how = "these are the steps that its gradients give"
        right_or_carried(student, truth, given_modules, earlier="2a to 2c", how=how)


def assert_same_seed(student: Student, task: Task, *, torch: bool) -> None:
    """The same seed gives the same losses, another seed others."""
    data = task.small(100)
    curves = [
        run(student, task, torch=torch, data=data, lr=0.1, batch_size=20, epochs=2, seed=seed)
        for seed in (3, 3, 4)
    ]
    first, second, other = (trained.losses() for trained in curves)
    what = f"logging['loss'] of two runs of {curves[0].what}"
    assert_series(first, what=what)
    student.remark(assert_close(second, first, what=what))
    assert_true(
        other.shape != first.shape or not np.allclose(other, first, rtol=1e-6, atol=0),
        what=f"logging['loss'] of {curves[2].what}",
        expected="another run than with the seed 3",
        got="the same losses",
        hint="The argument seed is the one to use.",
    )


def assert_curve(
    student: Student,
    task: Task,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    *,
    torch: bool,
) -> None:
    """One finite loss per mini-batch, from that of chance clearly down, and not smoothed by hand."""
    trained = run(student, task, torch=torch, data=task.for_student(), **MAIN)
    what = f"logging['loss'] of {trained.what}"
    losses = trained.losses()
    student.curve("loss of each mini-batch", losses)
    per_batch = losses.size in (task.steps, task.steps + 1)
    coarse = losses.size >= EPOCHS and task.steps % max(losses.size, 1) in (0, 1)
    scale = _scale(student, task, rng, torch=torch)
    chance = loss_by_chance(task.classes) * scale
    student.remark(
        assert_series(
            losses,
            what=what,
            length=losses.size if coarse and not per_batch else (task.steps, task.steps + 1),
            # a mean over the first epoch or so has already fallen
            start=((0.5 if per_batch else 0.25) * chance, 2.0 * chance),
            falling=0.7,
            hint="The mean loss of every mini-batch, in the order of training.",
        )
    )
    try:
        end = scale * _loss(trained, *task.data["train"], reference)
    except NotRecorded:  # nothing but grading knows the right loss of just this model
        student.remark(
            f"When this is graded, the end of {what} is also compared with the loss of the model."
        )
    else:
        _assert_ends_at(trained, end, what=what)
    if not per_batch:
        student.remark(f"{what}: {losses.size} values for {task.steps} mini-batches.")
        return
    down = float((np.diff(losses) <= 0).mean())
    assert_true(
        down < 0.95,
        what=what,
        expected="the loss of every mini-batch as it is: it goes up as often as down",
        got=f"{down:.0%} of the steps go down",
        hint="Log the loss itself, not a running minimum and not sorted.",
    )


def assert_curve_is_measured(
    student: Student,
    task: Task,
    reference: SimpleNamespace,
    rng: np.random.Generator,
    *,
    torch: bool,
) -> None:
    """With a tiny learning rate the logged losses are those of the returned model."""
    data = task.small(FULL_BATCH)
    trained = run(student, task, torch=torch, data=data, lr=1e-6, batch_size=BATCH_SIZE, epochs=4)
    x, t = data["train"]
    loss = _loss(trained, x, t, reference) * _scale(student, task, rng, torch=torch)
    losses = trained.losses()
    what = f"logging['loss'] of {trained.what}"
    assert_series(losses, what=what)
    assert_number(
        float(losses.mean()),
        low=0.9 * loss,
        high=1.1 * loss,
        what=f"mean of {what}, where nothing can be learned",
        hint="The mean cross entropy per sample, natural logarithm; the learning rate is an argument.",
    )
    part = max(1, losses.size // 4)
    assert_number(
        float(losses[-part:].mean() / losses[:part].mean()),
        low=0.97,
        high=1.03,
        what=f"last epoch of {what} as a share of the first, where nothing can be learned",
        hint="Is the argument lr the rate that is used?",
    )


def _loss(trained: Trained, x: np.ndarray, t: np.ndarray, reference: SimpleNamespace) -> float:
    """The mean cross entropy of the returned model, found by us."""
    return _mean_loss(reference, trained.output(x), t, trained.gives_logits)


@recorded
def _mean_loss(
    reference: SimpleNamespace, output: np.ndarray, t: np.ndarray, logits: bool
) -> float:
    """Of a model that gave these logits or probabilities."""
    if logits:
        logarithms = reference.log_softmax(output)
    else:
        logarithms = np.log(np.maximum(output, 1e-300))
    return float(-logarithms[np.arange(len(t)), t].mean())


def _assert_ends_at(trained: Trained, loss: float, *, what: str) -> None:
    """The last losses and that of the returned model on the same data are of one size.

    Far more room than right runs need: the returned model may be that of another epoch.
    """
    last = float(trained.losses()[-BATCH_SIZE:].mean())
    assert_number(
        last,
        low=loss / 3 - 0.1,
        high=3 * loss + 0.5,
        what=f"end of {what}, where the returned model has a loss of {loss:.3g} on the training set",
    )


def _scale(student: Student, task: Task, rng: np.random.Generator, *, torch: bool) -> float:
    """By how much their NumPy loss module is off, which has cost its points already."""
    if torch:
        return 1.0
    scale = loss_scale(student, rng, rows=BATCH_SIZE, classes=task.classes)
    if scale != 1.0:
        student.remark(
            f"The losses are judged as {scale:.3g} times too large, as your module's are."
        )
    return scale


def _assert_weights_decide(trained: Trained, task: Task) -> None:
    """With the last layer at zero the model cannot tell anything apart: its weights are what counts."""
    x, _ = task.holdout
    layers = trained.model.parameters()
    last_weight, last_bias = layers[-1]
    trained.model.choose([*layers[:-1], (np.zeros_like(last_weight), np.zeros_like(last_bias))])
    try:
        predictions = trained.predictions(x)
    except CheckFailed:
        return
    assert_true(
        len(np.unique(predictions)) == 1,
        what="predictions of the returned model after its last layer was set to zero",
        expected="the same class for every image",
        got=f"{len(np.unique(predictions))} different classes",
        hint="The accuracy must come from the weights of the network.",
    )


def _share(got: np.ndarray, expected: np.ndarray, floor: float) -> float:
    """Minus the error as a share of the largest entry: the most wrong comes first."""
    with np.errstate(all="ignore"):
        error = np.abs(got - expected).max() / max(np.abs(expected).max(), floor)
    return -float(np.nan_to_num(error, nan=np.inf))


def _distance(after: Layers, layers: Layers) -> float:
    with np.errstate(all="ignore"):
        gaps = [
            np.abs(mine - true).max()
            for got, want in zip(after, layers, strict=True)
            for mine, true in zip(got, want, strict=True)
        ]
    return float(np.nan_to_num(max(gaps), nan=np.inf))
