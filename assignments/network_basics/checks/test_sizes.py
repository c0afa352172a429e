"""T2 and T3: output sizes and parameter counts, exactly, at several sizes.

A relative tolerance of 0.1 % would let a forgotten last bias pass (1 of 557057), so every
number here is an exact integer. Output sizes may be given as shapes. The count of T3 is also right
for the layers that the student's own outputs of T2 belong to.
"""

import itertools
from typing import Any

import numpy as np
from own_numbers import own_sizes

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_count, assert_true
from grader.student import Remote
from grader.truth import recorded

SHEET = (30, 1024, 512, 1)
NETS: tuple[tuple[tuple[int, ...], int], ...] = (
    ((9, 11, 4, 6, 2), 13),
    ((6, 10, 3), 1),
    ((17, 5, 8, 12), 7),
)
"""(sizes, batch): another depth than the sheet's, a batch of one, and widths that grow again."""


def outputs(student: Any, sizes: tuple[int, ...], batch: int) -> tuple[str, list[Any]]:
    """The call in words, and what it gave per layer; CheckFailed unless there is one entry per layer."""
    what = f"layer_outputs({list(sizes)}, {batch})"
    value = student.layer_outputs(list(sizes), batch)
    if isinstance(value, dict):
        value = list(value.values())
    is_list = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    entries = list(value) if is_list else []
    layers = len(sizes) - 1
    assert_true(
        len(entries) == layers,
        what=what,
        expected=f"a list of {layers} entries, one per layer",
        got=f"a list of {len(entries)}" if is_list else f"a value of type {_type(value)}",
        hint="the input is no layer" if len(entries) == layers + 1 else "",
    )
    # A list of shapes may have come as an array with one row per layer.
    return what, [tuple(e.tolist()) if isinstance(e, np.ndarray) and e.ndim else e for e in entries]


def assert_output(student: Any, sizes: tuple[int, ...], batch: int, layer: int) -> None:
    """Judges the entry of one layer, counted from 0 (or from the end), as elements or as a shape."""
    what, entries = outputs(student, sizes, batch)
    elements, shape = output_size(sizes, batch, layer)
    what = f"layer {range(1, len(sizes))[layer]} of {what}"
    student.remark(assert_count(entries[layer], elements, shape=shape, what=what))


@recorded
def output_size(sizes: tuple[int, ...], batch: int, layer: int) -> tuple[int, tuple[int, int]]:
    """Elements and shape of a layer's output."""
    units = sizes[1:][layer]
    return units * batch, (batch, units)


def assert_parameters(student: Any, sizes: tuple[int, ...]) -> None:
    """Judges parameter_count for one network."""
    got = student.parameter_count(list(sizes))
    student.remark(assert_count(got, count(sizes), what=f"parameter_count({list(sizes)})"))


@recorded
def count(sizes: tuple[int, ...]) -> int:
    """Parameters of a network: (m + 1) n for each layer of m inputs and n outputs."""
    return sum((m + 1) * n for m, n in itertools.pairwise(sizes))


def _type(value: Any) -> str:
    return value.type_name if isinstance(value, Remote) else type(value).__name__


QUICK_S = 3.0
"""CPU seconds for a call that needs microseconds: one that never ends is cut off early."""
OUTPUT = "A fully connected layer of n units gives n numbers for each sample of the batch."
BIAS = "A layer of n units with m inputs has m * n weights and n biases."


@check(question="s3.T2.A", points=0.5, visibility="public", hint=OUTPUT, cpu_s=QUICK_S)
def test_first_output(student):
    """layer_outputs gives the size of the first layer's output."""
    assert_output(student, (4, 7, 5, 3), 6, 0)


@check(question="s3.T2.A", points=1, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_output_a(student):
    """The size of output A in `answers`."""
    student.remark(
        assert_count(student.answer("s3.T2.A"), 32768, shape=(32, 1024), what="output A")
    )


@check(question="s3.T2.A", points=0.5, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_first_output_elsewhere(student):
    """layer_outputs gives the first layer's size for any depth and batch, without a hidden layer too."""
    for sizes, batch in (*NETS, ((8, 3), 9)):
        assert_output(student, sizes, batch, 0)


@check(question="s3.T2.B", points=0.5, visibility="public", hint=OUTPUT, cpu_s=QUICK_S)
def test_second_output(student):
    """layer_outputs gives the size of the second layer's output."""
    assert_output(student, (4, 7, 5, 3), 6, 1)


@check(question="s3.T2.B", points=1, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_output_b(student):
    """The size of output B in `answers`."""
    student.remark(assert_count(student.answer("s3.T2.B"), 16384, shape=(32, 512), what="output B"))


@check(question="s3.T2.B", points=0.5, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_inner_outputs_elsewhere(student):
    """layer_outputs gives the sizes of all inner layers for any depth and batch."""
    for sizes, batch in NETS:
        for layer in range(1, len(sizes) - 2):
            assert_output(student, sizes, batch, layer)


@check(question="s3.T2.C", points=0.5, visibility="public", hint=OUTPUT, cpu_s=QUICK_S)
def test_last_output(student):
    """layer_outputs gives the size of the last layer's output."""
    assert_output(student, (4, 7, 5, 3), 6, -1)


@check(question="s3.T2.C", points=1, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_output_c(student):
    """The size of output C in `answers`."""
    student.remark(assert_count(student.answer("s3.T2.C"), 32, shape=(32, 1), what="output C"))


@check(question="s3.T2.C", points=0.5, visibility="hidden", hint=OUTPUT, cpu_s=QUICK_S)
def test_last_output_elsewhere(student):
    """layer_outputs gives the last layer's size for any depth and batch, without a hidden layer too."""
    for sizes, batch in (*NETS, ((8, 3), 9)):
        assert_output(student, sizes, batch, -1)


@check(question="s3.T3", points=0.5, visibility="public", hint=BIAS, cpu_s=QUICK_S)
def test_parameters(student):
    """parameter_count of a network with one hidden layer."""
    assert_parameters(student, (3, 8, 5))


@check(question="s3.T3", points=0.75, visibility="hidden", hint=BIAS, cpu_s=QUICK_S)
def test_parameters_number(student):
    """The number of parameters in `answers`."""
    got = student.answer("s3.T3")
    right_or_carried(
        student,
        lambda: assert_count(got, 557057, what="learnable parameters"),
        lambda: assert_count(got, count(own_sizes(student)), what="learnable parameters"),
        earlier="s3.T2",
        how="counted with the layers of your A, B and C",
    )


@check(question="s3.T3", points=0.5, visibility="hidden", hint=BIAS, cpu_s=QUICK_S)
def test_parameters_deep(student):
    """parameter_count of deeper networks, the sheet's among them, exactly."""
    for sizes in ((9, 11, 4, 6, 2), (17, 5, 8, 12), SHEET):
        assert_parameters(student, sizes)


@check(question="s3.T3", points=0.25, visibility="hidden", hint=BIAS, cpu_s=QUICK_S)
def test_parameters_no_hidden_layer(student):
    """parameter_count of a network without a hidden layer."""
    assert_parameters(student, (7, 3))
