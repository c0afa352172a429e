"""All families of mutants, and which few of their edits are made at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.mutants.arguments import swapped_arguments, swapped_results, swapped_targets
from grader.mutants.arithmetic import order, other_operator
from grader.mutants.axes import axis
from grader.mutants.boolean import boolean
from grader.mutants.comparison import comparison
from grader.mutants.constants import constant, sign_of_constant
from grader.mutants.functions import no_function, other_function
from grader.mutants.in_place import in_place
from grader.mutants.missing_n import missing_n
from grader.mutants.off_by_one import indices, ranges, slices
from grader.mutants.places import Place
from grader.mutants.returns import wrong_return
from grader.mutants.rewrite import Edit
from grader.mutants.shuffle import unshuffled
from grader.mutants.signs import added_minus, dropped_minus, reversed_difference
from grader.mutants.skipped import short_loop, skipped_statement
from grader.mutants.terms import dropped_factor, dropped_term
from grader.mutants.transposes import added_transpose, dropped_transpose, einsum, product_order

Operator = Callable[[Place], Iterator[Edit]]

FAMILIES: tuple[tuple[str, tuple[Operator, ...]], ...] = (
    ("shuffle dropped", (unshuffled,)),
    ("axis", (axis,)),
    ("missing N", (missing_n,)),
    ("transpose", (dropped_transpose, product_order, added_transpose, einsum)),
    ("sign", (dropped_minus, reversed_difference, sign_of_constant)),
    ("dropped term", (dropped_term,)),
    ("dropped factor", (dropped_factor,)),
    ("arithmetic", (other_operator, order)),
    ("comparison", (comparison,)),
    ("boolean", (boolean,)),
    ("in-place write", (in_place,)),
    ("function replaced", (other_function, no_function)),
    ("off by one", (ranges, indices, slices)),
    ("constant", (constant,)),
    ("swapped arguments", (swapped_results, swapped_targets, swapped_arguments)),
    ("wrong return", (wrong_return,)),
    ("skipped statement", (skipped_statement, short_loop)),
)
"""By name, the most telling ones first: at a crowded place the last ones are left out."""

MOST = 3
"""Mutants of one node; a minus before a whole result comes on top."""


def edits(place: Place) -> Iterator[tuple[str, Edit]]:
    """The few edits that say most about a place, each with the name of its family."""
    found = (
        (name, edit) for name, operators in FAMILIES for make in operators for edit in make(place)
    )
    for _, named in zip(range(MOST), found, strict=False):
        yield named
    for edit in added_minus(place):
        yield "sign", edit
