"""Comments that two have word for word."""

from __future__ import annotations

from grader.similarity.same_remarks import COUNTED, shared_remarks

LONG = ("remember", "to", "ask", "about", "this")


def test_a_comment_that_only_two_have() -> None:
    """It weighs half of the class's halvings; short ones and the handout's say nothing."""
    everybody = {
        n: {("the", "forward", "pass"), ("given", "to", "all", "the", "students")}
        for n in range(16)
    }
    everybody[3].add(LONG)
    everybody[9].add(LONG)
    found = shared_remarks(everybody, {("given", "to", "all", "the", "students")})
    assert list(found) == [(3, 9)]
    (one,) = found[3, 9]
    assert (one.words, one.students, one.weight) == (LONG, 2, 2)


def test_a_comment_of_many_says_nothing() -> None:
    """More than a twentieth of a large class."""
    everybody = {n: {LONG} if n < 6 else set() for n in range(100)}
    assert shared_remarks(everybody, ()) == {}


def test_only_the_first_few_weigh() -> None:
    """A copied file has dozens of comments and is one copy."""
    many = {(*LONG, str(n)) for n in range(20)}
    (found,) = shared_remarks({0: many, 1: many}, ()).values()
    assert len(found) == 20
    assert [r.weight > 0 for r in found] == [True] * COUNTED + [False] * (20 - COUNTED)
