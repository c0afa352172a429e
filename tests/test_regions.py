"""The starter is cut from the solution: what is marked goes, what is not stays line for line."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.regions import solution_text, starter_text

MASTER = '''"""Softmax."""

import numpy as np

# BEGIN SOLUTION


def _shifted(z):
    return z - z.max()
# END SOLUTION


def softmax(z):
    """y of shape (n,)."""
    # BEGIN SOLUTION
    e = np.exp(_shifted(z))
    return e / e.sum()
    # END SOLUTION


answers = {
    # BEGIN SOLUTION
    "q1": 0.25,
    # STARTER
    # "q1": None,
    #
    # # your own reasons
    # END SOLUTION
}
'''

SOLUTION = '''"""Softmax."""

import numpy as np



def _shifted(z):
    return z - z.max()


def softmax(z):
    """y of shape (n,)."""
    e = np.exp(_shifted(z))
    return e / e.sum()


answers = {
    "q1": 0.25,
}
'''

STARTER = '''"""Softmax."""

import numpy as np


def softmax(z):
    """y of shape (n,)."""
    raise NotImplementedError


answers = {
    "q1": None,

    # your own reasons
}
'''


def test_the_solution_is_the_text_without_marks() -> None:
    """And without what is meant for the starter."""
    assert solution_text(MASTER, name="f.py") == SOLUTION


def test_the_starter_has_something_else_in_every_region() -> None:
    """A refusal in a function, nothing at the left edge, the author's own lines where there are any."""
    assert starter_text(MASTER, name="f.py") == STARTER


def test_the_authors_own_lines_keep_their_depth() -> None:
    """They stand as deep as the mark, and deeper where they are indented."""
    text = (
        "def f():\n    # BEGIN SOLUTION\n    return 1\n    # STARTER\n"
        "    # for n in range(3):\n    #     pass\n    # END SOLUTION\n"
    )
    assert starter_text(text, name="f") == "def f():\n    for n in range(3):\n        pass\n"


def test_a_region_that_vanishes_at_an_edge_of_the_file_leaves_no_hole() -> None:
    """Neither at the top nor at the end."""
    text = "# BEGIN SOLUTION\nA = 1\n# END SOLUTION\n\n\nB = 2\n\n\n# BEGIN SOLUTION\nC = 3\n# END SOLUTION\n"
    assert starter_text(text, name="f") == "B = 2\n"


def test_a_file_that_is_all_solution_leaves_an_empty_one() -> None:
    """Not even a blank line with something in it."""
    assert starter_text("# BEGIN SOLUTION\nA = 1\n# END SOLUTION\n", name="f").strip() == ""


BAD = {
    "x\n# END SOLUTION\n": "f.py, line 2: # END SOLUTION stands outside a region.",
    "# STARTER\n": "f.py, line 1: # STARTER stands outside a region.",
    "# BEGIN SOLUTION\nx\n# BEGIN SOLUTION\n# END SOLUTION\n": (
        "f.py, line 3: the region begun in line 1 has no # END SOLUTION."
    ),
    "y\n# BEGIN SOLUTION\nx\n": "f.py: the region begun in line 2 has no # END SOLUTION after it.",
    "# BEGIN SOLUTION\n# STARTER\nx = 1\n# END SOLUTION\n": (
        "f.py, line 3: after # STARTER every line of the starter is a comment."
    ),
    "# BEGIN SOLUTION\n# STARTER\n# a\n# STARTER\n# END SOLUTION\n": (
        "f.py, line 4: # STARTER stands twice in one region."
    ),
    "x\n  # Begin Solution\n": (
        "f.py, line 2: '# Begin Solution' is nearly a mark; write # BEGIN SOLUTION or "
        "# END SOLUTION and nothing else."
    ),
}


@pytest.mark.parametrize("text", list(BAD))
@pytest.mark.parametrize("cut", [solution_text, starter_text])
def test_marks_that_do_not_pair_are_refused(cut: object, text: str) -> None:
    """With the line, whichever of the two texts is wanted."""
    with pytest.raises(UsageError) as refused:
        cut(text, name="f.py")  # type: ignore[operator]
    assert str(refused.value) == BAD[text]


