"""The linear layers of a network of unknown make: found, ordered, and their layout told.

Works on the parts of a walked object (a list of dicts, see docs/architecture.md) and on the state
dict of a torch module, both untrusted. Knows nothing of students or workers: paths and names go
in and come out.

Of 32 public NumPy MLPs 20 store weights (out, in) and 12 (in, out); biases are (out,) in 21,
(1, out) in 9 and (out, 1) in 2; layers stand in lists, dicts and attributes of many names. So
layers are known by their shapes: choose sizes that are all different.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np

from grader.compare import array, fail, squeezed
from grader.compare.message import clip, shape_text, whole
from grader.errors import HarnessFault

Path = tuple[str | int, ...]

_WEIGHT = re.compile(r"(?:w|weight|weights|kernel)_?(\d*)", re.IGNORECASE)
_BIAS = re.compile(r"(?:b|bias|biases)_?(\d*)", re.IGNORECASE)
_NOT_LEARNED = frozenset(
    {"grads", "grad", "gradients", "gradient", "dparams", "cache", "velocity", "momentum"}
)
"""Containers whose arrays have the shapes of parameters and are none."""
_MOST_LAYERS = 40
_MOST_VALUES = 10**12
"""Layers, and learnable values of one of them, that a page is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A weight matrix and the bias beside it, as they are stored."""

    name: str
    """For messages: `layers.0` or `fc1`."""
    weight: Path
    weight_shape: tuple[int, ...]
    bias: Path | None = None
    bias_shape: tuple[int, ...] | None = None

    @property
    def count(self) -> int:
        """Number of learnable values."""
        return self.weights + self.biases

    @property
    def weights(self) -> int:
        """Number of entries of the weight."""
        return math.prod(self.weight_shape)

    @property
    def biases(self) -> int:
        """Number of entries of the bias; 0 where there is none."""
        return 0 if self.bias_shape is None else math.prod(self.bias_shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRef:
    """One linear layer of a network: where its arrays stand and how they are laid out."""

    inputs: int
    outputs: int
    transposed: bool
    """Whether the weight is stored (in, out) instead of (out, in)."""
    bias_shape: tuple[int, ...]
    places: tuple[Stored, ...] = field(repr=False)
    """Everywhere it can be reached; more than one when an object stands in a list and elsewhere."""

    @property
    def weight(self) -> Path:
        """Path to its weight."""
        return self.places[0].weight

    @property
    def bias(self) -> Path:
        """Path to its bias."""
        return self.places[0].bias or ()

    def stored(self, weight: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Our weight (out, in) and bias (out,) as this network stores them, ready to be assigned."""
        layout = weight.T if self.transposed else weight
        return np.ascontiguousarray(layout), bias.reshape(self.bias_shape)

    def standard(self, weight: Any, bias: Any, *, what: str) -> tuple[np.ndarray, np.ndarray]:
        """What was fetched from it, or a gradient of it, as float64 (out, in) and (out,).

        A bias gradient of another shape is read in order, as it differs in many right networks.

        Raises:
            CheckFailed: They are not numbers of these sizes. Non-finite ones pass.
        """
        shape = (self.inputs, self.outputs) if self.transposed else (self.outputs, self.inputs)
        matrix = array(weight, what=f"{what}, weight", shape=shape, finite=False)
        vector = array(bias, what=f"{what}, bias", finite=False)
        if vector.size != self.outputs:
            fail(
                what=f"{what}, bias",
                expected=f"{self.outputs} numbers",
                got=f"shape {shape_text(vector.shape)}",
            )
        return (matrix.T if self.transposed else matrix), vector.reshape(-1)


def stored_layers(parts: Iterable[Any]) -> list[Stored]:
    """The weight matrices of a walked NumPy network with their biases, in the order found.

    A weight is an array of two axes called `weight`, `W`, `W1` and the like, outside `grads` and
    caches; the bias stands beside it under the same number. Lists `W` and `b` of arrays count too.

    Args:
        parts: Dicts with `path` and `shape`; whatever is malformed is passed over.
    """
    weights: dict[tuple[Path, str], tuple[Path, tuple[int, ...]]] = {}
    biases: dict[tuple[Path, str], tuple[Path, tuple[int, ...]]] = {}
    for path, shape in _arrays(parts):
        if any(isinstance(step, str) and step.lower() in _NOT_LEARNED for step in path):
            continue
        owner, name, number = _split(path)
        if (found := _WEIGHT.fullmatch(name)) and len(shape) == 2:
            weights.setdefault((owner, found[1] + number), (path, shape))
        elif found := _BIAS.fullmatch(name):
            biases.setdefault((owner, found[1] + number), (path, shape))
    layers = []
    for (owner, number), (path, shape) in weights.items():
        bias = biases.get((owner, number), (None, None))
        shown = [step for step in owner if step not in ("params", "parameters")]
        shown += [number] if number else []
        layers.append(
            Stored(
                name=clip(".".join(map(str, shown)) or "the network", 40),
                weight=path,
                weight_shape=shape,
                bias=bias[0],
                bias_shape=bias[1],
            )
        )
    return layers


