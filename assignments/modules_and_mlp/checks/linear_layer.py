"""A linear module of the submission, in whichever layout it stores its parameters.

Weights may be (out, in) or (in, out), told apart by sizes that differ; biases (out,), (1, out) or
(out, 1). Gradients must have the values of that layout in order; another shape is a remark.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.compare import array, assert_close, assert_true
from grader.student import Remote, Student
from objects import construct

_MADE_AT_ONCE = "The constructor makes the parameters as arrays of their final shape."


class Linear:
    """`LinearModule(n_in, n_out)` with parameters that the check chose.

    Args:
        student: the submission.
        weight: (n_out, n_in) float64, n_out different from n_in.
        bias: (n_out,) float64.
    """

    def __init__(self, student: Student, weight: np.ndarray, bias: np.ndarray) -> None:
        n_out, n_in = weight.shape
        self._student = student
        self.name = f"LinearModule({n_in}, {n_out})"
        self.module = construct(
            student, ["LinearModule"], (n_in, n_out), (n_in, n_out, False), (n_in, n_out, False, 0)
        )
        self.turned = choose_parameters(self.module, ("params",), weight, bias, what=self.name)

    def forward(self, x: np.ndarray) -> Any:
        """What `forward` returned, unjudged."""
        return self.module.forward(x.copy())

    def backward(self, dout: np.ndarray) -> Any:
        """What `backward` returned, unjudged."""
        return self.module.backward(dout.copy())

    def gradient(self, name: str) -> Any:
        """What stands in `grads`, unjudged."""
        return self.module.get("grads", name)

    def in_their_layout(self, name: str, gradient: np.ndarray) -> np.ndarray:
        """A gradient of ours, (n_out, n_in) or (n_out,), as this module stores it."""
        return gradient.T if name == "weight" and self.turned else gradient

    def assert_gradient(self, name: str, expected: np.ndarray, *, what: str, hint: str = "") -> None:
        """Judges `grads[name]`."""
        remarks = assert_close(
            self.gradient(name),
            self.in_their_layout(name, expected),
            what=f"{self.name}.grads[{name!r}] {what}",
            raveled=True,
            hint=hint,
        )
        self._student.remark(remarks)


def choose_parameters(
    owner: Remote,
    path: tuple[Any, ...],
    weight: np.ndarray,
    bias: np.ndarray,
    *,
    what: str,
) -> bool:
    """Writes weight and bias into the dict at `path`, in the layout found there.

    Returns:
        Whether the weight is stored as (in, out).

    Raises:
        CheckFailed: the parameters there are not of these sizes.
        StudentFault: there are none.
    """
    n_out, n_in = weight.shape
    stored = array(owner.get(*path, "weight"), what=f"{what}.params['weight']", finite=False)
    assert_true(
        stored.shape in ((n_out, n_in), (n_in, n_out)),
        what=f"{what}.params['weight']",
        expected=f"shape ({n_out}, {n_in}) or ({n_in}, {n_out})",
        got=f"shape {stored.shape}",
        hint=_MADE_AT_ONCE,
    )
    turned = stored.shape == (n_in, n_out)
    owner.set(np.ascontiguousarray(weight.T if turned else weight), *path, "weight")
    stored = array(owner.get(*path, "bias"), what=f"{what}.params['bias']", finite=False)
    assert_true(
        stored.size == n_out,
        what=f"{what}.params['bias']",
        expected=f"{n_out} numbers, one for every output",
        got=f"{stored.size} in shape {stored.shape}",
        hint=_MADE_AT_ONCE,
    )
    owner.set(bias.reshape(stored.shape), *path, "bias")
    return turned
