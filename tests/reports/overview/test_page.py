"""reports.overview.page: the page of a class as text; test_browser.py clicks on it."""

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
from reports.overview.page import report_link

MADE_AT = "2026-03-02T10:00:00+00:00"


def rows(page: str, table: str) -> list[str]:
    """The text of the rows of one table."""
    body = page.split(f'id="{table}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    folded = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
    plain = [re.sub(r"<[^>]+>", " ", row) for row in folded.split("</tr>")]
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
        "The title. s3.T3 · a.b 1 40 % – – 2 passed 1 wrong 1 stopped with an error 1 not run "
        "1 waiting for a person 1 broken on our side"
    )


def test_checks_nobody_was_judged_by_have_no_rate(examples: ModuleType) -> None:
    """Neither 0 % nor 100 %: a dash."""
    verdicts = [examples.verdict("a", "s3.T3", "t", status="manual")]
    (row,) = rows(class_page([examples.result("ann", verdicts)], MADE_AT), "checks")
    assert row == "t s3.T3 · a 1 – – – 1 waiting for a person"


def test_broken_checks_come_first(examples: ModuleType, outline: Any) -> None:
    """Before any mark the instructor reads what is broken, how often, and why."""
    results = examples.class_of(200)
    number = sum(v["status"] == "broken" for r in results for v in r["verdicts"])
    text = outline(class_page(results, MADE_AT)).text
    banner = f"1 check broken on our side: {number} marks are missing"
    assert banner in text
    assert f"net. loss , {number} submissions (Abara, Dmitri; " in text
    assert "): This check broke on our side (KeyError: 'b1')." in text
    assert text.index(banner) < text.index("wait for a person") < text.index("What is odd")
    assert text.index("What is odd") < text.index("Distribution of marks")


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
    """A class of hostile names has the elements of a class of harmless ones.

    But for <bdi>, which keeps a name from right to left from reordering the names beside it.
    """
    names = [*examples.HOSTILE_TEXTS]
    team = {"group": names[:2], "name": ""}
    evil = [examples.good() | team | {"student": name, "title": names[1]} for name in names]
    calm = [
        examples.good() | {"student": f"s{k}", "group": ["s0", "s1"]} for k in range(len(names))
    ]
    found, plain = (
        [part for part in outline(class_page(results, MADE_AT)).structure if part[0] != "bdi"]
        for results in (evil, calm)
    )
    assert found == plain


def test_hostile_fields_change_nothing_either(examples: ModuleType, outline: Any) -> None:
    """Names, groups, attempts, ids of checks, fingerprints and reasons are text, whatever they say."""

    def lesson(text: str) -> list[dict[str, Any]]:
        told = {"wrong": text, "worst": text, "diagnoses": [{"id": text, "sentence": text}]}
        wrong = examples.verdict(text, text, text, status="failed", diagnosis=text, evidence=told)
        broken = examples.verdict(text + "2", text, text, status="broken", message=text)
        void = {"voided": {"reason": text, "give": "full"}}
        fields = {
            "name": text,
            "group": [text, "u0"],
            "attempt": {"number": text, "of": text, "rule": text},
            "questions": [{"id": text, "title": text}],
            "adjustment": {"sentence": text, "late_s": 7200, "taken_off": 1.0, "accepted": True},
        }
        return [
            examples.result(
                f"u{k}", [wrong, broken, examples.verdict(text + "3", text, text) | void]
            )
            | fields
            for k in range(3)
        ]

    people = {"unclear": ["x"], "not_on_roster": ["y"], "without_submission": [{"name": "z"}]}
    calm = outline(class_page(lesson("calm"), MADE_AT, people=people)).structure
    for text in examples.HOSTILE_TEXTS:
        evil = {key: [text] for key in ("unclear", "not_on_roster")}
        evil |= {"without_submission": [{"name": text, "student": text}]}
        page = class_page(lesson(text), MADE_AT, people=evil)
        page.encode("utf-8")
        structure = [part for part in outline(page).structure if part[0] != "bdi"]
        assert structure == [part for part in calm if part[0] != "bdi"], text


def test_every_figure_has_its_list(crowd: ModuleType, outline: Any) -> None:
    """Every link within the page leads to one element, and no two elements have one id."""
    page = class_page(crowd.crowd(90, 48), MADE_AT, people=PEOPLE)
    parts = outline(page)
    ids = parts.values("id")
    assert len(ids) == len(set(ids))
    links = {unquote(link[1:]) for link in parts.values("href") if link.startswith("#")}
    assert links - {link for link in links if link.startswith("i-")} <= set(ids)
    assert len([link for link in links if "=" in link]) > 200


PEOPLE = {
    "not_on_roster": ["stranger7"],
    "without_submission": [{"student": "absent1", "name": "Absent One"}, {"student": "absent2"}],
    "unclear": ["Two people are called Kim Lee.", "The time of 'x' fits nobody."],
    "left_over": ["junk.txt"],
}


