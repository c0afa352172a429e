"""Warns of names that the homework asks for and the submission does not define, and of code that
cannot be imported at all. Reads text only.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from grader.compare.message import clip
from grader.load import paths, scan
from grader.selfcheck.ahead_source import Code, Definition, Finding, called, identifiers
from grader.types import Module, Submission

Starter = Mapping[str, tuple[str, ...]]

_MOST_COMPARED = 500
_LONGEST_COMPARED = 60
_CELL = re.compile(r": cell (\d+) (?:does not parse|is Python 2): ")
_PLACE = re.compile(r"(?:: |, )line (\d+)\b")


def unparsable(submission: Submission) -> Iterator[Finding]:
    """Files and cells that are no Python, in the loader's own words."""
    for module in submission.modules:
        if module.error is not None:
            place = _PLACE.search(module.error)
            line = int(place[1]) if place and module.cells is None else 0
            yield Finding("unparsable", _stopped(module.error), module, line)
        else:
            yield from _bad_cells(module, submission.notes)


def _bad_cells(module: Module, notes: Sequence[str]) -> Iterator[Finding]:
    firsts = dict(module.cells or ())
    start = paths.show(module.path)
    for note in notes if firsts else ():
        cell = _CELL.match(note, len(start)) if note.startswith(start) else None
        if cell is None or int(cell[1]) not in firsts:
            continue
        within = _PLACE.findall(note, cell.end())
        first = firsts[int(cell[1])]
        yield Finding("unparsable", note, module, first + (int(within[-1]) - 1 if within else 0))


def missing(submission: Submission, codes: Sequence[Code], starter: Starter) -> Iterator[Finding]:
    """Names that the starter defines and the submission nowhere.

    Args:
        submission: what was handed in.
        codes: its modules that parse.
        starter: file -> names. A notebook and the scripts are two ways to hand in; the one that
            the submission is more like decides.
    """
    if any(module.error is not None and not module.names for module in submission.modules):
        return  # they may stand in what cannot be read
    defined = set(_defined(submission))
    wanted = _way(starter, defined, notebook=submission.kind == "notebook")
    lost = {
        file: [name for name in dict.fromkeys(names) if name not in defined]
        for file, names in wanted.items()
    }
    lost = {
        file: [name for name in names if not _may_be_made(codes, name)]
        for file, names in lost.items()
    }
    asked = {name for names in starter.values() for name in names}
    own = [name for name in _own(submission) if name not in asked]
    inside = _inside(codes, {name for names in lost.values() for name in names}, asked)
    yield from _too_deep(inside)
    for file, names in lost.items():
        plain: list[str] = []
        for name in names:
            if name in inside:
                continue
            closest = closest_name(name, own)
            if closest is None:
                plain.append(name)
            else:
                yield Finding(
                    "missing",
                    f"`{clip(name)}` is defined nowhere. Did you mean `{clip(closest)}`? Give it "
                    "the name that the homework asks for, or its checks cannot pass.",
                )
        if plain:
            yield Finding("missing", _not_there(file, plain))


def _not_there(file: str, names: Sequence[str]) -> str:
    told = paths.listing([f"`{name}`" for name in names], most=5)
    what = "the notebook" if file.endswith(".ipynb") else paths.show(file)
    what = what[0].upper() + what[1:] if what == "the notebook" else what
    return (
        f"{what} should define {told}, and nothing here does: "
        f"the checks that need {'it' if len(names) == 1 else 'them'} cannot pass."
    )


def _way(starter: Starter, defined: Collection[str], *, notebook: bool) -> Starter:
    """The files whose names count: the scripts, or one of the notebooks."""
    scripts = {file: names for file, names in starter.items() if not file.endswith(".ipynb")}
    books = [{file: names} for file, names in starter.items() if file.endswith(".ipynb")]
    ways = [way for way in ([*books, scripts] if notebook else [scripts, *books]) if way]

    def share(way: Starter) -> float:
        names = {name for several in way.values() for name in several}
        return len(names & set(defined)) / max(len(names), 1)

    return max(ways, key=share, default={})


