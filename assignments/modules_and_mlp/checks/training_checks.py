"""What is asked of a training function, the same for NumPy and PyTorch.

Only the returned model counts, on data that the grader owns. No exact loss or accuracy is asked
for: all limits lie far outside of what right programs give (see tasks.py and docs/training.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from mlp_truth import ACTIVATIONS, Layers, descend
from numpy_network import Pairs
from own_training import loss_scale, own_descent
from tasks import BATCH_SIZE, EPOCHS, LEARNING_RATE, Task
from training_run import Trained, run

from grader.compare import assert_close, assert_number, assert_series, assert_true
from grader.errors import CheckFailed
from grader.student import Student

MAIN = {"lr": LEARNING_RATE, "batch_size": BATCH_SIZE, "epochs": EPOCHS}
MODEL_OF_EPOCHS = 0.05
"""An accuracy of ours and one of theirs on the same 150 samples may differ by this: float32, ties."""
FULL_BATCH, STEPS, STEP_SIZE = 200, 3, 0.1
"""The exact run: so many samples in one batch, so many steps of this size."""
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

    All test labels are moved on by one class. A model trained on the training set fails on them,
    and has to say so; one that saw them names the moved classes on new data, too.
    """
    data = task.with_shifted_test()
    trained = run(student, task, torch=torch, data=data, **MAIN)
    x, t = task.holdout
    moved = trained.accuracy((x, (t + 1) % task.classes))
    assert_number(
        moved,
        low=0.0,
        high=0.35,
        what="share of new images that got the class their kind has in data['test'] only",
        hint="The labels of data['test'] differ in this run; do not train on them.",
    )
    what = f"test_accuracy of {trained.what}, where every test label is the next class"
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
    """Full-batch steps move every weight and bias by the learning rate times the gradient.

    The start is read off a run with a step size of nothing and the same seed. A program that keeps
    the best epoch may return the parameters after any of the steps. In NumPy the gradient may be
    that of the student's own modules, which are judged elsewhere.
    """
    data = task.small(FULL_BATCH)
    x, t = data["train"]
    start = run(student, task, torch=torch, data=data, lr=NO_STEP, batch_size=len(x), epochs=1)
    moved = run(
        student, task, torch=torch, data=data, lr=STEP_SIZE, batch_size=len(x), epochs=STEPS
    )
    before, after = start.model.parameters(), moved.model.parameters()
    paths = [
        descend(reference, x, t, before, lr=STEP_SIZE, steps=STEPS, activation=name)
        for name in ACTIVATIONS
    ]
    try:
        student.remark(_assert_moved(before, after, [layers for path in paths for layers in path]))
    except CheckFailed as wrong:
        own: list[Pairs] = []
        if not torch:
            own = own_descent(student, rng, x, t, before, lr=STEP_SIZE, steps=STEPS)
        # Modules that give no gradient at all say nothing of a program that does not move.
        own = [
            path for path in own if _distance(path, before) > 0.1 * _distance(paths[0][0], before)
        ]
        try:
            if not own:
                raise wrong
            _assert_moved(before, after, own)
        except CheckFailed:
            _assert_same_start(start, moved)
            raise wrong from None
        student.remark("The steps are those of your own modules, which are judged in 2.")


def _assert_moved(before: Pairs, after: Pairs, ends: Sequence[Pairs]) -> tuple[str, ...]:
    """Judges every layer's change by the nearest of the right ones."""
    nearest = min(ends, key=lambda layers: _distance(after, layers))
    remarks: tuple[str, ...] = ()
    for number, (was, now, true) in enumerate(zip(before, after, nearest, strict=True), start=1):
        for name, a, b, c in zip(("weights", "biases"), was, now, true, strict=True):
            what = f"change of the {name} of layer {number} over {STEPS} full-batch steps"
            remarks += assert_close(b - a, c - a, what=what, rtol=0.02)
    return remarks


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
    """One finite loss per mini-batch, from about ln K clearly down, and not smoothed by hand."""
    trained = run(student, task, torch=torch, data=task.for_student(), **MAIN)
    what = f"logging['loss'] of {trained.what}"
    losses = trained.losses()
    student.curve("loss of each mini-batch", losses)
    per_batch = losses.size in (task.steps, task.steps + 1)
    coarse = losses.size >= EPOCHS and task.steps % max(losses.size, 1) in (0, 1)
    scale = _scale(student, task, rng, torch=torch)
    chance = float(np.log(task.classes)) * scale
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
    _assert_ends_at(trained, scale * _loss(trained, *task.data["train"], reference), what=what)
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
    return float(-trained.log_probabilities(x, reference)[np.arange(len(t)), t].mean())


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


def _assert_same_start(start: Trained, moved: Trained) -> None:
    """Where the steps are wrong: perhaps the two runs did not begin with the same weights."""
    first, second = start.losses(), moved.losses()
    assert_series(first, what=f"logging['loss'] of {start.what}")
    assert_series(second, what=f"logging['loss'] of {moved.what}")
    assert_close(
        second[0],
        first[0],
        what=f"first loss of {moved.what}, beside that of a run with the same seed",
        hint="The same seed must give the same starting weights, whatever the learning rate is.",
    )


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


def _distance(after: Layers, layers: Layers) -> float:
    with np.errstate(all="ignore"):
        gaps = [
            np.abs(mine - true).max()
            for got, want in zip(after, layers, strict=True)
            for mine, true in zip(got, want, strict=True)
        ]
    return float(np.nan_to_num(max(gaps), nan=np.inf))
