"""What a worker may see of this machine: Python, the libraries it imports from, and the data.

Computed by the grader from its own `sys.path`. The grader's package, the reference solutions and
the homeworks lie in the same libraries when the project is installed, so they are named apart and
covered.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import grader

OWN_PACKAGES = ("grader", "reference", "assignments", "reports")
"""Top-level packages of this project: none of their files is readable inside."""

_SYSTEM = """
/lib /lib32 /lib64 /libx32 /usr/lib /usr/lib32 /usr/lib64 /usr/libx32 /usr/share
/usr/local/lib /usr/local/lib64 /usr/local/share
/etc/ld.so.cache /etc/fonts /etc/localtime /etc/timezone /etc/mime.types
/sys/devices/system/cpu
""".split()
"""Not all of /usr, /etc or /opt: a checkout, or a course's files, may lie there."""

_STORES = ("/nix/store", "/gnu/store")
"""Systems that keep each library in a folder of its own below one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Real paths, none of them below another of the same list."""

    interpreter: str
    import_path: tuple[str, ...]
    """`sys.path` inside."""
    readable: tuple[str, ...]
    """Files and folders that may be read."""
    hidden: tuple[str, ...]
    """Files and folders below `readable` that may not."""
    links: tuple[tuple[str, str], ...]
    """(path, where it points) of the links that programs expect at fixed places."""
    data: str | None
    """The folder of data sets, or None."""


def view_of(preload: Sequence[str], *, data: Path | None = None, hide: Sequence[Path] = ()) -> View:
    """What workers of this grader may see.

    Args:
        preload: Modules whose folders have to be on the import path inside.
        data: A folder that may be read besides.
        hide: Files and folders that may not, wherever they lie.
    """
    interpreter = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    libraries = _libraries()
    roots = [*_SYSTEM, interpreter, *libraries, *_library_path()]
    elsewhere = _outside(preload, libraries)
    roots += elsewhere
    for prefix in (sys.prefix, sys.base_prefix, sys.base_exec_prefix):
        roots += [f"{prefix}/lib", f"{prefix}/lib64"]
    roots += [store for store in _STORES if interpreter.startswith(f"{store}/")]
    readable = _outermost(_existing(roots))
    hidden = _outermost(_existing([*_own_files(libraries), *map(str, hide)]))
    return View(
        interpreter=interpreter,
        import_path=tuple(dict.fromkeys((*libraries, *map(os.path.dirname, elsewhere)))),
        readable=readable,
        hidden=tuple(h for h in hidden if any(_below(h, root) for root in readable)),
        links=tuple((path, os.readlink(path)) for path in _SYSTEM if os.path.islink(path)),
        data=None if data is None else os.path.realpath(data),
    )


def _library_path() -> list[str]:
    """Folders that the dynamic linker was told to search: some clusters need them for Python."""
    paths = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    return [path for path in paths if os.path.isabs(path) and Path(path).name.startswith("lib")]


def _libraries() -> tuple[str, ...]:
    """The standard library and every folder of installed packages that the grader imports from."""
    paths = [os.path.dirname(os.__file__)]
    paths += [path for path in sys.path if path.endswith("lib-dynload")]
    paths += [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return tuple(dict.fromkeys(_existing(paths)))


def _outside(preload: Sequence[str], libraries: Sequence[str]) -> list[str]:
    """The package or file of each module that is to be preloaded and lies in no library.

    Only that: what lies beside it may be a homework.
    """
    found = []
    for name in preload:
        spec = util.find_spec(name.partition(".")[0])
        if spec is None or spec.origin is None or not os.path.isabs(spec.origin):
            continue
        path = os.path.realpath(spec.origin)
        if os.path.basename(path) == "__init__.py":
            path = os.path.dirname(path)
        if not any(_below(path, library) for library in libraries):
            found.append(path)
    return found


def _own_files(libraries: Iterable[str]) -> list[str]:
    """The project's packages wherever they can be imported from, and what describes them."""
    home = Path(grader.__file__).resolve().parent.parent
    found = [str(home / name) for name in OWN_PACKAGES]
    for library in map(Path, libraries):
        notes = [*library.glob("deep_grader-*"), *library.glob("*_deep_grader*")]
        found += map(str, notes)
        if notes:
            found += [str(library / name) for name in OWN_PACKAGES]
    return found


def carved(readable: Iterable[str], hidden: Sequence[str]) -> list[str]:
    """The same files as `readable` without those of `hidden`, as paths that grant all below them.

    A folder that holds something hidden is replaced by what else it holds.
    """
    kept = []
    for root in readable:
        inner = [path for path in hidden if _below(path, root)]
        if root in hidden:
            continue
        if not inner:
            kept.append(root)
            continue
        entries = sorted(entry.path for entry in os.scandir(root) if not entry.is_symlink())
        kept += carved(entries, hidden)
    return kept


def _existing(paths: Iterable[str]) -> list[str]:
    """Real paths of those that exist, in order."""
    return [os.path.realpath(path) for path in paths if path and os.path.exists(path)]


def _outermost(paths: Sequence[str]) -> tuple[str, ...]:
    unique = sorted(set(paths))
    return tuple(p for p in unique if not any(_below(p, other) for other in unique))


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