def test_people_who_do_not_match_are_listed(examples: ModuleType, outline: Any) -> None:
    """By name, with what they are otherwise known by; none of them is dropped."""
    text = outline(class_page([examples.good()], MADE_AT, people=PEOPLE)).text
    assert "2 on the roster, without a submission: Absent One (absent1) ; absent2" in text
    assert "1 handed in, but not on the roster: stranger7" in text
    assert "1 nobody's file: junk.txt" in text
    assert "2 not clear: Two people are called Kim Lee ; The time of 'x' fits nobody" in text
    assert "without a match" not in class_page([examples.good()], MADE_AT, people={})


def test_a_page_without_names_has_no_name(crowd: ModuleType) -> None:
    """Neither names, ids, links to pages, people, nor anything that a student wrote."""
    results = crowd.crowd(80, 24)
    for k, result in enumerate(results):
        result["adjustment"]["sentence"] = f"Sorry, {result['name']}."
        for verdict in result["verdicts"]:
            if verdict["status"] == "broken":
                verdict["message"] = f"broke on SECRET-{k}"
            elif "worst" in verdict["evidence"]:
                verdict["evidence"]["worst"] = f"got SECRET-{k}"
    codes = {result["student"]: f"code{9000 - k}" for k, result in enumerate(results)}
    page = class_page(results, MADE_AT, people=PEOPLE, named=False, codes=codes)
    forbidden = [result["student"] for result in results] + [result["name"] for result in results]
    forbidden += [
        "SECRET",
        "stranger7",
        "absent1",
        "Absent One",
        "Kim Lee",
        "junk.txt",
        "reports/u",
        "Sorry,",
    ]
    assert [text for text in forbidden if text in page] == []
    assert all(code in page for code in codes.values())
    named = class_page(results, MADE_AT, people=PEOPLE)
    assert [text for text in forbidden if text not in named] == ["Sorry,"]


def test_a_page_without_names_has_the_same_numbers(crowd: ModuleType) -> None:
    """Only what the rows are called differs: every check ends as often in every way."""
    results = crowd.crowd(80, 24)
    codes = {result["student"]: f"c{k:03}" for k, result in enumerate(results)}
    coded = class_page(results, MADE_AT, named=False, codes=codes)
    assert rows(coded, "checks") == rows(class_page(results, MADE_AT), "checks")


def test_waiting_answers_name_the_command(crowd: ModuleType, outline: Any) -> None:
    """How many wait, for which check, and what to do about it."""
    results = crowd.crowd(80, 24)
    number = sum(v["status"] == "manual" for r in results for v in r["verdicts"])
    text = outline(class_page(results, MADE_AT)).text
    assert f"{number} answers wait for a person" in text
    assert "Mark them with grader review DIR" in text


def test_old_results_show_no_empty_columns(examples: ModuleType) -> None:
    """Results without the newer fields have neither policy, attempts, groups nor clusters."""
    page = class_page([examples.good(), examples.mixed() | {"digest": ""}], MADE_AT)
    head = page.split('id="students"')[1].split("</thead>")[0]
    columns = [re.sub(r"<[^>]+>", "", cell) for cell in head.split("<th ")[1:]]
    assert "Points" in " ".join(columns)
    for word in ("After policy", "Late", "Attempt", "Group"):
        assert word not in " ".join(columns)
    assert "The same wrong numbers" not in page


def test_attempts_and_groups(crowd: ModuleType) -> None:
    """Which attempt counts, and how many handed in together."""
    found = rows(class_page(crowd.crowd(80, 12), MADE_AT), "students")
    assert found[0].endswith("2 of 3, the best 2")
    assert "of 3" not in found[1]
    assert found[1].endswith(" 2")


def test_everybody_else_is_said_only_of_everybody_else(examples: ModuleType) -> None:
    """The most frequent end is not spelt out, unless some student has no such check."""
    verdicts = [examples.verdict("a", "q", "t"), examples.verdict("b", "q", "t")]
    whole = [examples.result(f"stu{k}", verdicts) for k in range(6)]
    whole[0]["verdicts"] = [examples.verdict("a", "q", "t", status="failed"), verdicts[1]]
    page = class_page(whole, MADE_AT)
    assert "<b>5 passed</b>: everybody else" in page
    assert "<b>1 wrong</b>: stu0<" in page
    page = class_page([*whole, examples.result("late", verdicts[1:])], MADE_AT)
    assert "<b>5 passed</b>: stu1; stu2; stu3; stu4; stu5<" in page
    assert "<b>7 passed</b>: everybody else" in page


def test_a_large_class_is_a_small_file(crowd: ModuleType) -> None:
    """500 students and 160 checks: under two megabytes, every student's row among them."""
    results = crowd.crowd()
    page = class_page(results, MADE_AT)
    assert len(page.encode()) < 2_000_000
    assert len(rows(page, "students")) == 500
    assert len(rows(page, "checks")) == 160
