"""How one result of `batch_network` is judged. Knows the shapes of the five results, no inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from networks import Batch, Parameters
from outcomes import part

from grader.compare import OwnSlope, assert_close, assert_number
from grader.own_slope import own_slope
from grader.student import Student
from grader.truth import recorded


def call_in_words(batch: Batch) -> str:
    """The call of `batch_network`, for messages."""
    D, H, K = batch.params.sizes
    return f"batch_network of sizes {D}-{H}-{K} for {len(batch.T)} samples"


@recorded
def true_loss(reference: Any, batch: Batch) -> float:
    """The mean loss alone: gradients of the full size would be megabytes in a handout."""
    return reference.batch_softmax_network(*batch.args).loss


def assert_loss(
    student: Student, reference: Any, batch: Batch, hint: str, *, atol: float | None = None
) -> None:
    """Judges the mean loss."""
    call = call_in_words(batch)
    got = part(student.batch_network(*batch.args), "loss", what=call)
    expected = true_loss(reference, batch)
    student.remark(assert_number(got, expected, what=f"the loss of {call}", atol=atol, hint=hint))


def assert_gradients(
    student: Student,
    reference: Any,
    batch: Batch,
    names: tuple[str, ...],
    hint: str,
    *,
    floor: float = 1e-3,
) -> None:
    """Judges some of the gradients, all from one call."""
    call = call_in_words(batch)
    value = student.batch_network(*batch.args)
    truth = reference.batch_softmax_network(*batch.args)
    for name in names:
        expected: np.ndarray = getattr(truth, name)
        got = part(value, name, what=call)
        student.remark(
            assert_close(
                got,
                expected,
                what=f"{name} of {call}",
                floor=floor,
                raveled=expected.ndim == 1,
                hint=hint,
                slope=_slope_of_loss(student, batch, name.removeprefix("d")),
            )
        )


def _slope_of_loss(student: Student, batch: Batch, argument: str) -> OwnSlope:
    """The slope of their own mean loss by one of the parameters."""

    def loss_at(moved: np.ndarray) -> Any:
        params: Parameters = batch.params._replace(**{argument: moved})
        value = student.batch_network(batch.X, batch.T, *params)
        return part(value, "loss", what=call_in_words(batch))

    at = getattr(batch.params, argument)
    return own_slope(loss_at, at, argument=argument, of="your own loss")
