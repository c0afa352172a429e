"""The sheet of a homework: what was asked, question by question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

import assignments
from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.sheet import read_sheet

ITEMS = ("s1.1", "s1.2", "q7")
SHIPPED = sorted(path.parent for path in Path(assignments.__path__[0]).glob("*/assignment.toml"))


def read(folder: Path, text: str) -> dict[str, str]:
    """The texts of a sheet with these words."""
    (folder / "sheet.md").write_text(text, "utf-8")
    return read_sheet(folder, ITEMS)


def refused(folder: Path, text: str) -> str:
    """The sentence that refuses a sheet with these words."""
    with pytest.raises(UsageError) as caught:
        read(folder, text)
    return str(caught.value)


def test_texts_stand_under_the_ids_of_their_questions(tmp_path: Path) -> None:
    """Markdown and formulas as they were written, in the order of the homework."""
    got = read(tmp_path, "# Title\nIntro.\n## q7\nWhy?\n\n## s1.1: one\nFind $x^2$.\n")
    assert list(got.items()) == [("s1.1", "Find $x^2$."), ("q7", "Why?")]


def test_no_sheet_is_no_texts(tmp_path: Path) -> None:
    """The file may be missing; so may the text of a question."""
    assert read_sheet(tmp_path, ITEMS) == {}
    assert read(tmp_path, "## s1.1\n\n## s1.2\nWhat?\n") == {"s1.2": "What?"}


def test_headings_above_and_below_belong_to_the_sheet(tmp_path: Path) -> None:
    """A section may stand above the questions, and a heading inside a text."""
    got = read(
        tmp_path, "# Part 1\n## s1.1\nFind it.\n### Note\nA hint.\n# Part 2\n## s1.2\nWhy?\n"
    )
    assert got == {"s1.1": "Find it.\n### Note\nA hint.", "s1.2": "Why?"}


def test_one_heading_may_name_two_questions(tmp_path: Path) -> None:
    """Then both have its text."""
    assert read(tmp_path, "## s1.1 and s1.2\nBoth.\n") == {"s1.1": "Both.", "s1.2": "Both."}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## s1.1\na\n## s1.9\nb\n", "'s1.9' names 's1.9', which is no question of"),
        (
            "## s1.1\na\n## s1.1\nb\n",
            "the question 's1.1' has two headings; put its text under one",
        ),
        ("## s1.1\na\n## S1.1\nb\n", "the question 's1.1' has two headings"),
        ("## s1.1\na\n## q77\nb\n", "the heading 'q77' names no question; write an id"),
    ],
)
def test_headings_that_are_refused(tmp_path: Path, text: str, says: str) -> None:
    """A text that no question would show, or two texts for one, are mistakes of the author."""
    message = refused(tmp_path, text)
    assert says in message
    assert message.startswith(str(tmp_path / "sheet.md"))


def test_a_sheet_that_cannot_be_read(tmp_path: Path) -> None:
    """Bytes that are no text, and a folder of that name, end in a sentence."""
    (tmp_path / "sheet.md").write_bytes(b"## s1.1\n\0")
    with pytest.raises(UsageError, match=r"sheet\.md cannot be read: .*; save it as UTF-8 text\."):
        read_sheet(tmp_path, ITEMS)
    (tmp_path / "sheet.md").unlink()
    (tmp_path / "sheet.md").mkdir()
    with pytest.raises(UsageError, match=r"sheet\.md cannot be read \("):
        read_sheet(tmp_path, ITEMS)


def formulas(text: str) -> list[str]:
    """The TeX of every formula, as the pages find it."""
    tokens = MarkdownIt().use(dollarmath_plugin).parse(text)
    flat = [token for block in tokens for token in (block, *(block.children or ()))]
    return [token.content for token in flat if token.type in ("math_inline", "math_block")]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_question_of_every_homework_has_a_text(folder: Path) -> None:
    """No more and no fewer, each of one to eight sentences' length."""
    items = [question.id for question in load_assignment(folder).questions]
    texts = read_sheet(folder, items)
    assert list(texts) == items
    assert all(30 <= len(text) <= 900 for text in texts.values())


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_formula_can_be_set(folder: Path) -> None:
    """Each becomes MathML without a word of TeX left over, and no dollar sign stays in the text."""
    text = (folder / "sheet.md").read_text("utf-8")
    found = formulas(text)
    assert found
    for formula in found:
        left = re.sub(r"<[^>]*>", "", convert(formula))
        assert "\\" not in left, formula
    outside = MarkdownIt().use(dollarmath_plugin, renderer=lambda *_: "").render(text)
    assert "$" not in outside


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_sheet_gives_no_number_that_the_handout_does_not(folder: Path) -> None:
    """Decimals and numbers of three digits stand in the handout too: none is an answer."""
    number = re.compile(r"(?<![\w.])(?:\d+\.\d+|\d{3,})(?![\w.]*\d)")
    handout = " ".join(
        path.read_text("utf-8")
        for path in sorted((folder / "handout").iterdir())
        if path.suffix in (".md", ".py")
    )
    texts = read_sheet(folder, [q.id for q in load_assignment(folder).questions])
    # Of the original sheets: the examples of two questions about rates.
    known = {"s1.Q7.3": {"0.001", "0.003", "0.01", "0.03"}, "s4.4b.iii.grid": {"0.000001", "100"}}
    for item, text in texts.items():
        new = set(number.findall(text)) - set(number.findall(handout)) - known.get(item, set())
        assert not new, item
