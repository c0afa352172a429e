"""The page of a comparison: what it says, how it says it, and that no text can change it."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest
from similarity.pages import example, pair, who

from reports.similarity import similarity_page

ACCUSING = re.compile(
    r"plagia|cheat|copied|copying|guilt|suspect|fraud|dishonest|steal|stole|convict|offen[cs]e",
    re.IGNORECASE,
)


def text_of(outline: Any, **changes: Any) -> str:
    """All text of a page."""
    return outline(similarity_page(example(**changes))).text


def test_it_is_a_question(outline: Any) -> None:
    """The question stands on top, nothing accuses, and nobody's mark depends on it."""
    text = text_of(outline)
    assert "these two have much in common; is there a reason that both know?" in text
    assert "No mark and no result depends on this page." in text
    assert "In small exercises right answers look alike" in text
    assert ACCUSING.search(text) is None
    assert ACCUSING.search(similarity_page(example(pairs=1, found=1, groups=[]))) is None


def test_the_evidence_is_told(outline: Any) -> None:
    """Shares, wrong numbers with their checks, comments with their places, how rare each is."""
    text = text_of(outline)
    for part in (
        "64 submissions compared, 7 pairs with much in common",
        "93 % of the smaller program stands in the other.",
        "61 % of the shorter written answers stands in the other's.",
        "The same wrong numbers in 2 checks; a known mistake explains 1 of them.",
        "6 comments are the same, word for word.",
        "weight 21.2",
        "2 of 64",
        "hw.py, line 3 and y = x + 1 ; only these two",
        "3 in the class",
        "Side by side: 3 passages, 2 more are not shown",
        "Code, 97 % alike",
        "Answer to s3.T4.3, 97 % alike",
        "nobody else has it like this",
        "1 other has it as well",
        "3 others have it as well",
        "12 more lines",
        "2 more pairs are not shown",
        "every two",
        "4 of their 6 pairs",
        "2 submissions have too little of their own to say anything",
        "40 submissions",
    ):
        assert part.replace(" ;", ";") in text.replace(" ;", ";"), part


def test_equal_files_are_said_first(outline: Any) -> None:
    """In words."""
    both = pair(who("ann"), who("bo"), same_files=True)
    page = similarity_page(example(pairs=1) | {"pairs": [both]})
    assert "The files are the same, byte for byte." in outline(page).text


def test_what_is_not_there_is_not_said(outline: Any) -> None:
    """No share of nothing, no empty table."""
    none = {"share": 0.0, "weight": 0.0}
    bare = {"numbers": [], "remarks": [], "remarks_more": 0, "passages": [], "passages_more": 0}
    only = pair(who("ann"), who("bo"), code=none, text=none, same_files=True, **bare)
    text = outline(similarity_page(example() | {"pairs": [only], "groups": []})).text
    for part in ("0 %", "wrong numbers in", "word for word.", "Side by side", "More than two"):
        assert part not in text.replace("60 %", "").replace("70 %", ""), part


def test_lines_that_match_are_marked_without_their_common_indentation(outline: Any) -> None:
    """A mark for the reader of colours and of HTML; numbers are those of the file."""
    page = similarity_page(example(pairs=1))
    assert '<li class="same"><span class="n">3</span><mark>y = x + 1</mark></li>' in page
    assert '<li><span class="n">5</span><span>    return y = x + 1</span></li>' in page


def test_names_lead_to_the_students_pages(outline: Any) -> None:
    """Every member of a group has a link; a name with signs is encoded once more."""
    odd = pair(
        {"name": "a b", "students": ["a%b"], "pages": ["reports/a%25b.html"]}, who("bo", "cy")
    )
    links = outline(similarity_page(example() | {"pairs": [odd]})).values("href")
    assert {"reports/a%2525b.html", "reports/bo.html", "reports/cy.html"} <= set(links)


def test_codes_lead_nowhere(outline: Any) -> None:
    """Without names there is nothing to follow."""
    coded = pair(who("A01", pages=False), who("A02", pages=False))
    page = similarity_page(example(pairs=1, names=False) | {"pairs": [coded], "groups": []})
    assert "names are replaced by codes" in page
    assert not [h for h in outline(page).values("href") if h.startswith("reports")]


def test_a_missing_handout_is_said(outline: Any) -> None:
    """With what to do about it."""
    assert "The handout was not found" in text_of(outline, handout=False)


def test_no_text_of_a_student_changes_the_page(outline: Any, examples: ModuleType) -> None:
    """Markup, control characters, templates: the elements stay the same, and all is closed."""
    plain = outline(similarity_page(example("plain text")))
    assert plain.problems == []
    for text in examples.HOSTILE_TEXTS:
        found = outline(similarity_page(example(text)))
        assert (found.structure, found.problems, found.open) == (plain.structure, [], []), text
        similarity_page(example(text)).encode("utf-8")


@pytest.mark.parametrize("field", ["pairs", "groups", "common", "too_little", "unread"])
def test_nothing_to_show(outline: Any, field: str) -> None:
    """Every list may be empty."""
    page = outline(similarity_page(example() | {field: []}))
    assert page.problems == []
