"""Counts against torch's own layers, and the sheet's numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.sizes import (
    layer_outputs,
    layer_parameters,
    layer_shapes,
    parameter_count,
    size_answers,
)


@given(sizes=st.lists(st.integers(1, 9), min_size=2, max_size=6), batch=st.integers(1, 9))
def test_against_torch(sizes, batch):
    """Shapes of every output and parameters of every layer are those of real linear layers."""
    layers = [torch.nn.Linear(m, n) for m, n in pairwise(sizes)]
    x, shapes = torch.zeros(batch, sizes[0]), []
    for layer in layers:
        x = layer(x)
        shapes.append(tuple(x.shape))
    counts = [sum(p.numel() for p in layer.parameters()) for layer in layers]
    assert layer_shapes(sizes, batch) == shapes
    assert layer_outputs(sizes, batch) == [m * n for m, n in shapes]
    assert layer_parameters(sizes) == counts
    assert parameter_count(sizes) == sum(counts)


def test_numbers_of_the_sheet():
    """s3.T2.A, .B, .C and s3.T3 for 30 -> 1024 -> 512 -> 1 and a batch of 32."""
    assert dict(size_answers) == {
        "s3.T2.A": 32768,
        "s3.T2.B": 16384,
        "s3.T2.C": 32,
        "s3.T3": 557057,
    }
    assert layer_shapes([30, 1024, 512, 1], 32) == [(32, 1024), (32, 512), (32, 1)]
    assert layer_parameters([30, 1024, 512, 1]) == [31744, 524800, 513]


def test_counts_are_exact_integers():
    """Sizes far beyond 2^53 are still counted exactly, and the type is int."""
    assert parameter_count([2**40, 2**40]) == 2**80 + 2**40
    assert type(parameter_count([30, 1])) is int


def test_answers_cannot_be_changed():
    """The table is read-only."""
    with pytest.raises(TypeError):
        size_answers["s3.T3"] = 0
