"""The submission's TwoLayerNet under parameters that the grader chooses.

Evens out what a fair grader accepts: biases of shape (H,), (1, H) or (H, 1), a weight stored
transposed, results as tuple, list or dict. Judges nothing but that the parts are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.compare import OwnSlope, array, assert_close, assert_true, results
from grader.errors import StudentFault
from grader.own_slope import own_slope
from grader.student import Remote, Student

NAMES = ("W1", "b1", "W2", "b2")
STD = 0.1
"""Scale of the initial weights that the checks ask for; they overwrite them afterwards."""


class StudentNet:
    """A network of the submission, with the given parameters written into its `params`.

    Args:
        student: the submission.
        params: W1 (D, H), b1 (H,), W2 (H, C), b2 (C,).

    Raises:
        CheckFailed: when `params` lacks an array, one has the wrong size, or does not keep what
            is written into it.
        StudentFault: when the submission's code raises.
    """

    def __init__(self, student: Student, params: Mapping[str, np.ndarray]) -> None:
        D, H = params["W1"].shape
        C = params["W2"].shape[1]
        self.called = f"TwoLayerNet({D}, {H}, {C})"
        self.remote = new_net(student, D, H, C)
        self._shapes = {name: value.shape for name, value in params.items()}
        self._transposed: dict[str, bool] = {}
        self._theirs: dict[str, tuple[int, ...]] = {}
        self._given: dict[str, np.ndarray] = {}
        theirs = params_of(self.remote, what=f"{self.called}.params")
        for name, value in params.items():
            self._look(name, value, theirs[name])
            self.put(name, value)
        for name, value in self.params().items():
            assert_close(
                value,
                params[name],
                what=f"{self.called}.params[{name!r}] after the grader wrote into it",
                hint="keep the parameters in self.params, a dict that can be written to",
            )

    def _look(self, name: str, value: np.ndarray, theirs: Any) -> None:
        """Notes in which layout they keep a parameter; CheckFailed when it has another size."""
        what = f"{self.called}.params[{name!r}]"
        shape = array(theirs, what=what).shape
        turned = value.ndim == 2 and shape == value.T.shape and shape != value.shape
        same = _squeezed(shape) == _squeezed(value.shape)
        assert_true(
            same or turned,
            what=what,
            expected=f"an array of shape {value.shape}",
            got=f"an array of shape {shape}",
            hint="weights are (inputs, outputs), biases (outputs,)",
        )
        self._transposed[name] = turned
        self._theirs[name] = shape

    def put(self, name: str, value: np.ndarray) -> None:
        """Writes one parameter, given in the layout (D, H), (H,), (H, C) or (C,)."""
        self._given[name] = value
        value = value.T if self._transposed[name] else value
        self.remote.set(np.ascontiguousarray(value.reshape(self._theirs[name])), "params", name)

    def params(self) -> dict[str, np.ndarray]:
        """Their parameters as they stand now, float64 in the layout (D, H), (H,), (H, C), (C,)."""
        theirs = params_of(self.remote, what=f"{self.called}.params")
        out = {}
        for name, shape in self._shapes.items():
            value = array(theirs[name], what=f"{self.called}.params[{name!r}]")
            value = value.T if self._transposed[name] else value
            assert_true(
                _squeezed(value.shape) == _squeezed(shape),
                what=f"{self.called}.params[{name!r}] afterwards",
                expected=f"still an array of shape {shape}",
                got=f"an array of shape {value.shape}",
            )
            out[name] = value.reshape(shape)
        return out

    def scores(self, X: np.ndarray) -> Any:
        """What `loss(X)` returned; untrusted."""
        return self.remote.loss(X)

    def loss(self, X: np.ndarray, y: np.ndarray, reg: float = 0.0) -> Any:
        """The loss out of what `loss(X, y, reg)` returned; untrusted."""
        value = self.remote.loss(X, y, reg)
        if isinstance(value, tuple | list | Mapping):
            return results(value, "loss", "grads", what=_loss_call(self.called, X, y, reg))[0]
        return value  # the gradients are not there yet: the loss may be right all the same

    def gradients(self, X: np.ndarray, y: np.ndarray, reg: float = 0.0) -> Gradients:
        """The gradients out of what `loss(X, y, reg)` returned."""
        call = _loss_call(self.called, X, y, reg)
        grads = results(self.remote.loss(X, y, reg), "loss", "grads", what=call)[1]
        return Gradients(
            grads,
            what=f"grads of {call}",
            transposed=self._transposed,
            slope=lambda name: self._slope(name, X, y, reg),
        )

    def _slope(self, name: str, X: np.ndarray, y: np.ndarray, reg: float) -> OwnSlope:
        """The slope of their own loss by one parameter, in their layout; the others stay as they are."""
        turned, given = self._transposed[name], self._given[name]

        def loss_at(moved: np.ndarray) -> Any:
            self.put(name, moved.T if turned else moved)
            return self.loss(X, y, reg)

        return own_slope(loss_at, given.T if turned else given, argument=name, of="your own loss")

    def train(self, task_args: tuple[np.ndarray, ...], **options: Any) -> Any:
        """What `train(X, y, X_val, y_val, ...)` returned; untrusted.

        Args:
            task_args: X, y, X_val, y_val.
            options: learning_rate, reg, num_iters, batch_size. The learning rate stays
                constant: decaying it is the student's choice.
        """
        in_order = ("learning_rate", "reg", "num_iters", "batch_size")
        rate, *rest = (options[name] for name in in_order)
        calls: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
            ((), {"learning_rate_decay": 1.0, **options}),
            ((), options),  # they decay nothing
            ((rate, 1.0, *rest), {}),  # names of their own, in the order of the starter file
        )
        for args, named in calls[:-1]:
            try:
                return self.remote.train(*task_args, *args, **named)
            except StudentFault as fault:
                if not _unknown_argument(fault):
                    raise
        args, named = calls[-1]
        return self.remote.train(*task_args, *args, **named)

    def predict(self, X: np.ndarray) -> Any:
        """What `predict(X)` returned; untrusted."""
        return self.remote.predict(X)


class Gradients:
    """The gradients of one call, one by one: a missing or wrong one does not hide the others."""

    def __init__(
        self,
        value: Any,
        *,
        what: str,
        transposed: Mapping[str, bool],
        slope: Callable[[str], OwnSlope],
    ) -> None:
        self._value = value
        self._what = what
        self._transposed = transposed
        self._slope = slope

    def __getitem__(self, name: str) -> Any:
        """The gradient by one parameter; untrusted.

        Raises:
            CheckFailed: when there is none.
        """
        if isinstance(self._value, Mapping):
            keys = [str(k) for k in list(self._value)[:8]]
            assert_true(
                name in self._value,
                what=self._what,
                expected=f"an entry {name!r}",
                got=f"a dict with {', '.join(keys) or 'nothing in it'}",
            )
            return self._value[name]
        return results(self._value, *NAMES, what=self._what)[NAMES.index(name)]

    def assert_close(
        self, name: str, expected: np.ndarray, *, hint: str = "", **tolerance: float
    ) -> tuple[str, ...]:
        """Compares one gradient, in the layout of the parameter; a bias's may be a row or a column.

        Returns:
            Remarks.
        """
        turned = self._transposed.get(name, False)
        return assert_close(
            self[name],
            expected.T if turned else expected,
            what=f"{name} in {self._what}",
            raveled=expected.ndim == 1,
            hint=hint,
            slope=self._slope(name),
            **tolerance,
        )

    def array(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """One gradient for arithmetic, float64 in the layout `shape`."""
        value = array(self[name], what=f"{name} in {self._what}")
        value = value.T if self._transposed.get(name, False) else value
        assert_true(
            _squeezed(value.shape) == _squeezed(shape),
            what=f"{name} in {self._what}",
            expected=f"an array of shape {shape}",
            got=f"an array of shape {value.shape}",
        )
        return value.reshape(shape)


def new_net(student: Student, D: int, H: int, C: int, std: float = STD) -> Remote:
    """A new TwoLayerNet(D, H, C, std) of the submission.

    Raises:
        CheckFailed: when that is a plain value instead of an object.
    """
    remote = student.TwoLayerNet(D, H, C, std)
    assert_true(
        isinstance(remote, Remote),
        what=f"TwoLayerNet({D}, {H}, {C}, {std:g})",
        expected="a network: an object with params, loss, train and predict",
        got=f"a value of type {type(remote).__name__}",
    )
    return remote


def params_of(remote: Remote, *, what: str) -> dict[str, Any]:
    """The four entries of `params`; untrusted."""
    return dict(zip(NAMES, results(remote.get("params"), *NAMES, what=what), strict=True))


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)


def _loss_call(called: str, X: np.ndarray, y: np.ndarray, reg: float) -> str:
    return f"{called}.loss(X {X.shape}, y {y.shape}, reg={reg:g})"


def _unknown_argument(fault: StudentFault) -> bool:
    raised = fault.run.fault
    return (
        raised is not None
        and raised.type == "TypeError"
        and "unexpected keyword argument" in raised.message
    )
