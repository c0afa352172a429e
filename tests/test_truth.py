"""Recorded truths: plain calls when grading, noted for a handout, looked up inside of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader import wire
from grader.errors import HarnessFault, NotRecorded
from grader.recording import read_frames
from grader.truth import Closed, Recorder, Replay, asked_reference, asking, recorded

CALLS: list[str] = []
"""Which bodies were run."""


@recorded
def area(radius: float, *, scale: float = 1.0) -> float:
    """Of a circle, more or less."""
    CALLS.append("area")
    return 3.0 * radius**2 * scale


@recorded
def areas(radii: np.ndarray) -> np.ndarray:
    """Asks another recorded function."""
    CALLS.append("areas")
    return np.array([area(float(r)) for r in radii])


@recorded
def doubled(x: np.ndarray, reference: SimpleNamespace) -> np.ndarray:
    """Asks the reference itself."""
    CALLS.append("doubled")
    return reference.double(x)


@recorded
def handed(value: Any) -> Any:
    """Whatever it got."""
    return value


@pytest.fixture(autouse=True)
def calls() -> list[str]:
    """Empty at first."""
    CALLS.clear()
    return CALLS


@dataclass
class Sizes:
    """A value of a reference."""

    rows: int
    columns: int


def reference() -> SimpleNamespace:
    """What a homework's reference modules offer."""

    def double(x: Any) -> Any:
        CALLS.append("double")
        return 2 * x

    def nothing() -> str:
        return "asked"

    module = ModuleType("inner")
    module.double = double  # type: ignore[attr-defined]
    return SimpleNamespace(
        double=double,
        nothing=nothing,
        RATE=0.25,
        SIZES=Sizes(2, 3),
        inner=module,
        Layer=Sizes,
        rng=np.random.default_rng(0),
    )


def replayed(recorder: Recorder) -> Replay:
    """What a handout has of it: through the bytes of a file."""
    frames = [wire.encode({"truth": entry}) for entry in recorder.entries()]
    data = b"".join(bytes(buffer) for frame in frames for buffer in frame)
    return Replay([frame["truth"] for frame in read_frames(data)])


def test_without_a_book_it_is_a_plain_call(calls: list[str]) -> None:
    """Arguments, answer and name are the function's own."""
    assert area(2.0, scale=0.5) == 6.0
    assert area.__name__ == "area"
    assert area.__doc__ == "Of a circle, more or less."
    assert calls == ["area"]


def test_what_was_recorded_is_answered_without_the_body(calls: list[str]) -> None:
    """Positional arguments and keywords, each as it was called."""
    recorder = Recorder()
    with asking(recorder):
        assert area(2.0) == 12.0
        assert area(2.0, scale=0.5) == 6.0
        assert area(radius=3.0) == 27.0
    calls.clear()
    with asking(replayed(recorder)):
        assert area(2.0) == 12.0
        assert area(2.0, scale=0.5) == 6.0
        assert area(radius=3.0) == 27.0
    assert calls == []


def test_a_call_that_was_not_recorded_says_so() -> None:
    """Another number, the same number as an integer, under another keyword, or no plain value."""
    recorder = Recorder()
    with asking(recorder):
        area(2.0)
    with asking(replayed(recorder)):
        assert area(2.0 + 1e-7) == 12.0
        for arguments in (
            lambda: area(2.1),
            lambda: area(2),
            lambda: area(radius=2.0),
            lambda: area(2.0, scale=1.0),
            lambda: area(len),  # type: ignore[arg-type]
            lambda: areas(np.array([2.0])),
        ):
            with pytest.raises(NotRecorded, match=r"test_truth\.areas? is not recorded for these"):
                arguments()


def test_the_nearest_of_several_calls_answers() -> None:
    """Two that are within rounding of each other stay apart."""
    recorder = Recorder()
    with asking(recorder):
        near = [handed([1.0 + k * 4e-6])[0] for k in range(3)]
    with asking(replayed(recorder)):
        for value in near:
            assert handed([value]) == [value]
            assert handed([value + 1e-6]) == [value]


def test_calls_inside_a_recorded_one_are_not_noted_twice(calls: list[str]) -> None:
    """They are inside of its answer, the reference's as well."""
    recorder, space = Recorder(), asked_reference(reference())
    with asking(recorder):
        assert areas(np.array([1.0, 2.0])).tolist() == [3.0, 12.0]
        assert doubled(np.ones(2), space).tolist() == [2.0, 2.0]
        area(5.0)
    names = [entry["name"] for entry in recorder.entries()]
    assert names == ["test_truth.areas", "test_truth.doubled", "test_truth.area"]
    calls.clear()
    replay = replayed(recorder)
    with asking(replay):
        assert areas(np.array([1.0, 2.0])).tolist() == [3.0, 12.0]
        assert doubled(np.ones(2), replay.reference()).tolist() == [2.0, 2.0]
    assert calls == []


def test_each_call_is_noted_once_in_the_order_of_the_first_time() -> None:
    """So that the same homework gives the same bytes."""
    recorder = Recorder()
    with asking(recorder):
        for radius in (2.0, 1.0, 2.0):
            area(radius)
    assert [entry["value"] for entry in recorder.entries()] == [12.0, 3.0]


