"""Nothing of a hidden check leaves the grader: searched for in the pages of real graded classes.

The classes are samples of the shipped homeworks, graded as any class is. What may stand on a page
is worked out, not listed: a page is made of the same result with everything cut out of its hidden
checks but title, hint, status and points, and only what stands there may be found.
"""

from __future__ import annotations

import ast
import html
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reports import student_page, words

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).resolve().parents[2]
CLASSES = {
    "network_basics": ("ivo", "jana", "sheet_003", "viktor"),
    "modules_and_mlp": ("hanna_lindqvist", "kavya_rao", "sheet_004"),
}
"""Students who fail many hidden checks, each in another way: wrong, raising, missing, junk."""
SHOWN = ("check", "question", "title", "status", "earned", "points", "visibility", "hint")
"""What of a hidden verdict is left for the page that says what may be seen."""
SHORTEST = 6
"""Characters of a text that is looked for: shorter ones are words of any page."""


@dataclass(frozen=True)
class Graded:
    """One student's page, and what may stand on it."""

    result: dict[str, Any]
    page: str
    allowed: str
    """The page without anything of the hidden checks, as text."""

    @property
    def hidden(self) -> list[dict[str, Any]]:
        """The verdicts of the hidden checks."""
        return [v for v in self.result["verdicts"] if v["visibility"] == "hidden"]


