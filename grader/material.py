"""A homework's solution, its right variants and its misconceptions, read from its folder.

The format is docs/homework.md. Executes nothing.
"""

from __future__ import annotations

import ast
import fnmatch
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.patching import Files, parsed, replace_definitions, replace_text
from grader.regions import solution_text, starter_text

_SOURCES = (".py", ".md", ".txt", ".ipynb")
_KEYS = {"id", "file", "replace", "by", "patches", "code", "fails", "may", "sentence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A right solution in another style."""

    name: str
    about: str
    """What is different, from its docstring."""
    files: Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A wrong solution with one idea."""

    id: str
    sentence: str
    """What the student reads: the mistake and its reason."""
    fails: tuple[str, ...]
    """Checks that do not pass, exactly these; may end in `*`."""
    may: tuple[str, ...]
    """Checks of training runs that may or may not notice."""
    files: Files
    place: str
    """The file it stands in."""


def load_solution(folder: Path) -> dict[str, str]:
    """The right solution as it would be handed in: relative path -> text, without marks.

    Args:
        folder: of the homework.

    Raises:
        UsageError: when there is none, a mark has no partner, or a file does not parse.
    """
    out = _masters(folder)
    for path, text in out.items():
        if path.endswith(".py"):
            out[path] = solution_text(text, name=f"solution/{path}")
            parsed(out[path], f"solution/{path}")
    return out


def load_starter(folder: Path) -> dict[str, str]:
    """The `.py` files that students get, cut from the solution, and the empty `written.md`.

    Raises:
        UsageError: as `load_solution`, of what is left; or when it would raise as it is imported.
    """
    out: dict[str, str] = {}
    for path, text in _masters(folder).items():
        if path.endswith(".py"):
            out[path] = starter_text(text, name=f"solution/{path}")
            place = f"the starter of solution/{path}"
            _refuse_raising(parsed(out[path], place).body, place)
    written = folder / "handout" / "written.md"
    if written.is_file():
        out["written.md"] = _read(written, folder)
    return out


def _refuse_raising(body: Sequence[ast.stmt], place: str) -> None:
    """A region in a class, outside its methods, would raise before anything can be asked."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            if any(isinstance(inner, ast.Raise) for inner in node.body):
                raise UsageError(
                    f"{place}: a region of class {node.name} stands outside its methods, so that "
                    "importing it would raise; say after # STARTER what stands there instead."
                )
            _refuse_raising(node.body, place)


def load_variants(folder: Path, solution: Files) -> tuple[Variant, ...]:
    """Every right variant, in the order of their names.

    Raises:
        UsageError: when one does not parse or replaces nothing.
    """
    root = folder / "variants"
    found = []
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        pieces: list[tuple[str | None, Path]]
        if path.is_dir():
            pieces = [(p.relative_to(path).as_posix(), p) for p in sorted(path.rglob("*.py"))]
        elif path.suffix == ".py":
            pieces = [(None, path)]
        else:
            continue
        files: Files = solution
        for file, piece in pieces:
            code = _read(piece, folder)
            files = replace_definitions(files, code, file=file, place=_named(piece, folder))
        if pieces:
            about = _docstring(pieces[0][1])
            found.append(Variant(name=path.stem, about=about, files=files))
    return tuple(found)


def load_misconceptions(folder: Path, solution: Files) -> tuple[Misconception, ...]:
    """Every misconception, file by file in the order they stand there.

    Raises:
        UsageError: when an entry is incomplete, stands twice, or does not fit the solution.
    """
    found: list[Misconception] = []
    for path in sorted((folder / "misconceptions").glob("*.toml")):
        try:
            raw = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"{_named(path, folder)} cannot be read: {error}.") from None
        if set(raw) - {"misconception"}:
            raise UsageError(f"{_named(path, folder)}: only [[misconception]] may stand there.")
        entries = raw.get("misconception", [])
        for entry in entries if isinstance(entries, list) else [entries]:
            one = _misconception(entry, solution, _named(path, folder))
            if any(m.id == one.id for m in found):
                raise UsageError(f"{one.place}: the id {one.id!r} stands there twice.")
            found.append(one)
    return tuple(found)


def expand(patterns: Iterable[str], checks: Sequence[str], *, place: str) -> set[str]:
    """The checks that a list of ids and patterns names.

    Raises:
        UsageError: when a pattern names no check.
    """
    out: set[str] = set()
    for pattern in patterns:
        # Only the star is special: ids of parametrized checks hold square brackets.
        found = (
            {c for c in checks if fnmatch.fnmatchcase(c, pattern.replace("[", "[[]"))}
            if "*" in pattern
            else {pattern} & set(checks)
        )
        if not found:
            raise UsageError(f"{place}: {pattern!r} is no check of this homework.")
        out |= found
    return out


def _misconception(entry: Any, solution: Files, file: str) -> Misconception:
    name = entry.get("id") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not name.isidentifier():
        raise UsageError(f"{file}: every [[misconception]] needs an id such as 'bias_left_out'.")
    place = f"{file}, {name}"
    if unknown := sorted(set(entry) - _KEYS):
        raise UsageError(
            f"{place}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}."
        )
    sentence = entry.get("sentence")
    if not isinstance(sentence, str) or not sentence.strip():
        raise UsageError(f"{place}: 'sentence' is missing: what the student reads.")
    lists = {}
    for key in ("fails", "may"):
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise UsageError(f"{place}: {key!r} must be a list of checks.")
        lists[key] = tuple(value)
    if not lists["fails"]:
        raise UsageError(f"{place}: 'fails' is empty: a mistake that no check sees proves nothing.")
    return Misconception(
        id=name,
        sentence=" ".join(sentence.split()),
        fails=lists["fails"],
        may=lists["may"],
        files=_changed(entry, solution, place),
        place=place,
    )


def _changed(entry: Mapping[str, Any], solution: Files, place: str) -> dict[str, str]:
    ways = [way for way in ("replace", "patches", "code") if way in entry]
    if len(ways) != 1:
        raise UsageError(f"{place}: needs one of 'replace' with 'by', 'patches', or 'code'.")
    file = entry.get("file")
    if file is not None and not isinstance(file, str):
        raise UsageError(f"{place}: 'file' must be the name of a file of the solution.")
    if ways == ["code"]:
        out = replace_definitions(solution, str(entry["code"]), file=file, place=place)
    else:
        patches = entry.get("patches") or [[entry.get("replace"), entry.get("by")]]
        if not isinstance(patches, list) or not all(
            isinstance(p, list) and len(p) == 2 and all(isinstance(t, str) for t in p)
            for p in patches
        ):
            raise UsageError(f"{place}: a patch is a pair of texts, the old and the new.")
        out = replace_text(solution, [(old, new) for old, new in patches], file=file, place=place)
    if dict(out) == dict(solution):
        raise UsageError(f"{place}: changes nothing.")
    for path, text in out.items():
        if path.endswith(".py") and text != solution[path]:
            parsed(text, f"{place}: {path} with the change")
    return out


def _masters(folder: Path) -> dict[str, str]:
    root = folder / "solution"
    if not root.is_dir():
        raise UsageError(
            f"{folder} has no folder 'solution': the right solution as it would be handed in."
        )
    found = {
        path.relative_to(root).as_posix(): _read(path, folder)
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix in _SOURCES and "__pycache__" not in path.parts
    }
    if not any(path.endswith(".py") for path in found):
        raise UsageError(
            f"{root} holds no .py file; the right solution as it would be handed in goes there."
        )
    return found


def _read(path: Path, folder: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{_named(path, folder)} cannot be read: {error}.") from None


def _docstring(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def _named(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
