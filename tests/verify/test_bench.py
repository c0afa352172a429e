"""Pieces of a homework's own material go the way of a real submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from proved_homework import write

from grader.errors import UsageError
from grader.material import load_solution
from grader.verify.bench import Bench, not_passed

NEEDS = '''
"""Checks that need each other."""
from grader.checks import check


@check(question="q3", points=1, visibility="public", needs=["hand.quarter"])
def test_second(student):
    """It needs the first."""
    assert student.answer("q3") == 0.25


@check(question="q3", points=1, visibility="public", needs=["needs.second"])
def test_third(student, rng):
    """It needs the second."""
    student.affine(rng.normal(size=2), 1)
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small homework with checks that need each other."""
    return write(tmp_path_factory.mktemp("bench") / "small", {"checks/test_needs.py": NEEDS})


@pytest.fixture(scope="module")
def bench(folder: Path, tier: str) -> Iterator[Bench]:
    """Its bench."""
    bench = Bench.open(folder, seed=3, tier=tier)
    yield bench
    bench.close()


@pytest.fixture
def files(folder: Path) -> dict[str, str]:
    """Its solution."""
    return load_solution(folder)


def ids(ends: list) -> list[str]:
    """Which checks were judged, in order."""
    return [end.verdict.check for end in ends]


def test_everything_is_judged_when_nothing_is_named(bench: Bench, files: dict[str, str]) -> None:
    """Written answers wait for a person, which costs nothing."""
    done = bench.grade(files)
    assert ids(done) == [c.id for c in bench.context.suite.checks]
    assert {end.verdict.status for end in done} == {"passed", "manual"}
    assert not_passed(done) == set()


def test_checks_come_in_the_order_asked_for(bench: Bench, files: dict[str, str]) -> None:
    """The caller knows which are cheap."""
    wanted = ["rows.mean", "affine.again", "affine.fixed"]
    assert ids(bench.grade(files, wanted)) == wanted
    assert ids(bench.grade(files, [])) == []


@pytest.mark.parametrize(
    "wanted", [["needs.third"], ["needs.third", "hand.quarter"], ["needs.third", "needs.second"]]
)
def test_what_a_check_needs_is_judged_before_it(
    wanted: list[str], bench: Bench, files: dict[str, str]
) -> None:
    """Whether it was asked for or not, and in whichever order."""
    assert ids(bench.grade(files, wanted)) == ["hand.quarter", "needs.second", "needs.third"]


def test_what_needs_a_failed_check_is_blocked(bench: Bench, files: dict[str, str]) -> None:
    """As for a student."""
    wrong = {**files, "work.py": files["work.py"].replace("0.25", "3")}
    done = bench.grade(wrong, ["needs.third"])
    assert [end.verdict.status for end in done] == ["failed", "blocked", "blocked"]
    assert not_passed(done) == {"hand.quarter", "needs.second", "needs.third"}


def test_it_stops_at_the_first_failure_when_told_to(bench: Bench, files: dict[str, str]) -> None:
    """One check is enough to catch a mutant."""
    wrong = {**files, "work.py": files["work.py"].replace("y + 1", "y")}
    wanted = ["rows.mean", "affine.again", "affine.fixed"]
    assert ids(bench.grade(wrong, wanted, until_failed=True)) == ["rows.mean", "affine.again"]


def test_other_inputs_come_with_another_seed(bench: Bench, files: dict[str, str]) -> None:
    """And the same ones with the same."""

    def inputs(seed: int | None) -> list[float]:
        (end,) = bench.grade(files, ["affine.fixed"], seed=seed)
        return [float(value) for value in end.requests[0]["args"][0].flat]

    assert inputs(None) == inputs(3) == inputs(None)
    assert inputs(4) != inputs(3)


def test_an_endless_piece_is_ended_early(bench: Bench, files: dict[str, str]) -> None:
    """At the seconds given, though the check would allow five."""
    endless = {**files, "work.py": files["work.py"].replace("y = w * x", "while True: pass")}
    (end,) = bench.grade(endless, ["affine.fixed"], cpu_s=0.3)
    assert end.verdict.status == "timed_out"
    assert end.cpu_s < 2


def test_a_homework_that_cannot_be_collected_starts_no_sandbox(
    folder: Path, tier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing would end it again."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a sandbox was opened")

    monkeypatch.setattr("grader.verify.bench.open_sandbox", never)
    broken = write(tmp_path / "small", {"checks/test_more.py": "import nothing_of_that_name\n"})
    with pytest.raises(UsageError, match="cannot be collected"):
        Bench.open(broken, seed=3, tier=tier)
