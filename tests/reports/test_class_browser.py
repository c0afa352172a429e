"""The page of a class of 500 in a real browser: every figure leads to exactly its students.

Who they are is worked out here from the results alone, without the code that makes the page.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdf
import pytest

from reports import class_page

pytestmark = pytest.mark.browser

PROBES = Path(__file__).with_name("probes.js").read_text("utf-8")
MADE_AT = "2026-03-02T10:00:00+00:00"
UNPASSED = ("failed", "errored", "timed_out", "blocked")


@pytest.fixture(scope="module")
def results(crowd: ModuleType) -> list[dict[str, Any]]:
    """500 students with 160 checks each."""
    return crowd.crowd()


@pytest.fixture(scope="module")
def address(results: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where their page is."""
    path = tmp_path_factory.mktemp("crowd") / "index.html"
    path.write_text(class_page(results, MADE_AT), "utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def few(crowd: ModuleType) -> list[dict[str, Any]]:
    """A class of a usual size."""
    return crowd.crowd(60, 24)


@pytest.fixture(scope="module")
def few_address(few: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where their page is."""
    path = tmp_path_factory.mktemp("few") / "index.html"
    path.write_text(class_page(few, MADE_AT), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(tab: Any, address: str) -> Any:
    """The page, opened in a window of a desk."""
    tab.size(1280, 900)
    tab.open(address)
    return tab


def shown(page: Any) -> list[str]:
    """The students in the table, top to bottom, by what they handed in under."""
    return page.run(
        """[...document.querySelectorAll("#students tbody tr")].filter((r) => r.checkVisibility())
          .map((r) => r.querySelector(".id").textContent)"""
    )


def press(page: Any, selector: str) -> None:
    """Click, and wait until the address has changed and the table with it."""
    page.run(
        f"""(async () => {{
          document.querySelector({json.dumps(selector)}).click();
          await new Promise((done) => setTimeout(done, 60));
        }})()"""
    )


def with_status(results: list[dict[str, Any]], number: int, *statuses: str) -> list[str]:
    """Students whose check of that number ended so."""
    return [r["student"] for r in results if r["verdicts"][number]["status"] in statuses]


def test_a_bar_of_the_histogram(page: Any, results: list[dict[str, Any]]) -> None:
    """Each bar, before and after the policy, shows who has marks in its interval."""
    links = page.run("[...document.querySelectorAll('.bars a')].map((a) => a.getAttribute('href'))")
    assert len(links) > 10
    for link in links:
        kind, _, interval = link.removeprefix("#figure=").partition(":")
        low, high = map(float, interval.split(".."))
        press(page, f'.bars a[href="{link}"]')
        marks = {r["student"]: r["earned" if kind == "mark" else "final"] for r in results}
        expected = [who for who, mark in marks.items() if mark is not None and low <= mark < high]
        assert shown(page) == expected, link
        assert page.run("document.getElementById('shown').textContent").startswith(
            f"{len(expected)} of 500 shown: {low:g} to {high:g} points"
        )


def test_pass_rates_and_every_end(
    page: Any, results: list[dict[str, Any]], crowd: ModuleType
) -> None:
    """The rate shows who passed, each count who ended so, and what is shown is in the fields."""
    for number in (0, crowd.NOBODY, crowd.REVERSED, 12, crowd.BROKEN, crowd.WRITTEN, 159):
        check = crowd.check_id(number)
        row = f'#checks tr[data-check="{check}"]'
        seen = []
        for status in ("passed", *UNPASSED, "manual", "broken"):
            expected = with_status(results, number, status)
            link = f'{row} .ends a[href="#check={check}&status={status}"]'
            there = page.run(f"document.querySelector({json.dumps(link)}) !== null")
            assert there == bool(expected), (check, status)
            if expected:
                press(page, link)
                assert shown(page) == expected, (check, status)
                assert page.run("document.getElementById('check').value") == check
                assert page.run("document.getElementById('status').value") == status
                seen += expected
        assert sorted(seen) == [result["student"] for result in results]
        if passed := with_status(results, number, "passed"):
            press(page, f"{row} .rate a")
            assert shown(page) == passed


def test_misconceptions_and_clusters(page: Any, results: list[dict[str, Any]]) -> None:
    """Each mistake shows who made it; each cluster who shares its numbers."""
    ideas: dict[str, set[str]] = {}
    same: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for verdict in result["verdicts"]:
            if verdict["diagnosis"]:
                ideas.setdefault(verdict["diagnosis"], set()).add(result["student"])
            if wrong := verdict["evidence"].get("wrong"):
                same.setdefault((verdict["check"], wrong), []).append(result["student"])
    for idea, who in ideas.items():
        press(page, f'#misconceptions a[href="#figure=misconception:{idea}"]')
        assert set(shown(page)) == who
    links = page.run(
        """[...document.querySelectorAll('#misconceptions td:last-child a')].map((a) =>
          a.getAttribute("href"))"""
    )
    for link in links[::5]:
        idea, _, check = link.removeprefix("#figure=misconception:").partition("%40")
        press(page, f'#misconceptions a[href="{link}"]')
        assert shown(page) == [
            r["student"]
            for r in results
            if any(v["check"] == check and v["diagnosis"] == idea for v in r["verdicts"])
        ]
    for status in ("manual", "broken"):
        press(page, f'.banner a[href="#status={status}"]')
        assert shown(page) == [
            r["student"] for r in results if status in [v["status"] for v in r["verdicts"]]
        ]
    rows = page.run(
        """[...document.querySelectorAll("#clusters tbody tr")].slice(0, 12).map((r) =>
          [r.cells[0].textContent, r.querySelector("a").getAttribute("href")])"""
    )
    groups = {tuple(who) for who in same.values() if len(who) > 1}
    for where, link in rows:
        press(page, f'#clusters a[href="{link}"]')
        found = tuple(shown(page))
        assert found in groups
        assert found in {tuple(who) for (check, _), who in same.items() if check == where}


def test_everything_else_that_counts_students(page: Any, results: list[dict[str, Any]]) -> None:
    """Late work, groups, what is open, the lowest mark: the number on the link is that shown."""
    expected = {
        "time:late": [r["student"] for r in results if r["adjustment"]["late_s"]],
        "time:unknown": [r["student"] for r in results if r["final"] is None],
        "time:extension": [r["student"] for r in results if r["adjustment"]["extension"]],
        "marks:open": [r["student"] for r in results if not r["complete"]],
        "points:lowest": [
            r["student"] for r in results if r["earned"] == min(x["earned"] for x in results)
        ],
        "group:40": ["u0040", "u0041"],
    }
    for key, who in expected.items():
        press(page, f'a[href="#figure={key}"]')
        assert shown(page) == who, key
    counted = page.run(
        """[...document.querySelectorAll('#questions a')].map((a) =>
          [a.getAttribute("href"), Number(a.textContent)])"""
    )
    for link, number in counted[::9]:
        press(page, f'#questions a[href="{link}"]')
        assert len(shown(page)) == number


def test_back_and_bookmarks(page: Any, results: list[dict[str, Any]], address: str) -> None:
    """The way back shows what was shown before; the address alone shows the same again."""
    press(page, 'a[href="#figure=time:late"]')
    late = shown(page)
    press(page, 'a[href="#check=unit00.check3&status=errored"]')
    wrong = shown(page)
    assert wrong == with_status(results, 3, "errored")
    settle = "new Promise((done) => setTimeout(done, 200))"
    page.run(f"history.back(), {settle}")
    assert shown(page) == late
    page.run(f"history.forward(), {settle}")
    assert shown(page) == wrong
    press(page, "#everybody")
    assert len(shown(page)) == 500
    page.run("document.getElementById('check').focus()")
    page.run(f"history.back(), {settle}")
    assert page.run("document.getElementById('check').value") == "unit00.check3"
    page.open("about:blank")
    page.open(f"{address}#check=unit00.check3&status=errored")
    assert shown(page) == wrong
    assert page.run("document.getElementById('students-title').getBoundingClientRect().top") < 50
    assert page.console == []


def test_an_address_that_means_nothing(tab: Any, few_address: str) -> None:
    """A group that is gone shows nobody and says so; an unknown check or end nobody either."""
    for end in ("figure=same:gone", "check=gone&status=failed", "status=gone", "question=gone"):
        tab.open("about:blank")
        tab.open(f"{few_address}#{end}")
        assert shown(tab) == []
        assert tab.run("document.getElementById('everybody').checkVisibility()")
    tab.open("about:blank")
    tab.open(f"{few_address}#nowhere")
    assert len(shown(tab)) == 60
    assert tab.console == []


def test_filters_work_together(page: Any, results: list[dict[str, Any]], crowd: ModuleType) -> None:
    """Name, question, check and end: each narrows what the others left, and so does a figure."""
    fill = """((id, value) => {
      const control = document.getElementById(id);
      control.focus();
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    })"""
    page.run(f"{fill}('status', 'broken')")
    assert shown(page) == with_status(results, crowd.BROKEN, "broken")
    page.run(f"{fill}('status', 'unpassed')")
    page.run(f"{fill}('question', '{crowd.question_id(0)}')")
    expected = [
        r
        for r in results
        if any(v["status"] in UNPASSED for v in r["verdicts"] if v["question"] == "s9.1")
    ]
    assert shown(page) == [r["student"] for r in expected]
    page.run(f"{fill}('check', '{crowd.check_id(2)}')")
    expected = [r for r in expected if r["verdicts"][2]["status"] in UNPASSED]
    assert shown(page) == [r["student"] for r in expected]
    page.run(f"{fill}('find', 'JORGENSEN')")
    assert shown(page) == []
    page.run(f"{fill}('find', 'DABROWSKI')")
    expected = [r for r in expected if "Dąbrowski" in r["name"]]
    assert expected
    assert shown(page) == [r["student"] for r in expected]
    page.run("new Promise((done) => setTimeout(done, 400))")
    assert "find=DABROWSKI" in page.run("location.hash")
    page.run("location.hash = location.hash + '&figure=time:late'; 0")
    expected = [r for r in expected if r["adjustment"]["late_s"]]
    assert page.run("new Promise((done) => setTimeout(done, 100))") is None
    assert shown(page) == [r["student"] for r in expected]


def test_with_a_check_chosen_its_ends_are_told(
    page: Any, results: list[dict[str, Any]], crowd: ModuleType
) -> None:
    """A column says how it ended for each student shown; without a check there is none."""
    cells = """[...document.querySelectorAll("#students tbody td.end")]
      .filter((c) => c.checkVisibility()).map((c) => c.textContent)"""
    page.run(f"location.hash = '#check={crowd.check_id(crowd.SLOW)}'; 0")
    page.run("new Promise((done) => setTimeout(done, 100))")
    said = {
        "passed": "passed",
        "failed": "wrong",
        "errored": "stopped with an error",
        "timed_out": "over a limit",
        "blocked": "not run",
    }
    assert page.run(cells) == [said[r["verdicts"][crowd.SLOW]["status"]] for r in results]
    press(page, "#everybody")
    assert page.run(cells) == []


def test_hostile_students_are_led_to_like_all_others(
    tab: Any, examples: ModuleType, tmp_path: Path
) -> None:
    """Whatever they are called: found by their mark, by their mistake and by their own name."""
    names = [text for text in examples.HOSTILE_TEXTS if text.strip()]
    results = []
    for k, name in enumerate(names):
        told = {"diagnoses": [{"id": name, "sentence": name}], "wrong": name}
        wrong = examples.verdict("a", "q", "t", status="failed", points=40.0, evidence=told)
        verdicts = [wrong, examples.verdict("b</script>", "q", "t", points=k + 0.5)]
        results.append(examples.result(f"u{k}", verdicts, name=name, possible=60.0, digest=""))
    path = tmp_path / "index.html"
    path.write_text(class_page(results, MADE_AT), "utf-8")
    tab.open(path.as_uri())
    rows = """[...document.querySelectorAll("#students tbody tr")]"""
    seen = f"{rows}.flatMap((r, k) => (r.checkVisibility() ? [k] : []))"
    for k, link in enumerate(
        tab.run("[...document.querySelectorAll('#misconceptions a')].map((a) => a.hash)")
    ):
        tab.run(f"location.hash = {json.dumps(link)}; new Promise((done) => setTimeout(done, 60))")
        assert len(tab.run(seen)) == 1, k
    bars: list[int] = []
    for link in tab.run("[...document.querySelectorAll('.bars a')].map((a) => a.hash)"):
        tab.run(f"location.hash = {json.dumps(link)}; new Promise((done) => setTimeout(done, 60))")
        bars += tab.run(seen)
    assert bars == [*range(len(names))]
    tab.run("location.hash = '#students-title'; new Promise((done) => setTimeout(done, 60))")
    for k in range(len(names)):
        tab.run(
            f"""(() => {{
              const find = document.getElementById("find");
              find.value = {rows}[{k}].querySelector("bdi").textContent;
              find.dispatchEvent(new Event("input"));
            }})()"""
        )
        assert k in tab.run(seen)
        assert len(tab.run(seen)) < 4
    assert tab.run("document.title") == "Network basics · class"
    assert tab.console == []
    assert tab.dialogs == []


def sort(page: Any, table: str, title: str) -> None:
    """Press the heading of a column by the keyboard."""
    page.run(
        f"""[...document.querySelectorAll("#{table} thead button")]
          .find((b) => b.textContent === {json.dumps(title)}).focus()"""
    )
    for kind in ("keyDown", "keyUp"):
        page.send(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r",
            windowsVirtualKeyCode=13,
        )  # fmt: skip


def test_every_column_of_students_sorts(page: Any, results: list[dict[str, Any]]) -> None:
    """By marks, final marks, counts and lateness, with the keyboard, both ways."""

    def number_of(status: str) -> Callable[[dict[str, Any]], float]:
        return lambda r: [v["status"] for v in r["verdicts"]].count(status)

    columns: dict[str, Callable[[dict[str, Any]], float | None]] = {
        "Points": lambda r: r["earned"],
        "After policy": lambda r: r["final"],
        "Passed": number_of("passed"),
        "Wrong": number_of("failed"),
        "Not run": number_of("blocked"),
        "Late": lambda r: r["adjustment"]["late_s"],
    }
    by_name = {r["student"]: r for r in results}
    for title, key in columns.items():
        for falling in (True, False):
            sort(page, "students", title)
            values = [key(by_name[who]) for who in shown(page)]
            known = [value for value in values if value is not None]
            assert known == sorted(known, reverse=falling), title
            assert values == known + [None] * (500 - len(known)), title  # unknown ones come last


def test_sorting_keeps_the_filter(page: Any, results: list[dict[str, Any]]) -> None:
    """The positions that a figure names are those of the results, whatever the order of rows."""
    sort(page, "students", "Points")
    press(page, 'a[href="#figure=time:late"]')
    late = [r for r in results if r["adjustment"]["late_s"]]
    assert set(shown(page)) == {r["student"] for r in late}
    marks = {r["student"]: r["earned"] for r in results}
    assert [marks[who] for who in shown(page)] == sorted((r["earned"] for r in late), reverse=True)


def test_checks_sort_and_filter(
    page: Any, results: list[dict[str, Any]], crowd: ModuleType
) -> None:
    """The rate in both directions, those nobody was judged by last; a part of a title."""
    listed = """[...document.querySelectorAll("#checks tbody tr")]
      .filter((r) => r.checkVisibility()).map((r) => r.dataset.check)"""
    sort(page, "checks", "Passed")
    order = page.run(listed)
    judged = [
        (crowd.check_id(n), [r["verdicts"][n]["status"] for r in results]) for n in range(160)
    ]
    rate = {
        check: ends.count("passed") / sum(end not in ("manual", "broken") for end in ends)
        for check, ends in judged
    }
    assert [round(rate[check], 4) for check in order] == sorted(round(r, 4) for r in rate.values())
    assert order[0] == crowd.check_id(crowd.NOBODY)
    page.run(
        """(() => {
          const find = document.getElementById("find-check");
          find.value = "UNIT07";
          find.dispatchEvent(new Event("input"));
        })()"""
    )
    assert sorted(page.run(listed)) == [f"unit07.check{k}" for k in range(6)]
    assert page.run("document.getElementById('checks-shown').textContent") == "6 of 160 shown"


def test_long_tables_show_their_first_rows(page: Any) -> None:
    """The first clusters, and all of them when asked; in any order."""
    visible = """[...document.querySelectorAll("#clusters tbody tr")]
      .filter((r) => r.checkVisibility()).length"""
    assert page.run(visible) == 10
    sort(page, "clusters", "Students")
    assert page.run(visible) == 10
    page.run("document.querySelector('#clusters + .more').click()")
    assert page.run(visible) == 100
    assert page.run("document.querySelector('#clusters + .more')") is None


def test_without_script_every_figure_names_its_students(
    tab: Any, few: list[dict[str, Any]], few_address: str
) -> None:
    """The same links open the lists of names, and no control is there that would do nothing."""
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    tab.size(1280, 900)
    names = {r["student"]: r["name"] for r in few}
    expected = {
        "figure=time:late": [r["student"] for r in few if r["adjustment"]["late_s"]],
        "check=unit00.check3&status=errored": with_status(few, 3, "errored"),
        "check=unit01.check1&status=unpassed": with_status(few, 7, *UNPASSED),
    }
    for link, who in expected.items():
        tab.open("about:blank")
        tab.open(f"{few_address}#{link}")
        text = tab.run(f"document.getElementById({json.dumps(link)}).innerText")
        assert tab.run(f"document.getElementById({json.dumps(link)}).checkVisibility()")
        found = [part.split(": ")[-1] for part in text.replace("\n", "; ").split("; ") if part]
        if "everybody else" not in text:
            assert sorted(found) == sorted(names[one] for one in who)
        place = f"document.getElementById({json.dumps(link)}).getBoundingClientRect().top"
        deadline = time.monotonic() + 20
        while not -5 <= tab.run(place) < 900 and time.monotonic() < deadline:
            time.sleep(0.1)  # the page scrolls smoothly
        assert -5 <= tab.run(place) < 900
    roles = {role for role, _ in tab.accessible()}
    assert not {"button", "searchbox", "combobox"} & roles


@pytest.mark.parametrize("chosen", ["", "#check=unit01.check1&status=unpassed"])
def test_nothing_sticks_out(tab: Any, address: str, chosen: str) -> None:
    """From the phone to the desk, with and without a check chosen."""
    tab.size(390, 844, mobile=True)
    tab.open(address + chosen)
    for width in (320, 390, 768, 1000, 1280):
        tab.size(width, 844, mobile=width < 500)
        for name in ("overflowing", "cutOff"):
            assert tab.run(f"{PROBES.strip()}.{name}()") == [], (name, width)
    assert tab.console == []


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_read(tab: Any, address: str, dark: bool) -> None:
    """Contrast and size of every text, in the light and in the dark."""
    tab.size(1280, 900)
    tab.media(dark=dark)
    tab.open(f"{address}#check=unit01.check1")
    assert tab.run(f"{PROBES.strip()}.faint()") == []
    assert tab.run(f"{PROBES.strip()}.tiny()") == []


def test_a_screen_reader_finds_its_way(tab: Any, few_address: str) -> None:
    """Bars, links, controls and tables have names; what is shown is announced."""
    tab.open(few_address)
    told = tab.accessible()
    unnamed = {"image", "link", "button", "searchbox", "combobox", "table"}
    assert [pair for pair in told if pair[0] in unnamed and not pair[1].strip()] == []
    assert any(role == "link" and name.endswith("points: 1 student") for role, name in told)
    roles = [role for role, _ in told]
    for landmark in ("banner", "main", "contentinfo", "navigation"):
        assert roles.count(landmark) == 1, landmark
    press(tab, 'a[href="#figure=time:late"]')
    assert tab.run("document.activeElement.id") == "students-title"
    assert tab.run("document.getElementById('shown').getAttribute('aria-live')") == "polite"


def test_paper(tab: Any, few: list[dict[str, Any]], few_address: str) -> None:
    """Printed: what needs a person, the marks and every student; no controls, no folded lists."""
    tab.media(kind="print")
    tab.open(few_address)
    pdf = pypdf.PdfReader(io.BytesIO(tab.pdf()))
    text = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
    for part in ("broken on our side", "What is odd", "Points earned", "Misconceptions found"):
        assert part in text
    assert all(result["student"] in text for result in few)
    assert text.count("No known misconception") > 12
    for part in ("Show everybody", "Show all", "judged, did not pass", "Names"):
        assert part not in text
