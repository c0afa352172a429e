"""Drives a worker's session inside the test's own process, and puts the process back as it was."""

from __future__ import annotations

import builtins
import linecache
import os
import random
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader import wire
from grader.worker import Session


def submission(
    files: Mapping[str, str], *, blocks: Mapping[str, list[int]] | None = None, **more: Any
) -> dict[str, Any]:
    """The first message for a submission of these sources; `.txt` files are laid out only."""
    files = {path: textwrap.dedent(text) for path, text in files.items()}
    modules = [
        {
            "name": path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__"),
            "path": path,
            "source": text,
            "blocks": (blocks or {}).get(path),
        }
        for path, text in files.items()
        if path.endswith((".py", ".ipynb"))
    ]
    content = {path: text.encode() for path, text in files.items()}
    return {"submission": {"files": content, "modules": modules, **more}}


class Asked:
    """A session that is asked as the grader asks: every message crosses the wire."""

    def __init__(self, message: dict[str, Any]) -> None:
        self.session = Session(carried(message)["submission"])
        self.check = "check.one"
        self.seed = 7
        self._id = 0

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """One request and its answer."""
        self._id += 1
        request = {"id": self._id, "check": self.check, "seed": self.seed, "op": op, **fields}
        answer = carried(self.session.answer(carried(request)))
        assert answer["id"] == self._id
        return answer

    def value(self, op: str, **fields: Any) -> Any:
        """The value of an answer that must be a good one."""
        answer = self.ask(op, **fields)
        assert answer["ok"], answer
        return answer["value"]

    def call(self, name: str, *args: Any, module: str = "work", **kwargs: Any) -> Any:
        """What a function of a module returns."""
        return self.value("call", target=at(name, module=module), args=list(args), kwargs=kwargs)

    def get(self, *path: Any, module: str = "work") -> Any:
        """The value at a path in a module."""
        return self.value("get", target=at(*path, module=module))

    def notes(self, module: str = "work") -> list[list[Any]]:
        """What loading a module skipped."""
        answer = self.ask("load", module=module)
        assert answer["ok"], answer
        return answer.get("notes", [])


def at(*path: Any, module: str = "work") -> dict[str, Any]:
    """A target in a module."""
    return {"module": module, "path": list(path)}


def inside(handle: wire.Handle, *path: Any) -> dict[str, Any]:
    """A target in an object that stayed in the worker."""
    return {"handle": handle.id, "path": list(path)}


def carried(message: dict[str, Any]) -> dict[str, Any]:
    """The message as the other side gets it."""
    prefix, *body = wire.encode(message)
    return wire.decode(prefix[wire.PREFIX_SIZE :], b"".join(body), writable=True)


@contextmanager
def process_kept() -> Iterator[None]:
    """Undoes what a session and the modules it executes do to the process."""
    before = {
        "path": list(sys.path),
        "meta_path": list(sys.meta_path),
        "modules": dict(sys.modules),
        "argv": list(sys.argv),
    }
    builtin_names, environment = dict(vars(builtins)), dict(os.environ)
    folder, no_bytecode = os.getcwd(), sys.dont_write_bytecode
    drawn, numpy_drawn = random.getstate(), np.random.get_state()  # noqa: NPY002
    entropy = np.random.bit_generator.randbits
    loader = sys.modules.get("torch.utils.data.dataloader")
    loader_init = loader.DataLoader.__init__ if loader else None
    find_in_numpy = np.__getattr__
    try:
        yield
    finally:
        os.chdir(folder)
        for name in set(vars(builtins)) - set(builtin_names):
            delattr(builtins, name)
        vars(builtins).update(builtin_names)
        new = [name for name in sys.modules if name not in before["modules"]]
        for name in new:
            if not name.startswith(("torch", "numpy")):  # these cannot be imported twice
                del sys.modules[name]
        sys.modules.update(before["modules"])
        sys.path[:], sys.meta_path[:] = before["path"], before["meta_path"]
        sys.argv, sys.dont_write_bytecode = before["argv"], no_bytecode
        os.environ.clear()
        os.environ.update(environment)
        random.setstate(drawn)
        np.random.bit_generator.randbits = entropy
        np.random.set_state(numpy_drawn)  # noqa: NPY002
        if loader is not None:
            loader.DataLoader.__init__ = loader_init
        np.__getattr__ = find_in_numpy
        linecache.clearcache()
