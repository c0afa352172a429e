"""Which modules of this program a student needs: imports followed through the source, nothing run.

Whatever belongs to the course (references, homeworks, grading, proofs) must not be reached by an
import at the top of a module; inside a function such an import is a door that students never open.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import grader
from grader.errors import HarnessFault

PACKAGE = "grader"

ROOTS = (
    "grader.__main__",
    "grader.cli.check",
    "grader.selfcheck.*",
    "grader.worker.*",
    "grader.sandbox.plain",
    "grader.sandbox.plain_child",
    # What the functions of a homework's checks may use: docs/checks.md.
    "grader.carried",
    "grader.checks",
    "grader.compare.*",
    "grader.gradients",
    "grader.layers",
    "grader.own_slope",
    "grader.rates",
    "grader.student",
    "grader.training",
    "grader.truth",
)
"""Where a student's use of the program begins; `.*` stands for a package and all that is in it."""

OF_THE_COURSE = (
    "assignments",
    "reference",
    "reports",
    "grader.appeal",
    "grader.autograder",
    "grader.batch",
    "grader.batch_folder",
    "grader.changes",
    "grader.exports",
    "grader.footprint",
    "grader.handout",
    "grader.intake",
    "grader.journal",
    "grader.locking",
    "grader.marks",
    "grader.material",
    "grader.mutants",
    "grader.pages",
    "grader.patching",
    "grader.people",
    "grader.policy",
    "grader.pool",
    "grader.regions",
    "grader.regrade",
    "grader.regrading",
    "grader.rerun",
    "grader.review",
    "grader.roster",
    "grader.settle",
    "grader.similarity",
    "grader.station",
    "grader.verify",
    "grader.wrong_answers",
    # Walls around other people's code: one's own needs the tier without any.
    "grader.sandbox.remedies",
    "grader.sandbox.selftest",
    "grader.sandbox.view",
    "grader.sandbox.walled",
    "grader.sandbox.warm",
)
"""What students never get, each with everything below it."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, as the source has it."""

    name: str
    """Dotted; for `from a import b` both `a` and `a.b`, of which the second may be no module."""
    lazy: bool
    """Whether it stands inside a function, and is carried out only when that is called."""


def imports_of(source: str, module: str, *, is_package: bool) -> Iterator[Import]:
    """Every import that a module may carry out; those under `if TYPE_CHECKING` it never does."""
    inside = module.split(".") if is_package else module.split(".")[:-1]

    def visit(node: ast.AST, lazy: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = inside[: len(inside) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield Import(start, lazy)
            yield from (Import(f"{start}.{alias.name}", lazy) for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for branch in node.orelse:
                yield from visit(branch, lazy)
        else:
            within = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                yield from visit(child, lazy or within)

    yield from visit(ast.parse(source), False)


@dataclass(frozen=True, slots=True)
class Needed:
    """What was found by following imports."""

    modules: tuple[str, ...]
    """Of this program, by name, sorted."""
    others: tuple[str, ...]
    """Top-level names of everything else that is imported somewhere, the standard library included."""


def source_of(module: str, folder: Path) -> Path | None:
    """The file of a module of this program, or None where there is no such module.

    Args:
        module: dotted, beginning with `grader`.
        folder: of the package `grader`.
    """
    parts = module.split(".")[1:]
    package = folder.joinpath(*parts, "__init__.py")
    if package.is_file():
        return package
    plain = folder.joinpath(*parts).with_suffix(".py") if parts else package
    return plain if plain.is_file() else None


def needed_modules(
    roots: Sequence[str] = ROOTS,
    off: Sequence[str] = OF_THE_COURSE,
    folder: Path | None = None,
) -> Needed:
    """Follows imports from the roots.

    Args:
        roots: see `ROOTS`.
        off: see `OF_THE_COURSE`.
        folder: of the package `grader`; None takes the one that runs.

    Raises:
        HarnessFault: a module that students need imports, at its top, one that they must not get.
    """
    home = folder or Path(grader.__file__).parent
    found: set[str] = set()
    others: set[str] = set()
    waiting = [name for root in roots for name in _expanded(root, home)]
    while waiting:
        module = waiting.pop()
        path = source_of(module, home)
        if module in found or path is None:
            continue
        found.add(module)
        if "." in module:
            waiting.append(module.rpartition(".")[0])
        is_package = path.name == "__init__.py"
        for each in imports_of(path.read_text("utf-8"), module, is_package=is_package):
            if _under(each.name, off):
                _must_be_lazy(each, module)
            elif each.name.split(".")[0] == PACKAGE:
                waiting.append(each.name)
            else:
                others.add(each.name.split(".")[0])
    return Needed(tuple(sorted(found)), tuple(sorted(others)))


def _expanded(root: str, home: Path) -> list[str]:
    """The modules that a root stands for."""
    if not root.endswith(".*"):
        return [root]
    package = root.removesuffix(".*")
    top = home.joinpath(*package.split(".")[1:])
    below = sorted(top.rglob("*.py"))
    dotted = [".".join((PACKAGE, *path.relative_to(home).with_suffix("").parts)) for path in below]
    return [name.removesuffix(".__init__") for name in dotted]


def _under(name: str, off: Sequence[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in off)


def _must_be_lazy(each: Import, module: str) -> None:
    if not each.lazy:
        raise HarnessFault(
            f"{module} imports {each.name} at its top, and students get the one but not the "
            "other: move the import into the function that needs it."
        )
