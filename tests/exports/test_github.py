"""grader.exports.github: a table with the columns of GitHub Classroom's own, and a step summary.

Sources: docs.github.com/en/rest/classroom (fields of a grade), "Adding a job summary"
(GITHUB_STEP_SUMMARY, at most 1 MiB).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from grader.exports import github

Make = Callable[..., Any]


def rows(data: bytes) -> list[dict[str, str]]:
    """The table as the standard library reads it."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_the_table(result: Make, verdict: Make, roll: Make) -> None:
    """By roster identifier and user name; unknown marks are blank; who has neither is told of."""
    done = github.made(
        roll(
            result("ann", ids={"github": "octo", "sid": "s1"}, submitted_at="2026-03-02T10:00Z"),
            result("bo", verdict("w", status="manual"), ids={"email": "bo@x.org"}),
            result("cy"),
            absent=[("dee", "", {"github": "dee"})],
        ),
        named=True,
    )
    found = rows(done.data)
    assert [list(row.values()) for row in found] == [
        ["Homework 1", "s1", "octo", "2026-03-02T10:00Z", "10", "10"],
        ["Homework 1", "bo@x.org", "", "", "", "10"],
        ["Homework 1", "cy", "", "", "10", "10"],
        ["Homework 1", "dee", "dee", "", "", "10"],
    ]
    assert list(found[0]) == [
        *("assignment_name", "roster_identifier", "github_username"),
        *("submission_timestamp", "points_awarded", "points_available"),
    ]
    assert [row.student for row in done.nobody] == ["cy"]
    assert done.notes[0].startswith("GitHub Classroom imports no grades")


def test_the_summary_of_one_student(result: Make, verdict: Make, roll: Make) -> None:
    """Checks with their points, of hidden ones no more than the page shows."""
    data = result(
        "ann",
        verdict("a", title="The loss | of `x`"),
        verdict("b", status="failed", visibility="hidden", message="secret", hint="h"),
        verdict("c", status="manual"),
    )
    text = github.summary(roll(data)).decode()
    assert "1 of 3 points, so far." in text
    assert "| q1 | The loss \\| of \\`x\\` | right | 1 of 1 |" in text
    assert "| q1 | The check b. | not right | 0 of 1 |" in text
    assert "| q1 | The check c. | waits for a person | ? of 1 |" in text
    assert "secret" not in text
    assert "ann" not in text


def test_the_summary_of_a_class_has_no_names(result: Make, verdict: Make, roll: Make) -> None:
    """Whoever sees the repository may read it: figures only."""
    text = github.summary(
        roll(
            result("ann-key", verdict("a"), name="Ann Lee", ids={"email": "ann@x.org"}),
            result("bo-key", verdict("a", status="failed"), name="Bo Chen"),
            result("cy-key", verdict("a", status="broken"), name="Cy Cruz"),
            absent=[("dee-key", "Dee", {})],
        )
    ).decode()
    assert "3 handed in, 1 did not; 2 marks are known." in text
    assert "Mean 0.5, median 0.5, lowest 0, highest 1 of 1 points." in text
    assert "| a | 1 | 2 | 1 |" in text
    for name in ("ann", "Ann", "bo-", "Bo", "cy", "Cy", "dee", "Dee"):
        assert name not in text


def test_a_title_is_no_markup(result: Make, roll: Make) -> None:
    """Neither HTML nor a link nor a row of its own."""
    text = github.summary(roll(result("a", title="<img src=x>[l](u)\n| x |"))).decode()
    assert text.splitlines()[0] == "## &lt;img src=x&gt;\\[l\\]\\(u\\)\\\\n\\| x \\|"


def test_a_summary_stays_below_the_limit(result: Make, verdict: Make, roll: Make) -> None:
    """GitHub drops one above 1 MiB as a whole; it is cut at a row."""
    many = [verdict(f"c{n}", title="t" * 290) for n in range(4000)]
    data = github.summary(roll(result("a", *many)))
    assert len(data) <= 1024 * 1024
    assert data.decode().endswith("|\n\n(The rest is too long for a summary.)\n")


def test_an_empty_class(roll: Make) -> None:
    """Nothing breaks when nobody handed in."""
    assert github.summary(roll()).decode().startswith("## No results")
