"""reports.student.page: the page of a student as text; test_browser.py looks at it as people do."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import student_page

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=80)
NAMES = ["good", "mixed", "hostile", "unfinished", "rich"]


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_well_formed_and_self_contained(
    examples: ModuleType, outline: Any, name: str
) -> None:
    """Every element is closed in its place; nothing is loaded, no script, no handler, no form."""
    page = student_page(getattr(examples, name)())
    page.encode("utf-8")
    parts = outline(page)
    assert page.startswith("<!DOCTYPE html>")
    assert parts.problems == []
    assert parts.open == []
    tags = {tag for tag, _ in parts.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base", "video"}
    attributes = {key for _, attrs in parts.elements for key, _ in attrs}
    assert not any(key.startswith("on") for key in attributes)
    assert not attributes & {"src", "srcset", "action", "formaction", "ping", "background"}
    assert all(link.startswith(("#", "data:,")) for link in parts.values("href"))
    assert any(POLICY in value for value in parts.values("content"))


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_links_lead_somewhere(
    examples: ModuleType, outline: Any, name: str
) -> None:
    """Anchors, labels and the radio groups of two charts do not collide."""
    parts = outline(student_page(getattr(examples, name)()))
    ids = parts.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in parts.values("href") if link.startswith("#")} <= set(ids)
    assert {i for ref in parts.values("aria-labelledby") for i in ref.split()} <= set(ids)
    radios = [dict(attrs) for tag, attrs in parts.elements if tag == "input"]
    assert all([other["name"] for other in radios].count(radio["name"]) == 2 for radio in radios)


@given(text=TEXT)
@settings(deadline=None, max_examples=60)
def test_no_text_changes_the_page_around_it(examples: ModuleType, outline: Any, text: str) -> None:
    """Whatever a student writes, the elements and attributes are those of a harmless text.

    Markdown, which makes elements of its own, is the matter of test_markdown.py.
    """

    def filled(with_text: str) -> Any:
        evidence = {
            "exception": {"type": "E", "message": with_text},
            "frames": [{"where": with_text, "function": with_text, "code": f"x{with_text}x"}],
            "diagnoses": [{"id": with_text, "sentence": with_text}],
            "got": f"x{with_text}",
            "worst": f"x{with_text}",
            "slope": f"x{with_text}",
            "meaning": f"x{with_text}",
            "layers": [{"name": f"x{with_text}", "expected": 3, "got": 2}],
            "sweep": {
                "x": [0.1, 1.0],
                "x_label": f"x{with_text}",
                "y_label": f"x{with_text}",
                "series": {f"x{with_text}": [1.0, 2.0]},
            },
            "curves": {f"{with_text} loss": [1.0, 2.0]},
            "got_values": [[f"x{with_text}x", 1.0]],
        }
        verdict = examples.verdict(
            with_text,
            with_text,
            with_text,
            status="errored",
            message="wrong",
            evidence=evidence,
            remarks=[with_text],
            diagnosis=with_text,
            hint=with_text,
            replay=with_text,
            voided={"reason": f"x{with_text}", "give": with_text},
        )
        made = {"grader": with_text, "seed": with_text, "sandbox": f"{with_text}!"}
        return outline(
            student_page(
                examples.result(
                    with_text,
                    [verdict],
                    title=with_text,
                    notes=[f"note {with_text}"],
                    made_with=made,
                    digest=with_text,
                    started_at=with_text,
                    questions=[{"id": with_text, "title": with_text}],
                    name=f"x{with_text}",
                    group=["another", f"x{with_text}"],
                    submitted_at=f"x{with_text}",
                    final=0.0,
                    adjustment={"sentence": f"x{with_text}", "due": f"x{with_text}"},
                )
            )
        )

    assert filled(text).structure == filled("harmless").structure


def test_names_read_as_they_were_given(examples: ModuleType, outline: Any) -> None:
    """A name that looks like markup, a template or a formula is shown letter for letter."""
    for text in ("<script>alert(1)</script>", "{{7*7}}", "=cmd|'/C calc'!A0", "Ann & Bo"):
        parts = outline(student_page(examples.good() | {"student": text}))
        assert text in parts.text


def test_score_and_what_waits(examples: ModuleType, outline: Any) -> None:
    """The page says plainly how many points there are, and that some are not known yet."""
    text = outline(student_page(examples.mixed())).text
    assert "7 of 21.5 points so far" in text
    assert "1 check is broken on our side: no mark yet for 1 point." in text
    assert "3 points wait for a person." in text
    good = outline(student_page(examples.good())).text
    assert "12 of 12 points" in good
    assert "so far" not in good


def test_questions_in_the_order_of_the_sheet(examples: ModuleType, outline: Any) -> None:
    """Questions without a check are named; checks of an unknown question come last."""
    verdicts = [
        examples.verdict("a", "extra", "An extra check."),
        examples.verdict("b", "s3.T3", "Parameters."),
        examples.verdict("c", "s3.T1.x1", "Value of x1."),
    ]
    text = outline(student_page(examples.result("ann", verdicts))).text
    assert text.index("Value of x1.") < text.index("Parameters.") < text.index("An extra check.")
    assert "T4: derivative of the softmax on the diagonal no check" in text


def test_missing_isolation_is_said(examples: ModuleType, outline: Any) -> None:
    """A page made without a sandbox says so, on top and in the footer; others do not."""
    result = examples.good()
    assert "without isolation" not in student_page(result)
    result["made_with"]["sandbox"] = "none"
    text = outline(student_page(result)).text
    assert text.count("Graded without isolation.") == 2


def test_the_footer_says_how_it_was_made(examples: ModuleType, outline: Any) -> None:
    """Version, seed, tier and time."""
    text = outline(student_page(examples.good())).text
    for part in ("Grader 0.1.0", "Seed 7", "Sandbox tier 1", "Graded 2 March 2026, 09:05 UTC"):
        assert part in text


def test_what_was_asked_stands_with_its_formulas(examples: ModuleType, outline: Any) -> None:
    """The sheet's words under the question, formulas as MathML, no TeX left."""
    parts = outline(student_page(examples.rich()))
    assert "Consider a linear module" in parts.text
    assert parts.text.count("\\") == 1  # an unknown command of the student's own answer
    assert sum(tag == "math" for tag, _ in parts.elements) > 10


