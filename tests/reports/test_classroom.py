"""reports.classroom: the page of a class as text; test_browser.py clicks on it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.types import safe_name
from reports import class_page
from reports.classroom import report_link

MADE_AT = "2026-03-02T10:00:00+00:00"


def rows(page: str, table: str) -> list[str]:
    """The text of the rows of one table."""
    body = page.split(f'id="{table}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    plain = [re.sub(r"<[^>]+>", " ", row) for row in body.split("</tr>")]
    return [html.unescape(" ".join(row.split())) for row in plain if row.strip()]


def test_pages_are_well_formed_and_self_contained(examples: ModuleType, outline: Any) -> None:
    """One script, ours, and nothing that is loaded; every element is closed in its place."""
    results = [*examples.class_of(30), examples.hostile(), examples.unfinished()]
    page = class_page(results, MADE_AT)
    page.encode("utf-8")
    parts = outline(page)
    assert page.startswith("<!DOCTYPE html>")
    assert parts.problems == []
    assert parts.open == []
    assert [tag for tag, _ in parts.elements].count("script") == 1
    assert not any(key.startswith("on") for _, attrs in parts.elements for key, _ in attrs)
    assert parts.values("src") == []


def test_the_script_is_the_one_the_policy_names(examples: ModuleType, outline: Any) -> None:
    """The hash in the policy is that of the bytes between the tags."""
    page = class_page(examples.class_of(3), MADE_AT)
    script = page.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [v for v in outline(page).values("content") if "default-src" in v]
    assert f"script-src 'sha256-{digest}'" in policy


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
@settings(deadline=None)
def test_links_lead_to_the_report(name: str) -> None:
    """Decoded once, as a browser does, a link is the name of the file that was written."""
    link = report_link(name)
    assert unquote(link) == f"reports/{safe_name(name)}.html"
    assert re.fullmatch(r"reports/[A-Za-z0-9%._~-]+", link)


def test_every_student_has_a_row(examples: ModuleType) -> None:
    """Name, points and counts of 500 students, in the order given."""
    results = examples.class_of(500)
    found = rows(class_page(results, MADE_AT), "students")
    assert len(found) == 500
    for row, result in zip(found, results, strict=True):
        assert row.startswith(result["student"])
        assert f"{result['earned']:g} " in row
        assert ("+ ?" in row) == (not result["complete"])


def test_check_rows_count_every_end(examples: ModuleType) -> None:
    """The pass rate leaves out what nobody judged; the counts add up to the class."""
    verdict = examples.verdict
    ends = ["passed", "passed", "failed", "errored", "blocked", "manual", "broken"]
    results = [
        examples.result(f"s{k}", [verdict("a.b", "s3.T3", "The title.", status=end)])
        for k, end in enumerate(ends)
    ]
    (row,) = rows(class_page(results, MADE_AT), "checks")
    assert row == (
        "The title. s3.T3 · a.b 40 % 2 passed 1 wrong 1 stopped with an error 1 not run "
        "1 waiting for a person 1 broken on our side"
    )


def test_checks_nobody_was_judged_by_have_no_rate(examples: ModuleType) -> None:
    """Neither 0 % nor 100 %: a dash."""
    verdicts = [examples.verdict("a", "s3.T3", "t", status="manual")]
    (row,) = rows(class_page([examples.result("ann", verdicts)], MADE_AT), "checks")
    assert row == "t s3.T3 · a – 1 waiting for a person"


def test_broken_checks_come_first(examples: ModuleType, outline: Any) -> None:
    """Before any mark the instructor reads what is broken, how often, and why."""
    results = examples.class_of(200)
    number = sum(v["status"] == "broken" for r in results for v in r["verdicts"])
    text = outline(class_page(results, MADE_AT)).text
    banner = f"1 check broken on our side: {number} marks are missing"
    assert banner in text
    assert f"net.loss , {number} submissions: This check broke on our side (KeyError" in text
    assert text.index(banner) < text.index("Distribution of marks")


def test_nothing_broken_no_banner(examples: ModuleType) -> None:
    """A class without broken checks has no such banner."""
    assert "broken on our side:" not in class_page([examples.good()], MADE_AT)


def test_missing_isolation_is_said_on_top(examples: ModuleType, outline: Any) -> None:
    """How many were graded without a sandbox; tiers are counted in the footer."""
    results = [examples.good(), examples.hostile(), examples.good()]
    results[2]["made_with"]["sandbox"] = "3"
    text = outline(class_page(results, MADE_AT)).text
    assert "1 submission was graded without isolation." in text
    assert "Sandbox tier 1 (1), none (1), tier 3 (1)" in text
    assert "without isolation" not in class_page([examples.good()], MADE_AT)


def test_walls_that_were_missing_are_named(examples: ModuleType, outline: Any) -> None:
    """The self-test of a lower tier is told, with its reasons."""
    result = examples.good()
    result["made_with"]["selftest"] = {"files": "stands", "network": "not in tier 3"}
    text = outline(class_page([result], MADE_AT)).text
    assert "did without these walls: network : not in tier 3" in text


def test_hidden_evidence_stays_out(examples: ModuleType) -> None:
    """The overview tells counts, not what students answered."""
    page = class_page([examples.mixed()], MADE_AT)
    assert "HIDDEN-" not in page
    assert "trace_product_gradient" not in page


@pytest.mark.parametrize("number", [0, 1, 2])
def test_small_classes(examples: ModuleType, outline: Any, number: int) -> None:
    """No submission, one, two: quartiles need none of them."""
    text = outline(class_page(examples.class_of(number), MADE_AT)).text
    assert ("No submissions yet." in text) == (number == 0)
    assert f"{number} submission{'' if number == 1 else 's'}, 2 March 2026" in text


def test_hostile_names_change_nothing_around_them(examples: ModuleType, outline: Any) -> None:
    """A class of hostile names has the elements of a class of harmless ones."""
    names = [*examples.HOSTILE_TEXTS]
    evil = [examples.good() | {"student": name, "title": names[1]} for name in names]
    calm = [examples.good() | {"student": f"s{k}"} for k in range(len(names))]
    evil_page, calm_page = class_page(evil, MADE_AT), class_page(calm, MADE_AT)
    assert outline(evil_page).structure == outline(calm_page).structure
