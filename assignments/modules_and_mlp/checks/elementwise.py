"""An activation module of the submission, judged against its function h and derivative h'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from objects import construct

from grader.compare import assert_close
from grader.student import Remote, Student

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Activation:
    """A class of the submission and what it has to compute."""

    student: Student
    name: str
    h: Function
    derivative: Function
    arguments: tuple[Any, ...] = ()

    def make(self) -> Remote:
        """A fresh object of the class."""
        return construct(self.student, [self.name], self.arguments, ())

    def assert_forward(self, module: Remote, x: np.ndarray, *, what: str, hint: str = "") -> None:
        """Runs `forward` and judges it."""
        got = module.forward(x.copy())
        what = f"{self.name}().forward {what}"
        self.student.remark(assert_close(got, self.h(x), what=what, hint=hint))

    def assert_backward(
        self, module: Remote, x: np.ndarray, dout: np.ndarray, *, what: str, hint: str = ""
    ) -> None:
        """Runs `backward` and judges it as the gradient at `x`, the latest input."""
        got = module.backward(dout.copy())
        what = f"{self.name}().backward {what}"
        self.student.remark(assert_close(got, dout * self.derivative(x), what=what, hint=hint))


def smooth_name(student: Student) -> str:
    """Class of the submission's smooth activation: tanh, or that of the edition of the course."""
    others = ("ELUModule", "LeakyReLUModule", "SigmoidModule")
    if student.has("TanhModule"):
        return "TanhModule"
    return next((name for name in others if student.has(name)), "TanhModule")


def smooth_activation(student: Student, known: Any) -> Activation:
    """What `smooth_name` says, with its function and constants.

    Args:
        known: the module `reference.activations`.
    """
    kinds: Mapping[str, tuple[Function, Function, tuple[Any, ...]]] = {
        "TanhModule": (known.tanh, known.tanh_derivative, ()),
        "ELUModule": (known.elu, known.elu_derivative, (1.0,)),
        "LeakyReLUModule": (
            lambda x: known.leaky_relu(x, 0.1),
            lambda x: known.leaky_relu_derivative(x, 0.1),
            (0.1,),
        ),
        "SigmoidModule": (known.sigmoid, known.sigmoid_derivative, ()),
    }
    name = smooth_name(student)
    if name != "TanhModule":
        student.remark(f"There is no TanhModule; {name} is judged in its place.")
    return Activation(student, name, *kinds[name])