def test_functions_and_constants_of_the_reference(calls: list[str]) -> None:
    """A function without arguments is no constant; a constant is a value, a record a named tuple."""
    recorder, space = Recorder(), asked_reference(reference())
    with asking(recorder):
        assert space.double(4) == 8
        assert space.nothing() == "asked"
        assert (space.RATE, space.SIZES) == (0.25, Sizes(2, 3))
    replay = replayed(recorder)
    noted = replay.reference()
    calls.clear()
    with asking(replay):
        assert noted.double(4) == 8
        assert noted.nothing() == "asked"
        assert noted.RATE == 0.25
        assert (noted.SIZES.rows, noted.SIZES.columns) == (2, 3)
    assert calls == []
    assert hasattr(noted, "RATE")
    assert not hasattr(noted, "__wrapped__")


def test_what_a_handout_does_not_know_of_the_reference_says_so() -> None:
    """A call with other numbers, a function or constant nobody asked, a part of either."""
    recorder, space = Recorder(), asked_reference(reference())
    with asking(recorder):
        space.double(4)
    noted = replayed(recorder).reference()
    for ask in (
        lambda: noted.double(5),
        lambda: noted.nothing(),
        lambda: noted.RATE(),
        lambda: noted.inner.double(4),
        lambda: noted.SIZES.rows,
        lambda: noted.TABLE["a"],
        lambda: list(noted.LAYERS),
    ):
        with pytest.raises(NotRecorded, match=r"reference\.\w+(\.\w+)? is not recorded"):
            ask()


def test_without_a_book_the_asked_reference_is_the_reference() -> None:
    """Modules, classes and generators included."""
    space = asked_reference(reference())
    assert space.inner.double(2) == 4
    assert space.Layer(1, 2) == Sizes(1, 2)
    assert space.rng.integers(1) == 0


@pytest.mark.parametrize("name", ["inner", "Layer", "rng"])
def test_what_cannot_be_recorded_tells_the_author_what_to_do(name: str) -> None:
    """When it is touched, not when it is only handed on to a recorded function's `reference`."""
    space = asked_reference(reference())
    sentence = (
        rf"^reference\.{name} cannot be recorded for a handout; ask for it inside a function "
        r"of the check file under @recorded\.$"
    )
    with asking(Recorder()):
        closed = getattr(space, name)
        for touch in (
            lambda: closed.double,
            lambda: closed["a"],
            lambda: list(closed),
            lambda: closed(1, 2),
        ):
            with pytest.raises(HarnessFault, match=sentence):
                touch()
        assert isinstance(closed, Closed)
        assert not hasattr(closed, "__array__")


def test_arguments_and_answers_that_no_file_can_hold_are_the_authors_fault() -> None:
    """Each with the name of the function and what it is."""
    with asking(Recorder()):
        with pytest.raises(
            HarnessFault,
            match=r"^test_truth\.area cannot be recorded for a handout: "
            r"one of its arguments is an object of type Generator\.$",
        ):
            area(np.random.default_rng(0))  # type: ignore[arg-type]
        with pytest.raises(
            HarnessFault,
            match=r"^test_truth\.made cannot be recorded for a handout: "
            r"its answer holds an object of type generator\.$",
        ):
            made()


@recorded
def made() -> Iterator[int]:
    """No value."""
    return iter(x for x in range(3))


def test_what_is_read_is_a_copy_and_what_was_noted_stays() -> None:
    """A check may write into what it got, while recording and while replaying."""
    recorder = Recorder()
    with asking(recorder):
        first = handed({"x": [np.zeros(2)]})
        first["x"][0] += 1
        first["x"].append(3)
    replay = replayed(recorder)
    with asking(replay):
        for _ in range(2):
            again = handed({"x": [np.zeros(2)]})
            assert again["x"][0].tolist() == [0.0, 0.0]
            assert len(again["x"]) == 1
            again["x"][0] += 5
            again["x"].clear()


def test_arguments_count_as_they_were_before_the_call() -> None:
    """A function that writes into its argument is found all the same."""

    def emptied(values: np.ndarray) -> float:
        total = float(values.sum())
        values[:] = 0
        return total

    function, recorder = recorded(emptied), Recorder()
    with asking(recorder):
        assert function(np.arange(4.0)) == 6.0
    with asking(replayed(recorder)):
        assert function(np.arange(4.0)) == 6.0


def test_a_name_is_the_files_and_the_functions() -> None:
    """However the file was imported: the same in the homework and in the handout."""
    module = ModuleType("some.checks.cases")
    module.recorded = recorded  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    try:
        exec("@recorded\ndef one():\n    return 1\n", vars(module))  # noqa: S102 (our own text)
        recorder = Recorder()
        with asking(recorder):
            assert module.one() == 1
    finally:
        del sys.modules[module.__name__]
    assert [entry["name"] for entry in recorder.entries()] == ["cases.one"]


def test_an_error_of_the_function_is_its_own_and_nothing_is_noted() -> None:
    """And the book answers again afterwards."""

    def fails() -> None:
        raise ZeroDivisionError("ours")

    recorder = Recorder()
    with asking(recorder):
        with pytest.raises(ZeroDivisionError, match="ours"):
            recorded(fails)()
        assert recorder.entries() == []
        area(1.0)
    assert len(recorder.entries()) == 1


def test_books_are_left_in_the_order_they_were_opened() -> None:
    """The inner one answers inside, the outer one again afterwards, none in the end."""
    outer, inner = Recorder(), Recorder()
    with asking(outer):
        with asking(inner):
            area(1.0)
        area(2.0)
    area(3.0)
    assert [entry["value"] for entry in outer.entries()] == [12.0]
    assert [entry["value"] for entry in inner.entries()] == [3.0]
