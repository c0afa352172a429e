"""The page of a comparison in a real browser: phone, desktop, dark, paper, screen reader."""

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
from similarity.pages import example

from reports.similarity import similarity_page

pytestmark = pytest.mark.browser

PROBES = Path(__file__).with_name("probes.js").read_text("utf-8")
A4 = 673
PAGES = ["plain", "hostile", "nothing"]


@pytest.fixture(scope="session")
def folder(examples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page as it should be, one that is attacked, and one that lists nobody."""
    out = tmp_path_factory.mktemp("similarity")
    evil = "".join(examples.HOSTILE_TEXTS)
    pages = {
        "plain": example("history['loss'].append(float(loss)) or " + "very_long_name_" * 12),
        "hostile": example(evil),
        "nothing": example(pairs=0, found=0, groups=[], common=[], too_little=[], unread=[]),
    }
    for name, data in pages.items():
        (out / f"{name}.html").write_bytes(similarity_page(data).encode("utf-8"))
    return out


def probe(page: Any, name: str) -> list[str]:
    """What one of the probes finds wrong."""
    return page.run(f"{PROBES.strip()}.{name}()")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_student_runs(visit: Callable[..., Any], name: str, folder: Path) -> None:
    """No dialog, no request, a silent console, no script at all."""
    page = visit(name)
    assert page.run("document.title") == "Network basics · in common"
    assert (page.dialogs, page.console) == ([], [])
    assert page.requests == [(folder / f"{name}.html").as_uri()]
    assert page.run("document.scripts.length") == 0


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out(visit: Callable[..., Any], name: str) -> None:
    """No sideways scrolling and nothing cut off, also with everything unfolded."""
    page = visit(name, width=390)
    page.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    for width in (320, 390, 768, 1200):
        page.size(width, 844, mobile=width < 500)
        assert probe(page, "overflowing") == [], width
        assert probe(page, "cutOff") == [], width


@pytest.mark.parametrize("name", PAGES)
def test_everything_can_be_read(visit: Callable[..., Any], name: str) -> None:
    """Contrast in light and dark, on marked lines as well; no text is tiny."""
    page = visit(name)
    page.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    for dark in (False, True):
        page.media(dark=dark)
        assert probe(page, "faint") == [], f"dark: {dark}"
    assert probe(page, "tiny") == []


def test_dark_is_dark_and_paper_is_white(visit: Callable[..., Any]) -> None:
    """The scheme of the reader is followed on a screen, and never on paper."""
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = visit("plain", dark=True).run(colour)
    assert all(int(part) < 40 for part in re.findall(r"\d+", dark))
    assert visit("plain", dark=True, kind="print").run(colour) == "rgb(255, 255, 255)"


def test_sides_stand_beside_each_other_and_on_a_phone_below(visit: Callable[..., Any]) -> None:
    """On a desktop two columns, on a phone one."""
    tops = """[...document.querySelector(".sides").children].map(
      (f) => f.getBoundingClientRect().top)"""
    left, right = visit("plain").run(tops)
    assert left == right
    left, right = visit("plain", width=390).run(tops)
    assert left < right


def test_the_first_pairs_are_unfolded(visit: Callable[..., Any]) -> None:
    """The others open with a click; every pair can be reached from the table."""
    page = visit("plain")
    assert page.run("[...document.querySelectorAll('.pair details')].map((d) => d.open)") == [
        *[True] * 3,
        *[False] * 2,
    ]
    gone = """[...document.querySelectorAll(".all a")].filter(
      (a) => !document.querySelector(a.getAttribute("href"))).length"""
    assert page.run(gone) == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_finds_its_way(visit: Callable[..., Any], name: str) -> None:
    """Landmarks, one first heading, no level skipped, every link and table with a name."""
    page = visit(name)
    told = page.accessible()
    roles = [role for role, _ in told]
    for landmark in ("banner", "main", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
    assert [t for r, t in told if r in {"link", "table"} and not t.strip()] == []
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_paper_cuts_nothing_off_and_shows_everything(visit: Callable[..., Any], name: str) -> None:
    """What is folded away is printed as well, beside each other, within the margins."""
    page = visit(name, width=A4, kind="print")
    assert probe(page, "overflowing") == []
    assert probe(page, "beyondPaper") == []
    if name == "plain":
        pdf = page.pdf()
        text = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        assert " ".join(text.split()).count("97 % alike") == 15
