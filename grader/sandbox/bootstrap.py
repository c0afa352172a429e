"""The first lines that run inside: imports the grader's few files from text that the grader sends.

So no path of the grader's is visible inside, however it is installed. Run by `launch.py` as text,
with two file descriptors as arguments: the sources and the import path as JSON, and the control
socket.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType


class Sent(MetaPathFinder, Loader):
    """Finds modules among sources that were sent."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Says how a module is loaded, if it was sent."""
        if name not in self._sources:
            return None
        is_package = any(other.startswith(f"{name}.") for other in self._sources)
        return spec_from_loader(name, self, origin="the grader", is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module's source in it."""
        name = module.__name__
        module.__file__ = f"/grader/{name}.py"  # where tracebacks say it is; nothing is there
        code = compile(self._sources[name], module.__file__, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - our own files


def start() -> None:
    """Takes the sources and becomes the warm process."""
    with open(int(sys.argv[1]), encoding="utf-8") as file:
        sent = json.load(file)
    sys.path[:] = sent["import_path"]
    sys.meta_path.insert(0, Sent(sent["sources"]))
    control_fd = int(sys.argv[2])
    sys.argv[:] = [""]
    from grader.sandbox import warm

    warm.main(control_fd)


if __name__ == "__main__":
    start()
