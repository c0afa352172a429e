"""How one result of `batch_network` is judged. Knows the shapes of the five results, no inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from networks import Batch
from outcomes import part

from grader.compare import assert_close, assert_number
from grader.student import Student


def call_in_words(batch: Batch) -> str:
    """The call of `batch_network`, for messages."""
    D, H, K = batch.params.sizes
    return f"batch_network of sizes {D}-{H}-{K} for {len(batch.T)} samples"


def assert_loss(
    student: Student, reference: Any, batch: Batch, hint: str, *, atol: float | None = None
) -> None:
    """Judges the mean loss."""
    call = call_in_words(batch)
    got = part(student.batch_network(*batch.args), "loss", what=call)
    expected = reference.batch_softmax_network(*batch.args).loss
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
            )
        )
