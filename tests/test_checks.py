"""The decorator and the rules for a set of checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.checks import check, make_check, order
from grader.errors import UsageError
from grader.types import Check, Limits, Void


@pytest.fixture
def tiny(homework: Callable[..., Path]) -> Assignment:
    """A homework with the questions q1 (code) and q2 (written)."""
    return load_assignment(homework())


def made(id: str, *, question: str = "q1", needs: tuple[str, ...] = ()) -> Check:
    """A check with that id."""
    return Check(id=id, question=question, title="t", points=1, visibility="public", needs=needs)


def test_a_decorated_function_is_unchanged_and_makes_a_record() -> None:
    """The decorator attaches data; nothing is registered."""

    @check(question="q1", points=2, visibility="hidden", needs=["a.b"], hint="h", cpu_s=3)
    def test_it(student: object) -> int:
        """The sentence.

        More for the author.
        """
        return 5

    assert test_it(None) == 5
    record = make_check(test_it, id="f.it", place="f.py, line 1", limits=Limits(wall_s=9))
    assert (record.title, record.points, record.needs) == ("The sentence.", 2.0, ("a.b",))
    assert (record.visibility, record.hint) == ("hidden", "h")
    assert (record.limits.cpu_s, record.limits.wall_s) == (3, 9)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"visibility": "secret"}, "visibility must be 'public' or 'hidden'"),
        ({"points": 0}, "points must be positive"),
        ({"points": True}, "points must be positive"),
        ({"points": float("nan")}, "points must be positive"),
        ({"needs": "a.b"}, "needs must be a list"),
    ],
)
def test_a_contradiction_is_refused_when_declared(arguments: dict, says: str) -> None:
    """With the question it belongs to."""
    with pytest.raises(UsageError, match=says) as caught:
        check(**({"question": "q7", "points": 1, "visibility": "public"} | arguments))
    assert "q7" in str(caught.value)


def test_visibility_has_no_default() -> None:
    """Whether a student sees a check is decided each time."""
    with pytest.raises(TypeError, match="visibility"):
        check(question="q1", points=1)  # type: ignore[call-arg]


def test_a_bare_function_and_one_without_sentence_are_refused() -> None:
    """Each with the place of the function."""

    def test_bare() -> None:
        """A sentence."""

    @check(question="q1", points=1, visibility="public")
    def test_mute() -> None:
        pass

    with pytest.raises(UsageError, match=r"x.py, line 3: test_bare has no @check"):
        make_check(test_bare, id="x", place="x.py, line 3", limits=Limits())
    with pytest.raises(UsageError, match=r"x.py, line 9: test_mute needs a docstring"):
        make_check(test_mute, id="x", place="x.py, line 9", limits=Limits())


def test_checks_stand_in_the_order_of_the_sheet_after_what_they_need(tiny: Assignment) -> None:
    """Written answers included."""
    first, second = made("a", needs=("b",)), made("b")
    assert [c.id for c in order([first, second], tiny)] == ["b", "a", "written.q2"]


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        ([made("a", question="q9")], "question 'q9', which assignment.toml does not list"),
        ([made("a"), made("a")], "two checks have the id a"),
        ([made("a", needs=("z",))], "needs 'z', which does not exist"),
        ([made("a", needs=("b",)), made("b", needs=("a",))], "in a circle: a -> b -> a"),
        ([], "question q1 has no check"),
    ],
)
def test_a_set_that_contradicts_itself_is_refused(
    tiny: Assignment, checks: list[Check], says: str
) -> None:
    """Before anything is graded."""
    with pytest.raises(UsageError, match=says):
        order(checks, tiny)


def test_order_does_not_depend_on_points_or_visibility(tiny: Assignment) -> None:
    """Only on the sheet, the files and the needs."""
    checks = [made("a"), made("b")]
    louder = [replace(checks[0], points=9, visibility="hidden"), checks[1]]
    assert [c.id for c in order(checks, tiny)] == [c.id for c in order(louder, tiny)]


def test_a_voided_check_carries_its_reason(tiny: Assignment) -> None:
    """The others carry none; a name that is no check is refused."""
    void = Void(reason="unfair", give="nothing")
    voided = replace(tiny, void={"a": void})
    assert [(c.id, c.void) for c in order([made("a"), made("b")], voided)] == [
        ("a", void),
        ("b", None),
        ("written.q2", None),
    ]
    with pytest.raises(UsageError, match=r"\[\[void\]\] names 'a', which is no check\."):
        order([made("b")], voided)
    with pytest.raises(UsageError, match="which is no check; is 'net.loss' meant"):
        order([made("net.loss")], replace(tiny, void={"net.lost": void}))


def test_blind_inputs_carry_their_reason() -> None:
    """Special on purpose, and said why."""

    @check(question="q1", points=1, visibility="public", blind="zeros are the point")
    def test_zeros(student: object) -> None:
        """A sentence."""

    record = make_check(test_zeros, id="f.zeros", place="f.py, line 1", limits=Limits())
    assert record.blind == "zeros are the point"
    assert made("a").blind is None
