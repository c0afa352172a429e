"""The pages in a real browser: as students, instructors, phones, paper and attackers see them."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdf
import pytest

from grader.types import safe_name
from reports import class_page, student_page

pytestmark = pytest.mark.browser

PROBES = Path(__file__).with_name("probes.js").read_text("utf-8")
A4 = 673
"""Width between the margins of a page of paper, in CSS pixels: 210 mm less two times 16 mm."""
MADE_AT = "2026-03-02T10:00:00+00:00"
STUDENTS = ["good", "mixed", "hostile", "unfinished", "rich"]
PAGES = [*STUDENTS, "class", "hostile_class"]


@pytest.fixture(scope="session")
def folder(examples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch's folder: index.html, reports/, and every example page by its name."""
    out = tmp_path_factory.mktemp("batch")
    (out / "reports").mkdir()
    for name in STUDENTS:
        write(out / f"{name}.html", student_page(getattr(examples, name)()))
    results = [*examples.class_of(30), examples.mixed(), examples.unfinished()]
    write(out / "class.html", class_page(results, MADE_AT))
    names = [text for text in examples.HOSTILE_TEXTS if text.strip()]
    evil = [examples.good() | {"student": text} for text in names] + [examples.hostile()]
    write(out / "hostile_class.html", class_page(evil, MADE_AT))
    for result in evil:
        path = out / "reports" / f"{safe_name(result['student'])}.html"
        write(path, student_page(result))
    return out


def write(path: Path, page: str) -> None:
    """As the grader writes it."""
    path.write_bytes(page.encode("utf-8"))


def probe(page: Any, name: str) -> list[str]:
    """What one of the probes finds wrong."""
    return page.run(f"{PROBES.strip()}.{name}()")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_student_runs(visit: Callable[..., Any], name: str, folder: Path) -> None:
    """No script of theirs ran, no dialog opened, nothing was loaded, the console is silent."""
    page = visit(name)
    assert page.run("document.title").endswith((" · class", "Network basics", "an MLP", "d'\">"))
    assert page.run("document.title") != "owned"
    assert page.dialogs == []
    assert page.console == []
    assert page.requests == [(folder / f"{name}.html").as_uri()]
    assert page.run("document.scripts.length") == (1 if "class" in name else 0)


@pytest.mark.parametrize("name", ["hostile", "hostile_class"])
def test_the_policy_would_stop_what_got_through(visit: Callable[..., Any], name: str) -> None:
    """Even markup that escaped escaping could neither run nor load anything."""
    page = visit(name)
    title = page.run("document.title")
    attack = """(async () => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
      const holder = document.createElement("div");
      document.body.append(holder);
      holder.innerHTML = `<img src=x onerror="document.title='owned'">
        <img src="https://example.invalid/p.png"><iframe src="https://example.invalid/"></iframe>
        <div style="background:url(https://example.invalid/b.png)">x</div>`;
      await new Promise((done) => setTimeout(done, 300));
    })()"""
    page.run(attack)
    assert page.run("document.title") == title
    fetched = set(page.requests[1:]) - set(page.blocked)
    assert [url for url in fetched if not url.startswith(("about:", "data:"))] == []
    assert len(page.blocked) >= 3
    assert len([line for line in page.console if "Content Security Policy" in line]) >= 4


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out(visit: Callable[..., Any], name: str) -> None:
    """No page scrolls sideways and no text is cut off, at the width of phones and of screens."""
    page = visit(name, width=390)
    for width in (320, 360, 390, 768, 1200):
        page.size(width, 844, mobile=width < 500)
        assert probe(page, "overflowing") == [], width
        assert probe(page, "cutOff") == [], width


@pytest.mark.parametrize("name", PAGES)
def test_everything_can_be_read(visit: Callable[..., Any], name: str) -> None:
    """Every text has the contrast that WCAG 2.2 AA asks for, light and dark; none is tiny."""
    page = visit(name)
    for dark in (False, True):
        page.media(dark=dark)
        assert probe(page, "faint") == [], f"dark: {dark}"
    assert probe(page, "tiny") == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("overflowing", ".sentence { width: 3000px }"),
        ("cutOff", "h3 { width: 3rem; overflow: hidden; white-space: nowrap }"),
        ("faint", ".soft { color: #888 }"),
        ("tiny", ".soft { font-size: 9px }"),
    ],
)
def test_the_probes_find_what_they_look_for(
    visit: Callable[..., Any], name: str, rule: str
) -> None:
    """A page that is spoilt on purpose does not pass."""
    page = visit("mixed")
    assert probe(page, name) == []
    page.run(
        f"document.head.append(Object.assign(document.createElement('style'), "
        f"{{textContent: {rule!r}}}))"
    )
    assert probe(page, name) != []


