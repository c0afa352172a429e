"""The packages that judging a homework needs, each pinned to the version that is installed here.

A mark must not depend on what a package index has that day.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from grader.errors import UsageError

CORE = (
    *("click", "jinja2", "latex2mathml", "markdown-it-py", "mdit-py-plugins", "nbformat"),
    *("numpy", "pytest", "rich"),
)
"""What the program itself needs; a test holds that these are the dependencies it declares."""


def pins(modules: Iterable[str], extra: Sequence[str] = ()) -> tuple[str, ...]:
    """`name==version` of everything needed, dependencies included, in the alphabet's order.

    Args:
        modules: top-level modules that the homework imports; those of the standard library and
            its own are passed over.
        extra: more packages by name.

    Raises:
        UsageError: a package is not installed here, so that no version can be named.
    """
    owners = metadata.packages_distributions()
    waiting = [*CORE, *extra]
    for module in sorted(set(modules) - set(sys.stdlib_module_names)):
        waiting += owners.get(module, ())[:1]
    found: dict[str, str] = {}
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise UsageError(
                f"The autograder needs the package {name}, which is not installed here; install "
                "it, so that its version can be pinned."
            ) from None
        # What follows a plus names a build, which package indexes do not have.
        found[name] = installed.version.partition("+")[0]
        waiting += _needs(installed)
    return tuple(f"{name}=={found[name]}" for name in sorted(found))


def _needs(installed: metadata.Distribution) -> list[str]:
    """Names of what a package needs on this platform, without extras."""
    from packaging.requirements import Requirement  # pytest needs it, too

    needs = map(Requirement, installed.requires or ())
    return [n.name for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def imported(files: Iterable[Path]) -> set[str]:
    """Top-level names of every module that Python files import, anywhere in them."""
    return {name.partition(".")[0] for path in files for name in _imports(path)}


def with_imports(modules: Iterable[str]) -> set[Path]:
    """Files of modules, and of those of the same packages that they import, and so on.

    What else lies in such a package is not needed, and may need packages that are not either.
    """
    waiting = set(modules)
    tops = {name.partition(".")[0] for name in waiting}
    seen: set[str] = set()
    files: set[Path] = set()
    while waiting - seen:
        name = (waiting - seen).pop()
        seen.add(name)
        path = _file_of(name)
        if path is None or path in files:
            continue
        files.add(path)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found = _imports(path, package)
        waiting |= {name for name in found if name.partition(".")[0] in tops}
        waiting |= {name.rpartition(".")[0]} - {""}
    return files


def _file_of(module: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:  # a name inside a module, not a module
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin)


def _imports(path: Path, package: str = "") -> set[str]:
    """Full names of everything that a file imports; of `from a import b` both a and a.b.

    Imports that begin with dots are those of the package; without one they are passed over.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (package or not node.level):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(part for part in (above, node.module) if part)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found