def _arrays(parts: Iterable[Any]) -> Iterable[tuple[Path, tuple[int, ...]]]:
    for part in parts:
        if not isinstance(part, dict):
            continue
        path, shape = part.get("path"), part.get("shape")
        if not isinstance(path, list | tuple) or not isinstance(shape, list | tuple) or not path:
            continue
        if all(isinstance(s, str | int) for s in path) and all(type(n) is int for n in shape):
            yield tuple(path), tuple(shape)


def _split(path: Path) -> tuple[Path, str, str]:
    """Owner, name and number of an array: `W`, `1` for `W[1]`."""
    *owner, last = path
    if isinstance(last, int):
        name = owner.pop() if owner else ""
        return tuple(owner), str(name), str(last)
    return tuple(owner), last, ""


def state_layers(state: Mapping[Any, Any]) -> tuple[list[Stored], tuple[str, ...]]:
    """The linear layers in a torch state dict, in its order, and the names of all other entries.

    Args:
        state: Name -> array; untrusted. A weight of two axes is a linear layer; its bias has the
            same prefix. Batch normalisation, convolutions and buffers are among the others.
    """
    shapes = {
        name: value.shape
        for name, value in state.items()
        if isinstance(name, str) and isinstance(value, np.ndarray)
    }
    biases: dict[tuple[str, str], str] = {}
    for name in shapes:
        prefix, _, last = name.rpartition(".")
        if found := _BIAS.fullmatch(last):
            biases.setdefault((prefix, found[1]), name)
    layers, used = [], set()
    for name, shape in shapes.items():
        prefix, _, last = name.rpartition(".")
        found = _WEIGHT.fullmatch(last)
        if found is None or len(shape) != 2:
            continue
        bias = biases.get((prefix, found[1]))
        used |= {name, bias}
        layers.append(
            Stored(
                name=clip(prefix or last, 40),
                weight=(name,),
                weight_shape=shape,
                bias=None if bias is None else (bias,),
                bias_shape=None if bias is None else shapes[bias],
            )
        )
    return layers, tuple(name for name in shapes if name not in used)


def find_layers(parts: Iterable[Any], sizes: Sequence[int], *, what: str) -> list[LayerRef]:
    """The linear layers of a walked NumPy network, first to last.

    Args:
        parts: What walking the object gave; untrusted.
        sizes: D, hidden widths, K, all different where possible.
        what: Names the network, for messages.

    Raises:
        CheckFailed: They are not one layer with a bias for every step in width.
        HarnessFault: All weights are square, so that nothing tells their layout.
    """
    return arrange(stored_layers(parts), sizes, what=what)


def arrange(stored: Sequence[Stored], sizes: Sequence[int], *, what: str) -> list[LayerRef]:
    """Assigns what was found to the layers of a network of these sizes, by shape.

    Layers of the same shape keep the order in which they were found. When each is found several
    times, because the network keeps it in several places, they become the places of one layer.

    Raises:
        CheckFailed: They do not fit the sizes.
        HarnessFault: All weights are square, so that nothing tells their layout.
    """
    steps = list(pairwise(int(n) for n in sizes))
    if all(a == b for a, b in steps):
        raise HarnessFault(f"{what}: choose sizes that differ, or no shape tells a weight's layout")
    groups: dict[tuple[int, ...], list[Stored]] = {_unordered(step): [] for step in steps}
    strangers = 0
    for layer in stored:
        group = groups.get(_unordered(layer.weight_shape))
        strangers += group is None
        if group is not None:
            group.append(layer)
    wanted = {key: sum(_unordered(step) == key for step in steps) for key in groups}
    if strangers or any(not g or len(g) % wanted[key] for key, g in groups.items()):
        _misfit(stored, steps, what)
    layers = []
    taken = dict.fromkeys(groups, 0)
    turned = _usual_layout(groups, steps)
    for inputs, outputs in steps:
        key = _unordered((inputs, outputs))
        places = tuple(groups[key][taken[key] :: wanted[key]])
        taken[key] += 1
        layers.append(_layer(places, inputs, outputs, turned, what))
    return layers


def _unordered(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(shape))


def _usual_layout(
    groups: Mapping[tuple[int, ...], Sequence[Stored]], steps: Sequence[tuple[int, int]]
) -> bool:
    """Whether most of the weights that are not square are stored (in, out)."""
    votes = [groups[_unordered(s)][0].weight_shape == s for s in steps if s[0] != s[1]]
    return 2 * sum(votes) > len(votes)


