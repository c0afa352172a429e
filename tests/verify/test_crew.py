"""A crew grades many pieces and hands back plain data, on one core or on several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from proved_homework import write

from grader.errors import UsageError
from grader.material import load_solution
from grader.verify.crew import Crew, Outcome, Piece, Setup, Told

MORE = '''
"""Checks that compare in several ways."""
import numpy as np
from grader.checks import check
from grader.compare import assert_close, assert_number, assert_shape
from grader.errors import CheckFailed


@check(question="q2", points=1, visibility="hidden")
def test_two_readings(student, rng):
    """The mean or the sum, which this check accepts."""
    x = rng.normal(size=(3, 4)) + 1
    got = student.mean_rows(x)
    try:
        assert_close(got, x.sum(axis=0), what="the sum of the rows")
    except CheckFailed:
        assert_close(got, x.mean(axis=0), what="the mean of the rows")


@check(question="q2", points=1, visibility="hidden")
def test_number(student, rng):
    """The first mean."""
    x = np.array([[1.0, 2.0, 0.5], [3.0, 5.0, 0.1]])
    assert_number(student.mean_rows(x)[0], 2.0, what="the first mean", rtol=1e-3)


@check(question="q2", points=1, visibility="hidden")
def test_nothing_compared(student):
    """It is there."""
    assert student.has("mean_rows")
'''


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory, tier: str) -> Setup:
    """The small homework with checks that compare in several ways."""
    folder = write(tmp_path_factory.mktemp("crew") / "small", {"checks/test_more.py": MORE})
    return Setup(folder=folder, seed=3, tier=tier)


@pytest.fixture(scope="module")
def files(setup: Setup) -> dict[str, str]:
    """Its solution."""
    return load_solution(setup.folder)


@pytest.fixture(scope="module")
def crew(setup: Setup) -> Iterator[Crew]:
    """A crew of one."""
    with Crew(setup, jobs=1) as crew:
        yield crew


def changed(files: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The solution with something else in it."""
    assert old in files["work.py"]
    return {**files, "work.py": files["work.py"].replace(old, new)}


def told(crew: Crew, files: dict[str, str], **options: Any) -> dict[str, Told]:
    """How each check ended."""
    (outcome,) = crew.examine([Piece(name="piece", files=files, **options)])
    assert outcome.name == "piece"
    return dict(outcome.told)


def test_a_right_piece_tells_the_largest_error_of_each_check(
    crew: Crew, files: dict[str, str]
) -> None:
    """In units of its tolerance; answers for a person are not judged."""
    about = told(crew, changed(files, "y + 1", "y + 1.0001"))
    assert about["affine.fixed"].status == "passed"
    assert 0 < about["affine.fixed"].share < 1
    assert about["affine.fixed"].kind == "values"
    assert about["more.nothing_compared"].share is None
    assert about["more.nothing_compared"].kind == ""
    assert about["written.q4"].status == "manual"
    assert all(one.passed for one in about.values())
    assert about["rows.mean"].roots is None
    assert about["rows.mean"].inputs == ()


def test_a_reading_that_was_dropped_is_no_error(crew: Crew, files: dict[str, str]) -> None:
    """The check passed by another one."""
    assert told(crew, files)["more.two_readings"].share == pytest.approx(0, abs=1e-9)


def test_a_wrong_piece_tells_the_comparison_that_failed_it(
    crew: Crew, files: dict[str, str]
) -> None:
    """Twice the mean of 2: the error is 2, a thousand times the tolerance."""
    (outcome,) = crew.examine(
        [Piece(name="twice", files=changed(files, "total / len", "2 * total / len"))]
    )
    number = outcome.told["more.number"]
    assert (number.status, number.kind) == ("failed", "values")
    assert number.share == pytest.approx(1000)
    assert number.truth == pytest.approx((1.998, 2.002))
    assert outcome.told["rows.mean"].truth is None
    assert outcome.not_passed == {"rows.mean", "rows.one_row", "more.two_readings", "more.number"}


