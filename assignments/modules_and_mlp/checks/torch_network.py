"""An MLP in PyTorch: its parameters chosen through its state dict, its logits asked for.

Sizes must all be different: then a shape names its layer, whatever the layers are called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from naming import network_names
from numpy_network import Pairs
from objects import as_object, construct

from grader.compare import array, assert_true, describe
from grader.layers import Stored, arrange
from grader.student import Student, Tensor

_REGISTER = (
    "It is an nn.Module whose constructor calls super().__init__() and keeps its layers in "
    "nn.Sequential, nn.ModuleList or attributes; layers in a plain list are not registered."
)


class TorchNetwork:
    """An MLP of the submission with layers of the given sizes.

    Args:
        remote: the model.
        sizes: D, hidden widths, K; all different.
        name: what a message calls it.

    Raises:
        CheckFailed: it is no torch module, or its layers are not of these sizes.
    """

    def __init__(self, remote: Any, sizes: Sequence[int], *, name: str) -> None:
        self.remote = as_object(remote, what=name)
        self.name = name
        self.sizes = list(sizes)
        state = self._state()
        assert_true(
            bool(state),
            what=f"the parameters of {name}",
            expected=f"weights and biases of {len(self.sizes) - 1} layers",
            got="no parameters in its state_dict()",
            hint=_REGISTER,
        )
        self._layers = arrange(_stored(state, self.sizes), sizes, what=name)
        kinds = {state[str(layer.weight[0])].dtype for layer in self._layers}
        self._dtype = np.float64 if kinds == {np.dtype(np.float64)} else np.float32

    @classmethod
    def build(cls, student: Student, sizes: Sequence[int]) -> TorchNetwork:
        """Makes a fresh MLP with whichever arguments its constructor takes."""
        n_in, hidden, n_out = sizes[0], list(sizes[1:-1]), sizes[-1]
        remote = construct(
            student,
            network_names(student, torch=True),
            (n_in, hidden, n_out),
            (n_in, hidden, n_out, False),
            (n_in, hidden, n_out, 0.02),
        )
        return cls(remote, sizes, name=f"MLP({n_in}, {hidden}, {n_out})")

    def choose(self, layers: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """Loads the parameters, weight (out, in) and bias (out,), into every layer."""
        state = self._state()
        for (weight, bias), layer in zip(layers, self._layers, strict=True):
            stored_weight, stored_bias = layer.stored(weight, bias)
            for place in layer.places:
                state[str(place.weight[0])] = stored_weight
                state[str((place.bias or ("",))[0])] = stored_bias
        self.remote.load_state_dict({key: Tensor(value) for key, value in state.items()})

    def parameters(self) -> Pairs:
        """Weight (out, in) and bias (out,) of every layer, as they stand now, float64."""
        state = self._state()
        return [
            layer.standard(
                state.get(str(layer.weight[0])),
                state.get(str(layer.bias[0])),
                what=f"{self.name}, layer {number}",
            )
            for number, layer in enumerate(self._layers, start=1)
        ]

    def output(self, x: np.ndarray) -> Any:
        """What the model returns in evaluation mode, unjudged."""
        self.remote.eval()
        return self.remote(Tensor(x.astype(self._dtype)))

    def logits(self, x: np.ndarray) -> np.ndarray:
        """What the model returns, as (S, K) numbers.

        Raises:
            CheckFailed: it is not that.
        """
        return array(self.output(x), what=f"{self.name}(x)", shape=(len(x), self.sizes[-1]))

    def _state(self) -> dict[str, np.ndarray]:
        assert_true(
            self.remote.has("state_dict") and self.remote.has("load_state_dict"),
            what=self.name,
            expected="a torch.nn.Module",
            got=f"an object of type {self.remote.type_name[:40]}",
            hint=_REGISTER,
        )
        state = self.remote.state_dict()
        assert_true(
            isinstance(state, Mapping),
            what=f"{self.name}.state_dict()",
            expected="a dict of tensors",
            got=describe(state),
        )
        return {k: v for k, v in state.items() if isinstance(k, str) and isinstance(v, np.ndarray)}


def _stored(state: Mapping[str, np.ndarray], sizes: Sequence[int]) -> list[Stored]:
    """Every matrix of the state, with the vector that can be its bias.

    By shape and not by name, so that `nn.ParameterList` and own `nn.Parameter`s count too. The
    vector under the same prefix goes first: a batch normalisation has others of that size.
    """
    outputs = {frozenset(pair): pair[1] for pair in pairwise(sizes)}
    found = []
    for key, matrix in state.items():
        if matrix.ndim != 2 or 1 in matrix.shape:
            continue  # with a side of 1 it is a bias that is kept as a row or a column
        n_out = outputs.get(frozenset(matrix.shape))
        vectors = [k for k, v in state.items() if v.size == n_out and v.size in v.shape]
        prefix = key.rpartition(".")[0]
        bias = min(vectors, key=lambda k: k.rpartition(".")[0] != prefix, default=None)
        found.append(
            Stored(
                name=key[:40],
                weight=(key,),
                weight_shape=matrix.shape,
                bias=None if bias is None else (bias,),
                bias_shape=None if bias is None else state[bias].shape,
            )
        )
    return found
