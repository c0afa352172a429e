"""An activation module of the submission, judged against its function h and derivative h'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from objects import construct

from grader.compare import assert_close
from grader.own_slope import own_slope
from grader.student import Remote, Student
from grader.truth import recorded

Function = Callable[[np.ndarray], np.ndarray]

_CONSTANTS: Mapping[str, tuple[float, ...]] = {"ELUModule": (1.0,), "LeakyReLUModule": (0.1,)}
"""What the classes of other editions are made with."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A class of the submission, and who knows what it has to compute."""

    student: Student
    reference: SimpleNamespace
    name: str
    arguments: tuple[Any, ...] = ()

    def make(self) -> Remote:
        """A fresh object of the class."""
        return construct(self.student, [self.name], self.arguments, ())

    def assert_forward(self, module: Remote, x: np.ndarray, *, what: str, hint: str = "") -> None:
        """Runs `forward` and judges it."""
        got = module.forward(x.copy())
        what = f"{self.name}().forward {what}"
        expected = _outputs(self.reference, x)[self.name]
        self.student.remark(assert_close(got, expected, what=what, hint=hint))

    def assert_backward(
        self, module: Remote, x: np.ndarray, dout: np.ndarray, *, what: str, hint: str = ""
    ) -> None:
        """Runs `backward` and judges it as the gradient at `x`, the latest input."""
        got = module.backward(dout.copy())
        what = f"{self.name}().backward {what}"
        slope = own_slope(module.forward, x, argument="x", of="your forward", weights=dout)
        expected = _input_gradients(self.reference, x, dout)[self.name]
        self.student.remark(assert_close(got, expected, what=what, hint=hint, slope=slope))


def smooth_name(student: Student) -> str:
    """Class of the submission's smooth activation: tanh, or that of the edition of the course."""
    others = ("ELUModule", "LeakyReLUModule", "SigmoidModule")
    if student.has("TanhModule"):
        return "TanhModule"
    return next((name for name in others if student.has(name)), "TanhModule")


def smooth_activation(student: Student, reference: SimpleNamespace) -> Activation:
    """What `smooth_name` says, made with its constants."""
    name = smooth_name(student)
    if name != "TanhModule":
        student.remark(f"There is no TanhModule; {name} is judged in its place.")
    return Activation(student, reference, name, _CONSTANTS.get(name, ()))


@recorded
def _outputs(reference: SimpleNamespace, x: np.ndarray) -> dict[str, np.ndarray]:
    """By the name of the class: always of all, so that whichever a student has is known."""
    return {name: h(x) for name, (h, _) in _functions(reference).items()}


@recorded
def _input_gradients(
    reference: SimpleNamespace, x: np.ndarray, dout: np.ndarray
) -> dict[str, np.ndarray]:
    """The same for `backward`."""
    return {name: dout * slope(x) for name, (_, slope) in _functions(reference).items()}


def _functions(known: SimpleNamespace) -> Mapping[str, tuple[Function, Function]]:
    """h and h' by the name of the class."""
    (leak,) = _CONSTANTS["LeakyReLUModule"]
    return {
        "ReLUModule": (known.relu, known.relu_derivative),
        "TanhModule": (known.tanh, known.tanh_derivative),
        "ELUModule": (known.elu, known.elu_derivative),
        "LeakyReLUModule": (
            lambda x: known.leaky_relu(x, leak),
            lambda x: known.leaky_relu_derivative(x, leak),
        ),
        "SigmoidModule": (known.sigmoid, known.sigmoid_derivative),
    }