@pytest.mark.parametrize("name", ["mixed", "class"])
def test_dark_is_dark_and_paper_is_white(visit: Callable[..., Any], name: str) -> None:
    """The scheme of the reader is followed on a screen, and never on paper."""
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = visit(name, dark=True).run(colour)
    assert all(int(part) < 40 for part in re.findall(r"\d+", dark))
    assert visit(name, dark=True, kind="print").run(colour) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_finds_its_way(visit: Callable[..., Any], name: str) -> None:
    """Landmarks, one first heading, no level skipped; every image, control and link has a name."""
    page = visit(name)
    told = page.accessible()
    roles = [role for role, _ in told]
    for landmark in ("banner", "main", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
    unnamed = {"image", "img", "link", "button", "radio", "searchbox", "combobox", "table"}
    assert [(role, text) for role, text in told if role in unnamed and not text.strip()] == []
    levels = page.run("[...document.querySelectorAll('h1,h2,h3')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_formulas_are_drawn(visit: Callable[..., Any]) -> None:
    """Every formula takes up room, fractions are taller than letters, and none sticks out.

    Those too long for a phone are cut off at its edge and can be scrolled.
    """
    for width in (360, 1200):
        page = visit("rich", width=width)
        sizes = page.run(
            """[...document.querySelectorAll("math")].map((m) => {
              const b = m.getBoundingClientRect(), seen = (m.closest(".wide") || m);
              const right = seen.getBoundingClientRect().right;
              return [b.width, b.height, right, m.querySelector("mfrac") !== null];
            })"""
        )
        assert len(sizes) > 10
        assert all(w > 3 and h > 3 and right <= width for w, h, right, _ in sizes)
        assert min(h for _, h, _, tall in sizes if tall) > 20
    bold = "getComputedStyle(document.querySelector('math .bold') || document.body).fontWeight"
    assert page.run(bold) in ("700", "400")


def test_pictures_are_told(visit: Callable[..., Any]) -> None:
    """A screen reader hears what every picture shows, value by value where they are few."""
    told = [name for role, name in visit("rich").accessible() if role in ("image", "img")]
    found = "\n".join(told)
    for part in (
        "Where it is off, 16 × 20; the stronger the shade, the further. 96 of 320 entries off",
        "furthest at rows 45 to 59, columns 60 to 89",
        "loss: 500 values: starts at",
        "0.11 at 1e-6; 0.12 at 1e-5",
        "linear axis, learning rate, logarithmic along the bottom",
        "not finite at 10",
    ):
        assert part in found
    assert {"holds", "not found"} <= set(told)


def test_layers_are_a_table(visit: Callable[..., Any]) -> None:
    """Rows and columns have headers; both numbers are said with what they are."""
    page = visit("rich")
    told = page.accessible()
    assert ("rowheader", "layer 1 (784 -> 300)") in told
    assert ("columnheader", "Expected and yours") in told
    cells = [name for role, name in told if role == "cell"]
    assert any("expected" in name and "yours" in name for name in cells)
    wide = page.run("""[...document.querySelectorAll(".layers .have")].map((b) => b.clientWidth)""")
    assert wide[0] / wide[2] == pytest.approx(235200 / 4100, rel=0.3)


def test_map_squares_are_square(visit: Callable[..., Any]) -> None:
    """The picture of a matrix is not stretched, on a phone as on a screen."""
    for width in (320, 1200):
        ratios = visit("rich", width=width).run(
            """[...document.querySelectorAll(".map svg")].map((s) => {
              const b = s.getBoundingClientRect(), v = s.viewBox.baseVal;
              return [b.width / v.width, b.height / v.height, b.right];
            })"""
        )
        assert len(ratios) == 2
        for across, down, right in ratios:
            assert across == pytest.approx(down, rel=0.05)
            assert across > 4
            assert right <= width


def test_tables_are_tables(visit: Callable[..., Any]) -> None:
    """Rows and columns of the overview and of a matrix have headers."""
    told = visit("mixed").accessible()
    assert ("columnheader", "Question") in told
    assert ("rowheader", "2b ii: ReLU") in told
    assert any(role == "img" or role == "image" for role, _ in told)
    charts = [text for role, text in told if text.startswith("Line chart, logarithmic axis")]
    assert any("loss at 1e2: 300 values: starts at 2.31" in text for text in charts)


def test_status_is_never_colour_alone(visit: Callable[..., Any]) -> None:
    """Beside every coloured verdict stand its words and an icon of its own."""
    page = visit("mixed")
    script = """[...document.querySelectorAll(".verdict")].map((v) =>
      [v.className, v.textContent.trim().length > 5, v.querySelector("use").getAttribute("href")])"""
    for classes, has_words, icon in page.run(script):
        assert has_words
        assert icon == "#i-" + classes.split("s-")[1]


def test_axis_can_be_switched_without_script(visit: Callable[..., Any]) -> None:
    """A click on `logarithmic` shows the other drawing; scripts are off."""
    page = visit("mixed")
    seen = """[...document.querySelector(".chart").querySelectorAll(".plot")].map(
      (p) => [p.className, p.checkVisibility()])"""
    assert page.run(seen) == [["plot lin", True], ["plot log", False]]
    page.run("document.querySelector('.pick-log').click()")
    assert page.run(seen) == [["plot lin", False], ["plot log", True]]
    assert page.run("document.scripts.length") == 0


def test_a_curve_is_drawn_where_it_belongs(visit: Callable[..., Any]) -> None:
    """On the screen the loss fills its chart from left to right and falls."""
    box = """(() => {
      const line = document.querySelector(".canvas .line");
      const [a, b] = [line.getBoundingClientRect(), line.ownerSVGElement.getBoundingClientRect()];
      const end = line.getPointAtLength(line.getTotalLength());
      return [a.left - b.left, b.right - a.right, a.top - b.top, b.bottom - a.bottom,
              line.getPointAtLength(0).y, end.y, b.height];
    })()"""
    left, right, top, bottom, start, end, height = visit("good").run(box)
    assert max(abs(left), abs(right)) < 3
    assert min(top, bottom) > -3
    assert height > 100
    assert start < end


@pytest.mark.parametrize("name", STUDENTS)
def test_paper_cuts_nothing_off(visit: Callable[..., Any], name: str) -> None:
    """On A4 nothing reaches beyond the margins, also not what scrolls on a screen."""
    page = visit(name, width=A4, kind="print")
    assert probe(page, "overflowing") == []
    assert probe(page, "beyondPaper") == []


def test_the_widest_table_fits_on_paper(tab: Any, folder: Path, examples: ModuleType) -> None:
    """Ten columns of long numbers, each beside another long number."""
    values = [[-1.2345e-5 * (1 + k + 10 * j) for k in range(10)] for j in range(10)]
    other = [[-value for value in row] for row in values]
    evidence = {"expected_values": values, "got_values": other}
    verdict = examples.verdict("c", "s3.T3", "t", status="failed", evidence=evidence)
    write(folder / "widest.html", student_page(examples.result("ann", [verdict])))
    tab.size(A4, 844)
    tab.media(kind="print")
    tab.open((folder / "widest.html").as_uri())
    assert probe(tab, "beyondPaper") == []
    tab.run("document.querySelector('.heat').style.fontSize = '2rem'")
    assert probe(tab, "beyondPaper") != []


def test_paper_keeps_pictures_whole(visit: Callable[..., Any]) -> None:
    """Shades are printed, and no figure is torn in two."""
    page = visit("rich", kind="print")
    exact = """[".heat td", ".stack", ".canvas i", ".bar", ".map path"].map(
      (s) => getComputedStyle(document.querySelector(s)).printColorAdjust)"""
    assert set(page.run(exact)) == {"exact"}
    kept = """[...document.querySelectorAll("figure, .heat-box")].map(
      (f) => getComputedStyle(f).breakInside)"""
    assert set(page.run(kept)) == {"avoid"}


def test_paper_shows_everything(visit: Callable[..., Any]) -> None:
    """Printed, the page holds what is folded away on the screen, and no switches."""
    pdf = visit("mixed", kind="print").pdf()
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    flat = " ".join(text.split())
    for part in ("epoch 399: loss 1.8567", "At a glance", "val accuracy", "What came back"):
        assert part in flat
    assert "logarithmic" not in flat


def names_shown(page: Any) -> list[str]:
    """The students in the table, top to bottom, as far as they are visible."""
    return page.run(
        """[...document.querySelectorAll("#students tbody tr")].filter((r) => r.checkVisibility())
          .map((r) => r.cells[0].textContent)"""
    )


def click_head(page: Any, text: str) -> None:
    """Click on the heading of a column of the students' table."""
    page.run(
        f"""[...document.querySelectorAll("#students th button")]
          .find((b) => b.textContent === {text!r}).click()"""
    )


def test_students_can_be_sorted(visit: Callable[..., Any], examples: ModuleType) -> None:
    """By points best first, then worst first; by name in the order of the alphabet."""
    page = visit("class")
    marks = {r["student"]: r["earned"] for r in examples.class_of(30)}
    marks |= {r["student"]: r["earned"] for r in (examples.mixed(), examples.unfinished())}
    click_head(page, "Points")
    shown = [marks[name] for name in names_shown(page)]
    assert shown == sorted(marks.values(), reverse=True)
    click_head(page, "Points")
    assert [marks[name] for name in names_shown(page)] == sorted(marks.values())
    click_head(page, "Student")
    assert names_shown(page) == sorted(marks, key=str.casefold)
    sorts = page.run("[...document.querySelectorAll('#students th')].map((h) => h.ariaSort)")
    assert sorts[0] == "ascending"
    assert set(sorts[1:]) == {None}


def test_students_can_be_filtered(visit: Callable[..., Any]) -> None:
    """By a part of the name, accents or not, and by how a check ended."""
    page = visit("class")
    search = """((text, status) => {
      const [name, pick] = [document.getElementById("find"), document.getElementById("status")];
      name.value = text; pick.value = status;
      name.dispatchEvent(new Event("input")); pick.dispatchEvent(new Event("change"));
      return document.getElementById("shown").textContent;
    })"""
    assert page.run(f'{search}("karolina", "")') == "1 of 32 shown"
    assert names_shown(page) == ["Nõmm-Bērziņa, Karolīna"]
    everyone = page.run(f'{search}("", "")')
    assert everyone == "32 of 32 shown"
    page.run(f'{search}("", "broken")')
    assert 0 < len(names_shown(page)) < 10
    assert page.run(f'{search}("nobody at all", "")') == "0 of 32 shown"


def test_the_class_page_works_without_script(tab: Any, folder: Path) -> None:
    """With scripts off every row is there, and no control that would do nothing."""
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    tab.open((folder / "class.html").as_uri())
    told = tab.accessible()
    assert sum(role == "rowheader" for role, _ in told) > 32
    assert not {"button", "searchbox", "combobox"} & {role for role, _ in told}


def test_links_open_the_reports(visit: Callable[..., Any], folder: Path) -> None:
    """The link of every hostile name opens the file that was written under its safe name."""
    page = visit("hostile_class")
    links = page.run("[...document.querySelectorAll('#students a')].map((a) => a.href)")
    assert len(links) == len(set(links)) + 1  # one name occurs twice
    for link in sorted(set(links)):
        assert link.startswith((folder / "reports").as_uri() + "/")
        page.open(link)
        assert page.run("document.querySelector('.kicker').textContent") == "Homework report"


def test_a_large_class_sorts(tab: Any, folder: Path, examples: ModuleType) -> None:
    """500 students: all rows, in order after a click, nothing sticking out on a phone."""
    results = examples.class_of(500)
    write(folder / "large.html", class_page(results, MADE_AT))
    tab.size(390, 844, mobile=True)
    tab.open((folder / "large.html").as_uri())
    click_head(tab, "Points")
    marks = {result["student"]: result["earned"] for result in results}
    shown = [marks[name] for name in names_shown(tab)]
    assert shown == sorted((r["earned"] for r in results), reverse=True)
    assert probe(tab, "overflowing") == []
