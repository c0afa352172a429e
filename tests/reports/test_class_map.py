"""The picture of a whole class in a real browser: every cell is a student's end of a check."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reports import class_page

pytestmark = pytest.mark.browser

STUDENTS, CHECKS = 60, 30
WORDS = {
    "passed": "passed",
    "failed": "wrong",
    "errored": "stopped with an error",
    "timed_out": "over a limit",
    "blocked": "not run",
    "manual": "waiting for a person",
    "broken": "broken on our side",
}


@pytest.fixture(scope="module")
def results(crowd: ModuleType) -> list[dict[str, Any]]:
    """A class that fits on a screen."""
    return crowd.crowd(STUDENTS, CHECKS)


@pytest.fixture
def page(tab: Any, results: list[dict[str, Any]], tmp_path: Path) -> Any:
    """Its page."""
    path = tmp_path / "index.html"
    path.write_text(class_page(results, "2026-03-02T10:00:00+00:00"), "utf-8")
    tab.size(1280, 900)
    tab.media()
    tab.open(path.as_uri())
    return tab


def ranked(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The most points on top; equal ones in the order of the class."""
    return sorted(results, key=lambda result: -result["earned"])


def column(number: int) -> int:
    """Where a check stands: every six checks are a question, with a gap before the next."""
    return number + number // 6


def colours(page: Any) -> tuple[list[list[str]], dict[str, str]]:
    """The colour of every cell, row by row, and the colour of each status in the key."""
    cells = page.run(
        """(() => {
          const canvas = document.querySelector("canvas");
          const { data, width, height } =
            canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => {
            const at = 4 * (y * width + x);
            return data[at + 3] ? `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})` : "";
          }));
        })()"""
    )
    key = page.run(
        """Object.fromEntries([...document.querySelectorAll(".map-key li")].map((item) =>
          [item.dataset.status, getComputedStyle(item.firstElementChild).backgroundColor]))"""
    )
    return cells, key


@pytest.mark.parametrize("dark", [False, True])
def test_every_cell_has_the_colour_of_its_end(
    page: Any, results: list[dict[str, Any]], dark: bool
) -> None:
    """All students by all checks, also after the reader's colours have changed."""
    if dark:
        before = colours(page)[1]
        page.media(dark=True)
        page.run("new Promise((done) => setTimeout(done, 200))")
        assert colours(page)[1] != before
    cells, key = colours(page)
    assert (
        len(set(key.values()))
        == len(key)
        == len({v["status"] for r in results for v in r["verdicts"]})
    )
    for row, result in zip(cells, ranked(results), strict=True):
        expected = [""] * (column(CHECKS - 1) + 1)
        for number, verdict in enumerate(result["verdicts"]):
            expected[column(number)] = key[verdict["status"]]
        assert row == expected, result["student"]


@pytest.mark.parametrize(("rank", "number"), [(0, 0), (7, 13), (30, 19), (59, 29), (41, 3)])
def test_pointing_and_clicking(
    page: Any, results: list[dict[str, Any]], crowd: ModuleType, rank: int, number: int
) -> None:
    """The pointer reads a cell out; a click shows who ended in the same way in that check."""
    page.run("document.querySelector('canvas').scrollIntoView({ behavior: 'instant' })")
    left, top, width, height = page.run(
        """(() => {
          const box = document.querySelector("canvas").getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        })()"""
    )
    place = {
        "x": left + width * (column(number) + 0.5) / (column(CHECKS - 1) + 1),
        "y": top + height * (rank + 0.5) / STUDENTS,
    }
    page.send("Input.dispatchMouseEvent", type="mouseMoved", **place)
    result = ranked(results)[rank]
    status = result["verdicts"][number]["status"]
    assert page.run("document.querySelector('.told').textContent") == (
        f"{result['name']}, {crowd.check_id(number)}: {WORDS[status]}"
    )
    for kind in ("mousePressed", "mouseReleased"):
        page.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)
    page.run("new Promise((done) => setTimeout(done, 100))")
    shown = page.run(
        """[...document.querySelectorAll("#students tbody tr")].filter((r) => r.checkVisibility())
          .map((r) => r.querySelector(".id").textContent)"""
    )
    assert shown == [r["student"] for r in results if r["verdicts"][number]["status"] == status]


def test_it_is_not_there_where_it_could_not_be_drawn(page: Any) -> None:
    """Neither on paper nor without the script; what it shows stands in the tables."""
    assert page.run("document.querySelector('canvas').checkVisibility()")
    page.media(kind="print")
    assert not page.run("document.querySelector('canvas').checkVisibility()")
    address = page.run("location.href")
    page.media()
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.open(address)
    assert not page.run("document.querySelector('canvas').checkVisibility()")