@pytest.fixture(scope="session", params=sorted(CLASSES))
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Graded]:
    """A class, graded by the command line in the best sandbox of this machine."""
    homework = ROOT / "assignments" / request.param
    folder = tmp_path_factory.mktemp("class")
    for student in CLASSES[request.param]:
        shutil.copytree(homework / "samples" / student, folder / "in" / student)
    command = [sys.executable, "-m", "grader", "grade", str(homework), str(folder / "in")]
    done = subprocess.run(
        [*command, "--out", str(folder / "out"), "--jobs", "1"],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [made(path) for path in sorted((folder / "out" / "results").glob("*.json"))]


def made(path: Path) -> Graded:
    """The page of one result file."""
    result = json.loads(path.read_text("utf-8"))
    public = result | {"verdicts": [bare(verdict) for verdict in result["verdicts"]]}
    return Graded(result, student_page(result), readable(student_page(public)))


def bare(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """A hidden verdict without anything that is not for the student; a public one as it is."""
    if verdict["visibility"] != "hidden":
        return dict(verdict)
    return {key: verdict[key] for key in SHOWN if key in verdict} | {"check": "hidden.check"}


def readable(page: str) -> str:
    """A page as its source and as its text, so that nothing hides behind an escape."""
    return page + "\n" + html.unescape(page)


def leaves(value: Any) -> Iterator[Any]:
    """Every text and every number in a value of a result file, keys included."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield value


def secrets(verdict: Mapping[str, Any]) -> Iterator[Any]:
    """Everything of a hidden verdict that is not for the student."""
    for key, value in verdict.items():
        if key not in SHOWN:
            yield from leaves(value)


def spellings(number: float) -> set[str]:
    """How a page might write a number: rounded as it rounds, and as Python writes it."""
    rounded = {words.number(number, digits) for digits in (3, 4, 6, 9, 17)}
    return rounded | {repr(number), f"{number:g}", words.points(number)}


def numbers_of(verdict: Mapping[str, Any]) -> set[str]:
    """Every number of a hidden verdict, also those inside its texts, in every spelling."""
    found: set[str] = set()
    for leaf in secrets(verdict):
        if isinstance(leaf, str):
            found.update(re.findall(r"[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?|[0-9]+", leaf))
        elif isinstance(leaf, int | float) and math.isfinite(leaf):
            found |= {text.lstrip("-") for text in spellings(leaf)}
    return found


def has_number(text: str) -> set[str]:
    """Every number that stands in a page."""
    return set(re.findall(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?(?![0-9])", text))


def texts_of(verdict: Mapping[str, Any]) -> set[str]:
    """Every line of every text of a hidden verdict that is long enough to be found by."""
    lines: set[str] = set()
    for leaf in secrets(verdict):
        if isinstance(leaf, str):
            lines |= {line.strip() for line in leaf.split("\n")}
    return {line for line in lines if len(line) >= SHORTEST}


def functions(homework: str) -> dict[str, list[str]]:
    """Name of every hidden check function of a homework -> the lines of its source."""
    found = {}
    for path in sorted((ROOT / "assignments" / homework / "checks").glob("test_*.py")):
        source = path.read_text("utf-8")
        lines = source.splitlines()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and hidden(node):
                first = min(decorator.lineno for decorator in node.decorator_list)
                found[node.name] = lines[first - 1 : node.end_lineno]
    return found


def hidden(node: ast.FunctionDef) -> bool:
    """Whether a function is decorated as a hidden check."""
    keywords = [k for d in node.decorator_list if isinstance(d, ast.Call) for k in d.keywords]
    return any(
        k.arg == "visibility" and isinstance(k.value, ast.Constant) and k.value.value == "hidden"
        for k in keywords
    )


def test_the_page_does_not_depend_on_what_is_hidden(graded: list[Graded]) -> None:
    """Byte for byte the page of a result from which everything hidden was cut out."""
    for one in graded:
        assert readable(one.page) == one.allowed, one.result["student"]


def test_no_number_of_a_hidden_check_is_on_a_page(graded: list[Graded]) -> None:
    """Neither expected nor got, nor any entry of a matrix or a curve, however it is rounded."""
    looked_for = 0
    for one in graded:
        allowed, found = has_number(one.allowed), has_number(readable(one.page))
        for verdict in one.hidden:
            secret = numbers_of(verdict) - allowed
            looked_for += len(secret)
            assert not secret & found, (one.result["student"], verdict["check"])
    assert looked_for > 1000


def test_no_text_of_a_hidden_check_is_on_a_page(graded: list[Graded]) -> None:
    """No message, no line of a traceback, no misconception, nothing that was printed."""
    looked_for = 0
    for one in graded:
        page = readable(one.page)
        for verdict in one.hidden:
            secret = {text for text in texts_of(verdict) if text not in one.allowed}
            looked_for += len(secret)
            assert [text for text in secret if text in page] == []
    assert looked_for > 200


def test_no_name_of_a_hidden_check_is_on_a_page(graded: list[Graded]) -> None:
    """Neither its id nor the name of its function."""
    names = functions(graded[0].result["assignment"])
    assert len(names) > 20
    for one in graded:
        ids = {verdict["check"] for verdict in one.hidden}
        assert len(ids) > 20
        public = {v["check"] for v in one.result["verdicts"] if v["visibility"] == "public"}
        page = readable(one.page)
        for name in ids | set(names):
            found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w\[])", page)
            assert not found or name in public, name


def test_no_source_line_of_a_hidden_check_is_on_a_page(graded: list[Graded]) -> None:
    """Not one line of a hidden check function that no public page could hold."""
    lines = [
        line.strip()
        for source in functions(graded[0].result["assignment"]).values()
        for line in source
        if len(line.strip()) >= SHORTEST
    ]
    assert len(lines) > 100
    for one in graded:
        page = readable(one.page)
        assert [line for line in lines if line in page and line not in one.allowed] == []


def test_the_search_finds_what_is_there(graded: list[Graded]) -> None:
    """The tests above can fail: on the page of the same checks made public it all is found."""
    found = 0
    for one in graded:
        opened = [verdict | {"visibility": "public"} for verdict in one.result["verdicts"]]
        page = readable(student_page(one.result | {"verdicts": opened}))
        numbers = has_number(page)
        for verdict in one.hidden:
            if verdict["status"] != "failed":
                continue
            texts = {text for text in texts_of(verdict) if text not in one.allowed}
            found += bool(texts and [text for text in texts if text in page])
            secret = numbers_of(verdict) - has_number(one.allowed)
            found += bool(secret & numbers)
    assert found > 20