def _defined(submission: Submission) -> Iterator[str]:
    """Every name that a module binds, or seems to bind where it does not parse."""
    for module in submission.modules:
        yield from module.names
        if module.cells is not None:  # a cell that does not parse has become comments
            yield from scan.guess(re.sub(r"^# ", "", module.source, flags=re.MULTILINE))


def _own(submission: Submission) -> Iterator[str]:
    """What the student has named himself: no imports, nothing private, no length that is absurd."""
    found = (
        name
        for module in submission.modules
        for name in module.names
        if name not in module.imported and not name.startswith("_")
        if len(name) <= _LONGEST_COMPARED
    )
    yield from islice(dict.fromkeys(found), _MOST_COMPARED)


def closest_name(name: str, known: Sequence[str]) -> str | None:
    """The one of some names that is the same but for a slip of the hand.

    >>> closest_name("gradients_loss", ["elements_loss", "gradient_loss"])
    'gradient_loss'
    """
    import difflib  # hardly ever needed

    plain = {_plain(other): other for other in known}
    if _plain(name) in plain:
        return plain[_plain(name)]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.8)
    return next((other for other in near if _same_words(name, other)), None)


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _same_words(name: str, other: str) -> bool:
    """Whether each word of a name is like that of the other: `loss_a` is not `loss_b`."""
    from difflib import SequenceMatcher

    words, others = name.split("_"), other.split("_")
    if len(words) != len(others):
        return True
    pairs = zip(words, others, strict=True)
    return min(SequenceMatcher(None, *pair).ratio() for pair in pairs) >= 0.6


def _inside(
    codes: Sequence[Code], names: Collection[str], asked: Collection[str]
) -> dict[str, tuple[Code, int]]:
    """Names that are defined inside a function or class, which nothing outside can reach."""
    found: dict[str, tuple[Code, int]] = {}
    for code in codes if names else ():
        kinds = (*code.live(ast.FunctionDef, ast.AsyncFunctionDef), *code.live(ast.ClassDef))
        for node in kinds:
            if node.name in names and _around(code, node) not in (None, *asked):
                found.setdefault(node.name, (code, node.lineno))
        for stored in code.live(ast.Name):
            if stored.id in names and isinstance(stored.ctx, ast.Store):
                if _around(code, stored) not in (None, *asked):
                    found.setdefault(stored.id, (code, stored.lineno))
    return found


def _around(code: Code, node: ast.AST) -> str | None:
    """The outermost function or class around a node."""
    names = [parent.name for _, parent in code.above(node) if isinstance(parent, Definition)]
    return names[-1] if names else None


def _too_deep(inside: Mapping[str, tuple[Code, int]]) -> Iterator[Finding]:
    if not inside:
        return
    code, line = next(iter(inside.values()))
    shown = paths.listing([f"`{clip(name)}`" for name in inside], most=5)
    one = len(inside) == 1
    yield Finding(
        "missing",
        f"{shown} {'is' if one else 'are'} defined inside of a function or class, where nothing "
        f"else can find {'it' if one else 'them'}: move {'it' if one else 'them'} to the left margin.",
        code.module,
        line,
    )


def _may_be_made(codes: Sequence[Code], name: str) -> bool:
    """Whether a name may come to be at run time, out of sight of the text."""
    return any(
        _makes(node, name, codes) for code in codes for node in code.live(ast.ImportFrom, ast.Call)
    )


def _makes(node: ast.AST, name: str, codes: Sequence[Code]) -> bool:
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        if _is_local(node, codes):
            return False  # its names are counted where they stand
        library = sys.modules.get(node.module or "")
        return library is None or hasattr(library, name)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id in ("globals", "locals", "vars", "exec"):
        return node.func.id == "exec" or not node.args
    return called(node) == "setattr" and "modules" in identifiers(ast.Tuple(node.args[:1]))


def _is_local(node: ast.ImportFrom, codes: Sequence[Code]) -> bool:
    last = (node.module or "").rpartition(".")[2]
    return any(code.module.name.rpartition(".")[2] == last for code in codes)


def _stopped(sentence: str) -> str:
    return clip(sentence, 400).rstrip(".") + "."