def _layer(
    places: tuple[Stored, ...], inputs: int, outputs: int, turned: bool, what: str
) -> LayerRef:
    first = places[0]
    label = f"{what}, layer {inputs} -> {outputs}"
    if first.bias_shape is None:
        fail(
            what=label,
            expected=f"a weight and a bias of {outputs} values",
            got=f"a weight {shape_text(first.weight_shape)} at {first.name}, no bias beside it",
        )
    if squeezed(first.bias_shape) != squeezed((outputs,)):
        fail(
            what=label,
            expected=f"a bias of {outputs} values",
            got=f"a bias of shape {shape_text(first.bias_shape)} at {first.name}",
        )
    return LayerRef(
        inputs=inputs,
        outputs=outputs,
        transposed=turned if inputs == outputs else first.weight_shape == (inputs, outputs),
        bias_shape=first.bias_shape,
        places=places,
    )


def _misfit(stored: Sequence[Stored], steps: Sequence[tuple[int, int]], what: str) -> NoReturn:
    found = ", ".join(f"{s.name} {shape_text(s.weight_shape)}" for s in stored[:8])
    sizes = [steps[0][0], *(b for _, b in steps)]
    fail(
        what=f"the linear layers of {what}",
        expected=", ".join(f"{a} -> {b}" for a, b in steps),
        got=found or "no weight matrix in its attributes, lists and dicts",
        hint="One linear layer for every step in width, kept in the network itself.",
        evidence=layers_drawn(stored, sizes) if stored else None,
    )


def parameter_count_report(stored: Sequence[Stored], sizes: Sequence[int]) -> list[str]:
    """Where the learnable values of a network differ from those of an MLP of these sizes.

    Returns:
        One line per layer that differs or is too many, weights + biases, in order; empty when all
        agree.

    >>> parameter_count_report([Stored(name="fc", weight=("w",), weight_shape=(2, 30))], [30, 2])
    ['layer 1 (30 -> 2): expected 60 + 2, got 60 (no bias)']
    """
    steps = list(pairwise(int(n) for n in sizes))
    lines = []
    for number, (inputs, outputs) in enumerate(steps, start=1):
        name = f"layer {number} ({inputs} -> {outputs})"
        right = f"expected {inputs * outputs} + {outputs}"
        if number > len(stored):
            lines.append(f"{name}: {right}, got none")
            continue
        layer = stored[number - 1]
        if (layer.weights, layer.biases) != (inputs * outputs, outputs):
            got = whole(layer.weights)
            got += " (no bias)" if layer.bias_shape is None else f" + {whole(layer.biases)}"
            lines.append(f"{name}: {right}, got {got}")
    for layer in stored[len(steps) :]:
        lines.append(f"{layer.name}: {whole(layer.count)} values more than expected")
    return lines


def layers_drawn(stored: Sequence[Stored], sizes: Sequence[int]) -> dict[str, Any]:
    """Evidence of a page: the learnable values of each layer beside those of an MLP of these sizes.

    A layer that is missing has None for what it got, one too many 0 for what was expected. Counts
    that no network has are left out: shapes are untrusted.

    >>> layers_drawn([Stored(name="fc", weight=("w",), weight_shape=(2, 3))], [3, 2])
    {'layers': [{'name': 'layer 1 (3 -> 2)', 'expected': 8, 'got': 6}]}
    """
    steps = list(pairwise(int(n) for n in sizes))
    rows: list[dict[str, Any]] = []
    for number, (inputs, outputs) in enumerate(steps, start=1):
        got = stored[number - 1].count if number <= len(stored) else None
        name = f"layer {number} ({inputs} -> {outputs})"
        rows.append({"name": name, "expected": inputs * outputs + outputs, "got": got})
    rows += [{"name": s.name, "expected": 0, "got": s.count} for s in stored[len(steps) :]]
    kept = [row for row in rows if row["got"] is None or 0 <= row["got"] < _MOST_VALUES]
    return {"layers": kept[:_MOST_LAYERS]}


def assert_parameter_count(
    stored: Sequence[Stored], sizes: Sequence[int], *, what: str, hint: str = ""
) -> tuple[str, ...]:
    """Judges the number of learnable values layer by layer, so that two errors cannot cancel.

    Args:
        stored: From `stored_layers` or `state_layers`.
        sizes: D, hidden widths, K.
        what: Names the network.
        hint: What to look at.

    Raises:
        CheckFailed: Some layer differs; the message names the first, evidence `layers` holds all.
    """
    lines = parameter_count_report(stored, sizes)
    if not lines:
        return ()
    total = sum(a * b + b for a, b in pairwise(int(n) for n in sizes))
    fail(
        what=f"the number of parameters of {what}",
        expected=f"{total} in {_layers(len(sizes) - 1)}",
        got=f"{whole(sum(s.count for s in stored))} in {_layers(len(stored))}",
        worst=lines[0],
        hint=hint,
        evidence=layers_drawn(stored, sizes),
    )


def _layers(number: int) -> str:
    return f"{number} layer{'' if number == 1 else 's'}"
