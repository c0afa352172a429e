"""What no handout may hold, collected from a homework's folder: texts to be searched for."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handout_built import Built

from grader.job import default_seed
from grader.material import load_solution, load_starter

ROOT = Path(__file__).resolve().parents[3]
LINE = 25
"""Characters of a line of source, spaces left out, from which on it is nobody else's by chance."""
_UNTOLD = re.compile(r'"\w+",|\) -> .*:')
"""Lines that say nothing by themselves: a name that a module offers, the type that comes back."""
PIECE = 40
"""Characters of a sentence that are enough to give it away."""


class Secret(NamedTuple):
    """A text that must not be there."""

    kind: str
    text: str
    exact: bool = False
    """A name: only as the whole text, or between characters that are no part of a name."""


def squeezed(text: str) -> str:
    """With single spaces."""
    return " ".join(text.split())


def secrets(built: Built) -> list[Secret]:
    """All of them, of every kind."""
    known = _known(built)
    found = [
        *_hidden(built),
        *_misconceptions(built),
        *(Secret("solution", line) for line in _solution_lines(built.assignment.folder)),
        *(Secret("reference", line) for line in _reference_lines(built)),
        *_marking(built),
        *_people(built.assignment.folder),
    ]
    return [s for s in dict.fromkeys(found) if s.text and (s.exact or s.text not in known)]


def sentences(built: Built) -> list[str]:
    """Of the misconceptions."""
    return [squeezed(entry["sentence"]) for entry in misconceptions(built.assignment.folder)]


def misconceptions(folder: Path) -> Iterator[dict]:
    """Every entry as it is written down."""
    for path in sorted((folder / "misconceptions").glob("*.toml")):
        yield from tomllib.loads(path.read_text("utf-8")).get("misconception", [])


def formula_sources(built: Built) -> Iterator[str]:
    """Sources of right answers: the files of the solution, and of the reference."""
    yield from (t for p, t in load_solution(built.assignment.folder).items() if p.endswith(".py"))
    for name in built.assignment.reference:
        yield (ROOT / (name.replace(".", "/") + ".py")).read_text("utf-8")


def known_text(built: Built) -> str:
    """What students may read anyway: sheet, instructions, starter, public checks as written."""
    return _known(built)


def _known(built: Built) -> str:
    folder = built.assignment.folder
    by_hand = [folder / "sheet.md", folder / "handout/README.md", folder / "handout/written.md"]
    parts = [p.read_text("utf-8") for p in by_hand if p.is_file()]
    parts += load_starter(folder).values()
    parts += [f"{q.title}\n{q.text}" for q in built.assignment.questions]
    parts += [c.title for c in built.assignment.written]
    for check in built.checks:
        if check.visibility == "public" and not check.manual:
            parts += [check.title, check.hint or ""]
    return squeezed("\n".join(parts))


def _hidden(built: Built) -> Iterator[Secret]:
    """Ids, function names, titles, hints and lines of hidden checks, and names that only they say."""
    public = [c for c in built.checks if c.visibility == "public" and not c.manual]
    functions = {built.sources[c.id] for c in public}
    hints = {c.hint for c in public}
    for check in built.checks:
        if check.visibility != "hidden" or check.manual:
            continue
        yield Secret("hidden check's id", check.id, exact=True)
        if built.sources[check.id] not in functions:
            yield Secret("hidden check's function", built.sources[check.id], exact=True)
        yield Secret("hidden check's title", squeezed(check.title))
        if check.hint and check.hint not in hints:
            yield Secret("hidden check's hint", squeezed(check.hint))
    names = {built.sources[c.id] for c in built.checks if c.visibility == "hidden"}
    hidden, others = _check_sources(built.assignment.checks_folder, names)
    elsewhere = squeezed(others)
    yield from (Secret("hidden check's line", s) for s in _lines(hidden) if s not in elsewhere)
    said = _words(re.sub(r"\b(def|class) \w+", "", others))
    for path in sorted(built.assignment.checks_folder.glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            name = getattr(node, "name", "")
            inside = name in _words(hidden) and not name.startswith("test_")
            if "_" in name and inside and name not in said:
                yield Secret("helper of hidden checks", name, exact=True)


def _check_sources(folder: Path, hidden: set[str]) -> tuple[str, str]:
    """Sources of the hidden check functions, and of everything else but imports."""
    inside, outside = [], []
    for path in sorted(folder.glob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                continue
            source = ast.get_source_segment(text, node) or ""
            name = getattr(node, "name", "")
            decorators = [ast.unparse(d) for d in getattr(node, "decorator_list", ())]
            if name in hidden and any("visibility='hidden'" in d for d in decorators):
                inside.append("\n".join([*decorators, source]))
            else:
                outside.append("\n".join([*decorators, source]))
    return "\n".join(inside), "\n".join(outside)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _lines(text: str, least: int = LINE) -> Iterator[str]:
    """Lines long enough to be told apart, with single spaces."""
    for line in text.splitlines():
        if len(line.replace(" ", "")) >= least:
            yield squeezed(line)


def _misconceptions(built: Built) -> Iterator[Secret]:
    solution = squeezed("\n".join(load_solution(built.assignment.folder).values()))
    for entry in misconceptions(built.assignment.folder):
        yield Secret("misconception's id", entry["id"], exact=True)
        yield Secret("misconception's sentence", squeezed(entry["sentence"]))
        patches = entry.get("patches") or [[entry.get("replace"), entry.get("by", "")]]
        for code in [entry.get("code", ""), *(new for _, new in patches)]:
            for line in _lines(code, 20):
                if line not in solution:
                    yield Secret("misconception's line", line)


def _solution_lines(folder: Path) -> Iterator[str]:
    """Lines of the regions that students write themselves."""
    for path in sorted((folder / "solution").rglob("*.py")):
        inside = False
        for line in path.read_text("utf-8").splitlines():
            mark = line.strip()
            if mark in ("# BEGIN SOLUTION", "# STARTER", "# END SOLUTION"):
                inside = mark == "# BEGIN SOLUTION"
            elif inside:
                yield from _lines(line, 20)


def _reference_lines(built: Built) -> Iterator[str]:
    """Lines of code of the reference; what it offers and what its docstrings say of shapes is public."""
    for name in built.assignment.reference:
        text = (ROOT / (name.replace(".", "/") + ".py")).read_text("utf-8")
        tree = ast.parse(text)
        said = {
            n
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            for n in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        said |= {
            n
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for n in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        for number, line in enumerate(text.splitlines(), 1):
            if number not in said and not _UNTOLD.fullmatch(line.strip()):
                yield from _lines(line)


def _marking(built: Built) -> Iterator[Secret]:
    """Rubrics, reasons of void checks, the seed that grades."""
    for check in built.checks:
        for line in check.rubric:
            yield Secret("rubric", squeezed(line), exact=len(line) < LINE)
    for void in built.assignment.void.values():
        yield Secret("void", squeezed(void.reason))
    seed = default_seed(built.assignment)
    yield from (Secret("seed", text) for text in (str(seed), f"{seed:x}"))
    yield Secret("digest", built.assignment.digest)


def _people(folder: Path) -> Iterator[Secret]:
    """Names of the class in samples/, where they are names of nobody else: first and last."""
    for name in sorted(p.name.partition(".")[0] for p in (folder / "samples").glob("*")):
        if "_" in name and not re.search(r"\d", name):
            yield Secret("person", name, exact=True)
            yield Secret("person", name.replace("_", " ").title(), exact=True)
