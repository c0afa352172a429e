"""An MLP made of NumPy modules: its linear layers found, its parameters chosen, its gradients read.

Students keep their modules in `layers`, `modules` or anywhere else, so the object's attributes,
lists and dicts are walked. Sizes must all be different: then a shape names its layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from linear_layer import choose_parameters, gradient_path
from naming import network_names
from objects import as_object, construct

from grader.compare import array
from grader.layers import Path, find_layers
from grader.student import Student

Pairs = list[tuple[np.ndarray, np.ndarray]]
Stored = list[tuple[Any, Any]]
"""Weight and bias of every layer as the student keeps them, in any shape, unjudged."""


class NumpyNetwork:
    """An MLP of the submission with layers of the given sizes.

    Args:
        remote: the object.
        sizes: D, hidden widths, K; all different.
        name: what a message calls it.

    Raises:
        CheckFailed: its linear layers are not of these sizes.
    """

    def __init__(self, remote: Any, sizes: Sequence[int], *, name: str) -> None:
        self.remote = as_object(remote, what=name)
        self.name = name
        self.sizes = list(sizes)
        self._parts = self.remote.walk()
        self._layers = find_layers(self._parts, sizes, what=name)

    @classmethod
    def build(cls, student: Student, sizes: Sequence[int]) -> NumpyNetwork:
        """Makes a fresh MLP with whichever arguments its constructor takes."""
        n_in, hidden, n_out = sizes[0], list(sizes[1:-1]), sizes[-1]
        remote = construct(
            student,
            network_names(student, torch=False),
            (n_in, hidden, n_out),
            (n_in, hidden, n_out, 0.02),
            (n_in, hidden, n_out, False, 0.02),
        )
        return cls(remote, sizes, name=f"MLP({n_in}, {hidden}, {n_out})")

    def choose(self, layers: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """Writes the parameters, weight (out, in) and bias (out,), into every layer."""
        for (weight, bias), layer in zip(layers, self._layers, strict=True):
            choose_parameters(self.remote, layer, weight, bias)

    def choose_layer(self, number: int, weight: np.ndarray, bias: np.ndarray) -> None:
        """Writes the parameters of one layer, counted from 0; the others keep theirs."""
        choose_parameters(self.remote, self._layers[number], weight, bias)

    def parameters(self) -> Pairs:
        """Weight (out, in) and bias (out,) of every layer, as they stand now."""
        values = [(self.remote.get(*p.weight), self.remote.get(*p.bias)) for p in self._layers]
        return self.standard(values, "params")

    def gradients(self) -> Pairs:
        """The same for `grads`; shapes that differ from the parameter's are read in order."""
        return self.standard(self.stored_gradients(), "grads")

    def stored_gradients(self) -> Stored:
        """What stands in `grads` of every layer."""
        places = [(gradient_path(p.weight), gradient_path(p.bias)) for p in self._layers]
        return [(self.remote.get(*weight), self.remote.get(*bias)) for weight, bias in places]

    def standard(self, values: Stored, dictionary: str) -> Pairs:
        """What was stored, as weight (out, in) and bias (out,).

        Raises:
            CheckFailed: it is not numbers of these sizes.
        """
        return [
            layer.standard(*pair, what=f"{self.name}, layer {number}, {dictionary}")
            for number, (layer, pair) in enumerate(zip(self._layers, values, strict=True), start=1)
        ]

    def output(self, x: np.ndarray) -> Any:
        """What `forward` returns, unjudged."""
        return self.remote.forward(x.copy())

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """What `forward` returns, as (S, K) numbers.

        Raises:
            CheckFailed: it is not that.
        """
        return array(self.output(x), what=f"{self.name}.forward(x)", shape=(len(x), self.sizes[-1]))

    def linear_modules(self) -> list[Path]:
        """Where the objects of its linear layers are, first to last."""
        paths = []
        for layer in self._layers:
            owner = layer.weight[:-1]
            paths.append(owner[:-1] if owner[-1:] == ("params",) else owner)
        return paths

    def other_modules(self) -> list[tuple[Path, str]]:
        """Where its other modules are, with their class names: activations, then the softmax."""
        linear = set(self.linear_modules())
        found = []
        for part in self._parts:
            path, attributes = tuple(part["path"]), part.get("attributes") or ()
            if path not in linear and "forward" in attributes and "backward" in attributes:
                found.append((path, str(part.get("type"))))
        return found