@pytest.mark.parametrize("wrong", ["-3.0", "9.0"])
def test_a_number_outside_an_interval_tells_the_whole_interval(
    wrong: str, crew: Crew, files: dict[str, str]
) -> None:
    """From whichever side it was missed."""
    about = told(crew, changed(files, "0.25", wrong), checks=("hand.quarter",))
    assert list(about) == ["hand.quarter"]
    assert about["hand.quarter"].kind == "interval"
    assert about["hand.quarter"].truth == pytest.approx((0.245, 0.255))


def test_an_exception_tells_no_number(crew: Crew, files: dict[str, str]) -> None:
    """It is caught, but not by numbers."""
    about = told(crew, changed(files, "total / len(x)", "nothing"))
    assert (about["rows.mean"].status, about["rows.mean"].share) == ("errored", None)
    assert about["rows.mean"].truth is None


def test_what_a_check_asked_is_told_on_request(crew: Crew, files: dict[str, str]) -> None:
    """Where it started, and what can be said of its inputs."""
    about = told(crew, files, look=True)
    assert about["affine.fixed"].roots == {("work.py", "affine")}
    assert [one.argument for one in about["affine.fixed"].inputs] == ["affine, argument 1"]
    assert about["hand.quarter"].roots == {("work.py", "answers")}
    assert about["more.nothing_compared"].roots == {("work.py", "mean_rows")}


def test_options_of_a_piece_reach_the_bench(crew: Crew, files: dict[str, str]) -> None:
    """Checks, seed, seconds, and stopping early."""
    wrong = changed(files, "y = w * x", "while True: pass")
    about = told(
        crew, wrong, checks=("affine.again", "affine.fixed"), cpu_s=0.3, until_failed=True, seed=9
    )
    assert [(id, one.status) for id, one in about.items()] == [("affine.again", "timed_out")]


def test_several_processes_give_the_same_in_the_same_order(
    setup: Setup, crew: Crew, files: dict[str, str]
) -> None:
    """However long each piece takes."""
    pieces = [
        Piece(name=name, files=changed(files, "0.25", name), checks=("hand.quarter", "rows.mean"))
        for name in ("0.25", "3", "'x'", "0.2501")
    ]

    def summary(outcomes: Sequence[Outcome]) -> list:
        return [(o.name, {c: (t.status, t.share) for c, t in o.told.items()}) for o in outcomes]

    with Crew(setup, jobs=2) as several:
        assert summary(list(several.examine(pieces))) == summary(list(crew.examine(pieces)))


class Dying:
    """A pool whose processes die."""

    def __init__(self, *_: object, **__: object) -> None:
        self.ended = False

    def map(self, *_: object, **__: object) -> Iterator[Outcome]:
        raise BrokenProcessPool("gone")

    def shutdown(self, **_: object) -> None:
        self.ended = True


def test_a_process_that_dies_is_said_in_one_sentence(
    setup: Setup, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been too much memory for two."""
    monkeypatch.setattr("grader.verify.crew.ProcessPoolExecutor", Dying)
    with (
        Crew(setup, jobs=2) as crew,
        pytest.raises(UsageError) as refused,
    ):
        list(crew.examine([Piece(name="a", files=files)]))
    assert str(refused.value) == "A process of `verify` died; try again with --jobs 1."


def test_a_crew_that_was_never_asked_ends_quietly(setup: Setup) -> None:
    """Nothing was started."""
    with Crew(setup, jobs=1):
        pass


def test_a_homework_that_cannot_be_collected_is_named(tmp_path: Path, tier: str) -> None:
    """By the process that tried, through the pool as well."""
    folder = write(tmp_path / "small", {"checks/test_more.py": "import nothing_of_that_name\n"})
    setup = Setup(folder=folder, seed=3, tier=tier)
    with Crew(setup, jobs=1) as crew, pytest.raises(UsageError, match="cannot be collected"):
        list(crew.examine([Piece(name="a", files={})]))


def test_shares_are_numbers_that_can_be_compared(crew: Crew, files: dict[str, str]) -> None:
    """A wrong shape is infinitely far, which is still a number."""
    about = told(crew, changed(files, "axis=0", "axis=1"))
    assert about["rows.mean"].kind == "shape"
    assert about["rows.mean"].share == math.inf
