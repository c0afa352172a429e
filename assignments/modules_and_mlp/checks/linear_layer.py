"""A linear module of the submission, in whichever layout it stores its parameters.

Weights may be (out, in) or (in, out), told apart by sizes that differ; biases (out,), (1, out) or
(out, 1). Gradients must have the values of that layout in order; a shape that is not the parameter's
is a remark.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from objects import answered, construct

from grader.compare import OwnSlope, assert_close
from grader.errors import CheckFailed, StudentFault
from grader.layers import LayerRef, Path, find_layers
from grader.own_slope import own_slope
from grader.student import Remote, Student


class Linear:
    """`LinearModule(n_in, n_out)` with parameters that the check chose.

    Args:
        student: the submission.
        weight: (n_out, n_in) float64, n_out different from n_in.
        bias: (n_out,) float64.

    Raises:
        StudentFault: the class is missing or fails.
        CheckFailed: its parameters are not of these sizes.
    """

    def __init__(self, student: Student, weight: np.ndarray, bias: np.ndarray) -> None:
        n_out, n_in = weight.shape
        self._student = student
        self.name = f"LinearModule({n_in}, {n_out})"
        self.module = construct(
            student, ["LinearModule"], (n_in, n_out), (n_in, n_out, False), (n_in, n_out, False, 0)
        )
        (self._layer,) = find_layers(self.module.walk(), (n_in, n_out), what=self.name)
        choose_parameters(self.module, self._layer, weight, bias)
        self._parameters = {"weight": weight, "bias": bias}
        self._latest: dict[str, np.ndarray] = {}
        self._fault: StudentFault | None = None

    def forward(self, x: np.ndarray) -> Any:
        """What `forward` returned, unjudged."""
        self._latest["x"] = x
        return self.module.forward(x.copy())

    def backward(self, dout: np.ndarray) -> Any:
        """What `backward` returned, unjudged."""
        self._latest["dout"] = dout
        return self.module.backward(dout.copy())

    def fill_gradients(self, dout: np.ndarray) -> None:
        """Runs `backward` for what it leaves in `grads`.

        It may raise after it has filled them, over the gradient of the input: that is judged
        elsewhere, and told here only where the gradients are wrong as well.
        """
        self._latest["dout"] = dout
        _, self._fault = answered(self.module.backward, dout.copy())

    def gradient(self, name: str) -> Any:
        """What stands in `grads`, unjudged; `name` is "weight" or "bias"."""
        place = self._layer.weight if name == "weight" else self._layer.bias
        return self.module.get(*gradient_path(place))

    def in_their_layout(self, name: str, gradient: np.ndarray) -> np.ndarray:
        """A gradient of ours, (n_out, n_in) or (n_out,), as this module stores it."""
        if name == "bias":
            return gradient.reshape(self._layer.bias_shape)
        return gradient.T if self._layer.transposed else gradient

    def assert_gradient(
        self, name: str, expected: np.ndarray, *, what: str, hint: str = ""
    ) -> None:
        """Judges `grads[name]`."""
        try:
            remarks = assert_close(
                self.gradient(name),
                self.in_their_layout(name, expected),
                what=f"{self.name}.grads[{name!r}] {what}",
                raveled=True,
                hint=hint,
                slope=self.slope(name),
            )
        except CheckFailed:
            if self._fault is not None:
                raise self._fault from None
            raise
        self._student.remark(remarks)

    def slope(self, argument: str) -> OwnSlope:
        """The slope of their own forward, under the latest upstream gradient.

        Args:
            argument: "x", or "weight" or "bias" as this module stores them.
        """
        x, dout = self._latest["x"], self._latest["dout"]
        if argument == "x":
            value = x
        else:
            value = self.in_their_layout(argument, self._parameters[argument])

        def forward_at(moved: np.ndarray) -> Any:
            if argument == "x":
                return self.module.forward(moved)
            for place in self._layer.places:
                self.module.set(moved, *(getattr(place, argument) or ()))
            return self.module.forward(x.copy())

        return own_slope(forward_at, value, argument=argument, of="your forward", weights=dout)


def choose_parameters(owner: Remote, layer: LayerRef, weight: np.ndarray, bias: np.ndarray) -> None:
    """Writes weight (out, in) and bias (out,) wherever the layer can be reached."""
    stored_weight, stored_bias = layer.stored(weight, bias)
    for place in layer.places:
        owner.set(stored_weight, *place.weight)
        owner.set(stored_bias, *(place.bias or ()))


def gradient_path(parameter: Path) -> Path:
    """Where the gradient of a parameter stands: `params` and `grads` are siblings.

    >>> gradient_path(("layers", 0, "params", "weight"))
    ('layers', 0, 'grads', 'weight')
    """
    *owner, last = parameter
    if owner and owner[-1] == "params":
        owner = owner[:-1]
    return (*owner, "grads", last)
