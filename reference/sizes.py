"""How large the layers of a fully connected network are: sheet items s3.T2 and s3.T3.

A network is its list of sizes, inputs first: [30, 1024, 512, 1]. Everything is an exact integer.
Imports nothing but the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from types import MappingProxyType

__all__ = ["layer_outputs", "layer_parameters", "layer_shapes", "parameter_count", "size_answers"]


def layer_shapes(sizes: Sequence[int], batch: int) -> list[tuple[int, int]]:
    """The shape of every layer's output, the input left out.

    Args:
        sizes: inputs, hidden sizes, outputs.
        batch: samples in a batch.

    Returns:
        (batch, size) of each layer.

    Source: sheet items s3.T2.A, .B, .C.

    >>> layer_shapes([30, 1024, 512, 1], batch=32)
    [(32, 1024), (32, 512), (32, 1)]
    """
    return [(batch, size) for size in sizes[1:]]


def layer_outputs(sizes: Sequence[int], batch: int) -> list[int]:
    """The number of elements of every layer's output.

    Args:
        sizes: inputs, hidden sizes, outputs.
        batch: samples in a batch.

    Returns:
        batch * size of each layer.

    Source: sheet items s3.T2.A, .B, .C.

    >>> layer_outputs([30, 1024, 512, 1], batch=32)
    [32768, 16384, 32]
    """
    return [prod(shape) for shape in layer_shapes(sizes, batch)]


def layer_parameters(sizes: Sequence[int]) -> list[int]:
    """The number of parameters of every layer: one weight for each input, and one bias, a unit.

    Args:
        sizes: inputs, hidden sizes, outputs.

    Returns:
        (inputs + 1) * outputs of each layer.

    Source: sheet item s3.T3.

    >>> layer_parameters([30, 1024, 512, 1])
    [31744, 524800, 513]
    """
    return [(n_in + 1) * n_out for n_in, n_out in pairwise(sizes)]


def parameter_count(sizes: Sequence[int]) -> int:
    """The number of parameters of the whole network, biases included. The batch plays no part.

    Args:
        sizes: inputs, hidden sizes, outputs.

    Returns:
        The sum over layers.

    Source: sheet item s3.T3.

    >>> parameter_count([30, 1024, 512, 1])
    557057
    """
    return sum(layer_parameters(sizes))


_SHEET_SIZES = (30, 1024, 512, 1)
_SHEET_BATCH = 32

size_answers: Mapping[str, int] = MappingProxyType(
    {
        **dict(
            zip(
                ("s3.T2.A", "s3.T2.B", "s3.T2.C"),
                layer_outputs(_SHEET_SIZES, _SHEET_BATCH),
                strict=True,
            )
        ),
        "s3.T3": parameter_count(_SHEET_SIZES),
    }
)
"""The numbers of the sheet, by item id."""
