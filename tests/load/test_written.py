"""Written answers are found under headings that name a question."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import written
from grader.load.written import Answers, answers, answers_in_cells


@pytest.mark.parametrize(
    "heading",
    [
        "# s4.4b.i.why",
        "###### s4.4b.i.why ######",
        "#s4.4b.i.why",
        "  ## `s4.4b.i.why`",
        "## Answer to s4.4b.i.why: the learning rate",
        "## (s4.4b.i.why)",
        "**s4.4b.i.why**",
        "__s4.4b.i.why__:",
        "**`s4.4b.i.why`** ",
        "s4.4b.i.why\n===========",
        "Question s4.4b.i.why\n---",
        "# S4.4b.i.why",
    ],
)
def test_headings_that_name_a_question(heading: str) -> None:
    """Every way to write a heading in Markdown, with the id anywhere in it."""
    assert answers(f"intro\n\n{heading}\n\nBecause $x$.\n\nReally.\n") == {
        "s4.4b.i.why": "Because $x$.\n\nReally."
    }


@pytest.mark.parametrize(
    "line",
    [
        "s4.4b.i.why",
        "## s4",
        "## version2.s4x",
        "## s4.4b.i.why" + " x" * 300,
        "    # s4.4b.i.why",
        "see **s4.4b.i.why** below",
        "- s4.4b.i.why\n---",
        "> s4.4b.i.why\n---",
        "para\ns4.4b.i.why\n---",
    ],
)
def test_lines_that_are_no_such_heading(line: str) -> None:
    """Text that mentions an id, lists, quotes and paragraphs open no answer."""
    assert answers(f"{line}\nBecause.") == {}


def test_an_answer_ends_at_the_next_one_and_at_headings_above() -> None:
    """Lower headings belong to the answer; the same level or a higher one ends it."""
    text = (
        "# s4.4b.i.why\nA\n## Details\nB\n**s4.4b.i.high**\nC\n**Note 2**\nD\n# Else\nE\n"
        "## s4.4b.i.low\nF\n## Other\nG\n### s3.T4.3\nH"
    )
    assert answers(text) == {
        "s4.4b.i.why": "A\n## Details\nB",
        "s4.4b.i.high": "C\n**Note 2**\nD",
        "s4.4b.i.low": "F",
        "s3.T4.3": "H",
    }


def test_one_heading_for_two_questions_and_two_for_one() -> None:
    """Both questions get the text; two pieces for one question stand one after the other."""
    text = "# s1.a and s1.b\nX\n# s1.a\nY"
    assert answers(text) == {"s1.a": "X\n\nY", "s1.b": "X"}


@pytest.mark.parametrize("fence", ["```", "~~~~", "```python"])
def test_code_between_fences_is_text(fence: str) -> None:
    """A comment in a code block opens and closes nothing."""
    close = fence.rstrip("python")
    text = f"# s1.a\n{fence}\n# s1.b\nx\n{close}\nend"
    assert answers(text) == {"s1.a": f"{fence}\n# s1.b\nx\n{close}\nend"}


@pytest.mark.parametrize(
    "body", ["", "   \n\n", "<!-- write here -->", "<!-- never closed", "<!-- a --> <!--\nb -->"]
)
def test_an_empty_answer_is_none(body: str) -> None:
    """A template left as it was handed out is no answer."""
    assert answers(f"# s1.a\n{body}\n# s1.b\nY") == {"s1.b": "Y"}


def test_an_answer_stays_as_it_was_written() -> None:
    """Comments, spaces within lines and underlined headings inside an answer are kept."""
    body = "<!-- x -->\n  * one\n\n    two  \n\nSub\n---\nrest"
    assert answers(f"# s1.a\n{body}\n") == {"s1.a": body}
    assert answers_in_cells([f"# s1.a\n{body}"]) == {"s1.a": body}


def test_a_long_answer_is_cut_and_says_so() -> None:
    """Twenty thousand characters are kept."""
    text = answers(f"# s1.a\n{'x' * 30_000}")["s1.a"]
    assert text == "x" * written.LONGEST + "\n\n(cut after 20000 characters)"


def test_ids_that_a_homework_names_itself() -> None:
    """Ids of any shape count when they are given, and are spelt as the homework spells them."""
    text = "# 2A\nX\n# q1\nY\n# S3.t4.3\nZ\n# 2ab\nW"
    assert answers(text, ["2a", "s3.T4.3", "2a.b"]) == {"2a": "X", "s3.T4.3": "Z"}
    assert answers("# 2a.b\nX", ["2a", "2a.b"]) == {"2a.b": "X"}


def test_cells_go_on_until_the_next_question() -> None:
    """In a notebook an answer may stretch over text cells and their own headings."""
    cells = ["# Title", "## s1.a\nquestion", "# Answer\nA", "more", "**s1.b** ", "B"]
    assert answers_in_cells(cells) == {"s1.a": "question\n\n# Answer\nA\n\nmore", "s1.b": "B"}


def test_answers_are_found_whatever_their_capitals() -> None:
    """The mapping keeps the spelling and forgives the look-up; it survives a process boundary."""
    texts = pickle.loads(pickle.dumps(Answers({"s4.4b.i.Why": "X"})))  # noqa: S301 - our own
    assert texts["S4.4B.I.WHY"] == "X"
    assert "s4.4b.i.why" in texts
    assert 3 not in texts
    assert texts.get("s9.9") is None
    assert dict(texts) == {"s4.4b.i.Why": "X"}
    assert len(texts) == 1
    assert repr(texts) == "Answers({'s4.4b.i.Why': 'X'})"


@settings(deadline=None)
@given(st.text(st.sampled_from("# s1.ab\n`*=-_~<!>"), max_size=200))
def test_any_text_gives_answers_from_within_it(text: str) -> None:
    """Nothing raises; every line of an answer is a line of the text; cells agree with files."""
    rows = set(text.split("\n")) | {""}
    for found in (answers(text), answers_in_cells([text])):
        for answer in found.values():
            assert answer
            assert {row.strip() for row in answer.split("\n")} <= {row.strip() for row in rows}
    assert set(answers(text)) <= set(answers_in_cells([text]))