@pytest.mark.parametrize(
    "line",
    [
        "#BEGIN_SOLUTION",
        "# BEGIN SOLUTION: softmax",
        "## end solution",
        "# BEGIN SOLUTIONS",
        "    # end-solution",
    ],
)
def test_a_misspelt_mark_is_refused(line: str) -> None:
    """It would hand the solution out to students."""
    with pytest.raises(UsageError, match="is nearly a mark"):
        starter_text(f"x = 1\n{line}\ny = 2\n", name="f")


LINES = st.text(alphabet="ab =()'\"\t#\x0c\u2028", max_size=12)
PLAIN = st.lists(st.one_of(LINES, st.just("")), max_size=6)


@given(PLAIN)
def test_a_text_without_marks_is_unchanged(lines: list[str]) -> None:
    """Character for character, blank lines and odd ends included."""
    text = "\n".join(lines)
    assert solution_text(text, name="f") == text
    assert starter_text(text, name="f") == text


INDENT = st.sampled_from(["", "    ", "        "])
REGION = st.tuples(INDENT, PLAIN, st.one_of(st.none(), st.lists(LINES, max_size=3)))


@st.composite
def masters(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Plain pieces and regions in turn."""
    parts: list[tuple[str, object]] = [("plain", draw(PLAIN))]
    for region in draw(st.lists(REGION, min_size=1, max_size=3)):
        parts += [("region", region), ("plain", draw(PLAIN))]
    return parts


def master_text(parts: list[tuple[str, object]]) -> str:
    """The parts as an author writes them."""
    out: list[str] = []
    for kind, part in parts:
        if kind == "plain":
            out += part  # type: ignore[operator]
            continue
        indent, solution, starter = part  # type: ignore[misc]
        out += [f"{indent}# BEGIN SOLUTION", *solution]
        if starter is not None:
            out += [f"{indent}# STARTER", *(f"{indent}# {line}" for line in starter)]
        out.append(f"{indent}# END SOLUTION")
    return "\n".join(out) + "\n"


@given(masters())
def test_the_solution_of_any_master_is_what_stands_in_its_regions_and_around(parts: list) -> None:
    """In order; nothing of the starter."""
    wanted: list[str] = []
    for kind, part in parts:
        wanted += part if kind == "plain" else part[1]
    got = solution_text(master_text(parts), name="f")
    assert got == "\n".join([*wanted, ""])


@given(masters())
def test_the_starter_of_any_master_keeps_what_stands_around(parts: list) -> None:
    """And has the author's lines or a refusal in place of each region; blank lines aside."""
    wanted: list[str] = []
    for kind, part in parts:
        if kind == "plain":
            wanted += part
            continue
        indent, _, starter = part
        if starter is not None:
            wanted += [f"{indent}{line}" for line in starter]
        elif indent:
            wanted.append(f"{indent}raise NotImplementedError")
    got = starter_text(master_text(parts), name="f")
    assert filled(got.split("\n")) == filled(wanted)


def filled(lines: list[str]) -> list[str]:
    """The lines that are not blank, without their last spaces."""
    return [line.rstrip() for line in lines if line.strip()]


@given(st.integers(0, 5), st.integers(0, 5))
def test_around_a_vanished_region_no_more_than_two_blank_lines_stay(
    before: int, after: int
) -> None:
    """Of those above it none is taken away: they are the author's."""
    text = f"a = 1\n{chr(10) * before}# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n{chr(10) * after}b = 2\n"
    blank = starter_text(text, name="f").count("\n") - 2
    assert blank == max(before, min(2, before + after))


def test_what_the_shipped_example_gives_parses() -> None:
    """Both texts are Python."""
    for text in (solution_text(MASTER, name="f"), starter_text(MASTER, name="f")):
        ast.parse(text)