def test_the_mark_says_what_was_taken_off(examples: ModuleType, outline: Any) -> None:
    """Raw mark, what was taken off and why, what counts; when it was handed in and when due."""
    text = outline(student_page(examples.rich())).text
    assert "2.25 of 9 points" in text
    assert "Earned 2.5 Taken off \N{MINUS SIGN} 0.25 What counts 2.25" in text
    assert "Handed in 8 hours late: 10 % of the points per day begun were taken off." in text
    assert "Due 10 March 2026, 23:59 (UTC+01:00)" in text
    assert "Attempt number 2 of 3 counts, the best one" in text


def test_the_name_and_no_id(examples: ModuleType, outline: Any) -> None:
    """The name where it is known, the members of the group, never what other systems call them."""
    page = student_page(examples.rich())
    text = outline(page).text
    assert "<title>Ann Lee · Matrix calculus" in page
    assert "Handed in together with Bo Chen and Cy Díaz" in text
    for secret in ("90210", "ann.lee@", "MARKER-NAME"):
        assert secret not in page
    assert text.index("leeann_4711") == text.index("leeann_4711.ipynb")  # the file, as handed in


@pytest.mark.parametrize("code", ["", "K-17"])
def test_a_page_without_names(examples: ModuleType, outline: Any, code: str) -> None:
    """Nobody's name anywhere: not in the title, not on top, not in what was handed in."""
    result = examples.rich()
    result["verdicts"][0]["message"] = "# written by Ann Lee and bo chen, see leeann_4711.py"
    page = student_page(result, named=False, as_name=code)
    for name in (
        "Ann",
        "Lee",
        "leeann",
        "4711",
        "Bo Chen",
        "bo chen",
        "Díaz",
        "90210",
        "in together",
    ):
        assert name not in page
    assert "written by [name]" in page
    heading = f"{code} · Matrix calculus" if code else "Matrix calculus"
    assert f"<title>{heading}" in page
    assert ("K-17" in outline(page).text) == bool(code)


def test_pages_without_names_differ_in_nothing_else(examples: ModuleType) -> None:
    """Who is not named in any text has the same questions below the header."""
    one, other = examples.good(), examples.good() | {"student": "Zoë Quist"}
    assert student_page(one, named=False) == student_page(other, named=False)


def test_what_a_person_decided(examples: ModuleType, outline: Any) -> None:
    """A mark by hand with what holds and the comment; checks that do not count, and why."""
    text = outline(student_page(examples.rich())).text
    for part in (
        "Marked by a person: part of the points 1.5 of 3",
        "Good, but why does it diverge above",
        "Counted as right for everybody 1 of 1 Why The sheet did not say which variance was meant.",
        "Not counted 0 of 0 Why The check asked for what the sheet left open.",
        "1 check not counted",
    ):
        assert part in text


@pytest.mark.parametrize("missing", ["name", "group", "attempt", "final", "adjustment"])
def test_results_of_an_older_version_have_a_page(examples: ModuleType, missing: str) -> None:
    """What was not known when a file was written is not on its page; null says the same."""
    result = examples.rich()
    result[missing] = None
    page = student_page(result)
    del result[missing]
    assert student_page(result) == page


@pytest.mark.parametrize("missing", ["notes", "made_with", "questions", "digest", "title"])
def test_a_bare_result_still_has_a_page(examples: ModuleType, missing: str) -> None:
    """Fields that an older or a failing run left out cost only what they would say."""
    result = examples.good()
    del result[missing]
    assert "Ann Lee" in student_page(result)


def test_nothing_at_all(examples: ModuleType, outline: Any) -> None:
    """A homework without checks and without points has a page, too."""
    text = outline(student_page(examples.result("ann", [], questions=[]))).text
    assert "0 of 0 points" in text


@pytest.mark.parametrize("size", [10, 1000])
def test_output_is_cut(examples: ModuleType, size: int) -> None:
    """However much is printed, the page stays small and says how much it was."""
    output = "".join(f"{'x' * size} {k}\n" for k in range(2000))
    evidence = {"output": output, "output_bytes": 5_000_000}
    verdict = examples.verdict("c", "s3.T3", "t", status="failed", evidence=evidence)
    page = student_page(examples.result("ann", [verdict]))
    assert "What your code printed (5 MB)" in page
    assert "1960 lines more" in page
    assert len(page) < 60_000


def test_the_same_result_gives_the_same_page(examples: ModuleType) -> None:
    """Nothing random, nothing of the clock."""
    assert student_page(examples.mixed()) == student_page(examples.mixed())
