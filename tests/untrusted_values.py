"""What may come back from a student: strategies and odd values, and a judge of how a helper ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.errors import CheckFailed


class Touched(BaseException):
    """Something of the student's was called in our process."""


class Untouchable:
    """An object of the student's that lives elsewhere: any look at its attributes is an error."""

    __slots__ = ("type_name",)
    __array_ufunc__ = None
    __iter__ = None

    def __init__(self) -> None:
        self.type_name = "LinearModule\x1b[31m" * 20

    def __getattr__(self, name: str) -> Any:
        raise Touched(f"{name} was looked up: that would be a call to the student's process")

    def __repr__(self) -> str:
        raise Touched("repr was called")

    def __eq__(self, other: object) -> bool:
        raise Touched("compared")

    def __bool__(self) -> bool:
        raise Touched("asked for its truth")

    __hash__ = None  # type: ignore[assignment]


def judge(helper: Callable[[Any], Any], value: Any) -> None:
    """Runs a helper and looks at how it ends."""
    try:
        helper(value)
    except CheckFailed as failure:
        text = failure.mismatch.text()
        lines = text.split("\n")
        assert len(lines) <= 8
        assert all(len(line) <= 160 for line in lines), text
        assert all(c.isprintable() for line in lines for c in line), text
        assert failure.mismatch.what
        assert failure.mismatch.expected
        assert failure.mismatch.got
        assert len(json.dumps(failure.evidence, allow_nan=False)) < 100_000
        text.encode("utf-8")


def leaves() -> st.SearchStrategy[Any]:
    """Single values of every kind that the wire may carry, and some that it may not."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(min_value=10**300, max_value=10**400),
        st.floats(),
        st.complex_numbers(),
        st.text(st.characters(), max_size=80),
        st.sampled_from(["0.62", "-0,07", "1/3", " 557057 ", "\ud800", "\u202e1", "[1, 2]"]),
        st.binary(max_size=20),
        st.builds(Untouchable),
        st.builds(object),
        st.sampled_from([np.float32(0.5), np.int64(3), np.bool_(True), np.longdouble("1e4000")]),
        st.sampled_from([np.timedelta64(3, "s"), np.datetime64("2020-01-01"), np.str_("1")]),
        st.sampled_from([float, len, np, {1, 2}, frozenset(), range(3)]),
    )


def arrays() -> st.SearchStrategy[np.ndarray]:
    """Arrays of every plain dtype and of some strange ones."""
    dtypes = st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(),
        hnp.unsigned_integer_dtypes(),
        hnp.floating_dtypes(),
        hnp.complex_number_dtypes(),
        hnp.unicode_string_dtypes(max_len=4),
        hnp.byte_string_dtypes(max_len=4),
        hnp.datetime64_dtypes(),
        hnp.timedelta64_dtypes(),
    )
    shapes = st.one_of(
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
        st.sampled_from([(2, 3), (3, 2), (6,), (1, 2, 3, 1), (1,) * 16, (2,) * 8, (1,) * 40]),
    )
    return st.tuples(dtypes, shapes).flatmap(lambda pair: hnp.arrays(*pair))


def values() -> st.SearchStrategy[Any]:
    """Anything at all, nested."""
    return st.recursive(
        st.one_of(leaves(), arrays()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.lists(inner, max_size=4).map(tuple),
            st.dictionaries(
                st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.none()),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=12,
    )


def deep(levels: int) -> list[Any]:
    """A list in a list in a list ..."""
    inner: list[Any] = [1.0]
    for _ in range(levels):
        inner = [inner]
    return inner


def object_array(shape: tuple[int, ...], entry: Any) -> np.ndarray:
    """An array of dtype object, which no wire carries but a bug may let through."""
    made = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        made[index] = entry
    return made


ODD = {
    "deep_list": deep(20_000),
    "sixteen_axes": np.ones((2,) * 16),
    "sixty_axes": np.ones((1,) * 60),
    "million": np.ones(1_000_000, dtype=np.float32),
    "million_list": [0.5] * 1_000_000,
    "long_list_one_string": [0.5] * 100_000 + ["0.5"],
    "long_string": "1" * 1_000_000,
    "long_bytes": b"\0" * 1_000_000,
    "long_int": 10**100_000,
    "list_with_long_int": [1.0, 10**100_000],
    "complex_with_long_int": [1j, 10**400],
    "ragged": [[1.0, 2.0], [3.0]],
    "ragged_arrays": [np.ones((2, 3)), np.ones((3, 2))],
    "scalars_and_lists": [1.0, [2.0]],
    "list_of_scalars": [np.float32(1), np.float64(2), np.int8(3)],
    "list_of_arrays": [np.ones(3), [1, 2, True]],
    "empty_list": [],
    "empty_rows": [[], []],
    "no_rows_many_columns": np.zeros((0, 10**9)),
    "masked": np.ma.masked_array([1.0, 2.0], mask=[True, False]),
    "structured": np.zeros(3, dtype=[(f"field{n}", "f8") for n in range(100)]),
    "objects": object_array((2, 3), Untouchable()),
    "object_numbers": object_array((2, 3), 1.0),
    "object_scalar": object_array((), None),
    "big_endian": np.array([1.0, 2.0], dtype=">f8"),
    "read_only": np.broadcast_to(np.float64(1), (2, 3)),
    "longdouble": np.full((2, 3), np.longdouble("1e4000")),
    "huge_floats": np.full((2, 3), 1.7e308),
    "huge_both_signs": np.array([[1.7e308, -1.7e308, 0.0]] * 2),
    "nan": np.full((2, 3), np.nan),
    "signalling_nan": np.frombuffer(b"\x01\0\0\0\0\0\xf0\x7f" * 6, dtype=np.float64),
    "infinities": np.array([[np.inf, -np.inf, np.nan]] * 2),
    "unsigned": np.full((2, 3), 2**64 - 1, dtype=np.uint64),
    "complex_nan": np.full((2, 3), complex(1.0, np.nan)),
    "dict_many_keys": {n: n for n in range(100_000)},
    "dict_long_keys": {"k" * 100_000: 1, 1 << 20_000: 2},
    "dict_case_twins": {"Loss": 1, "LOSS": 2, "grads": 3},
    "self_in_tuple": (Untouchable(), Untouchable()),
    "remote": Untouchable(),
}
