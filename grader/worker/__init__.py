"""The one file that executes student code: serves the grader's requests, one after another.

Runs in the student's process, where everything it says can be forged: the grader believes none of
it. Imports nothing of the project but `grader.wire` and its neighbours `grader.worker_*`; the
protocol stands in docs/architecture.md.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import warnings
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any

import numpy as np
from numpy.random import bit_generator  # loaded late otherwise: 6 ms, here paid once

from grader.wire import Tensor, WireError
from grader.worker import old_numpy
from grader.worker.faults import frames_of, is_memory, told, type_name
from grader.worker.mends import Mends
from grader.worker.modules import LoadFailed, Modules
from grader.worker.objects import Missing, assign, follow, walk
from grader.worker.stand_ins import (
    NotebookBars,
    StandIns,
    install_notebook_names,
)
from grader.worker.values import Objects, Outgoing, UnknownHandle, incoming

Message = dict[str, Any]

IMPORT_S = 10.0
"""CPU seconds for one top-level statement, where the submission's message says nothing else."""
FOLDER = "submission"
_MAX_NAMES = 200
_WATCHED_BYTES = 1 << 20


def serve(receive: Callable[[], Message], send: Callable[[Message], None]) -> None:
    """Takes the submission, then answers requests until the grader closes its end.

    Args:
        receive: Waits for the next message; raises EOFError at the end.
        send: Sends an answer; raises WireError, having sent nothing, if it cannot be carried.
    """
    try:
        session = Session(receive()["submission"])
        while True:
            request = receive()
            answer = session.answer(request)
            session.flush()
            try:
                send(answer)
            except WireError as error:
                send(session.uncarried(answer, error))
    except EOFError:
        return


class Session:
    """One submission, laid out below the current directory and ready to be asked.

    Args:
        submission: "files", "modules" and perhaps "import_s" of the first message.
    """

    def __init__(self, submission: Mapping[str, Any]) -> None:
        root = os.path.abspath(FOLDER)
        self._modules = Modules(
            submission["modules"], root, float(submission.get("import_s", IMPORT_S))
        )
        self._objects = Objects()
        self._entropy = random.Random()
        self._check: str | None = None
        self._seed = 0
        self._changed: list[int | str] = []
        self._streams = (sys.stdout, sys.stderr)
        self._operations: dict[str, Callable[[Message], Any]] = {
            "load": self._load,
            "find": self._find,
            "call": self._call,
            "get": self._get,
            "set": self._set,
            "has": self._has,
            "walk": self._walk,
        }
        self._lay_out(submission["files"], root)
        self._prepare()

    def answer(self, request: Message) -> Message:
        """Does what is asked and says how it ended; nothing that student code raises comes out."""
        answer: Message = {"id": request.get("id")}
        self._changed = []
        try:
            self._enter(request)
            value = self._operations[request["op"]](request)
            answer |= {"ok": True, "value": Outgoing(self._objects).value(value)}
        except MemoryError as error:
            self._modules.budget.reserve.block = None  # before anything else: see there
            answer |= self._raised("memory", error)
        except Missing as error:
            answer |= _failure("missing", "AttributeError", error.text, error.names)
        except UnknownHandle:
            answer |= _failure("missing", "KeyError", "the object is of an earlier check")
        except LoadFailed as error:
            answer |= self._raised("load", error.__cause__ or error)
        except BaseException as error:  # noqa: BLE001 - SystemExit and the like are theirs too
            answer |= self._raised("raised", error)
        if answer.get("why") == "memory":
            self._modules.budget.reserve.recover()
        if self._changed:
            answer["changed"] = self._changed
        if self._modules.notes:
            answer["notes"] = list(self._modules.notes)
            self._modules.notes.clear()
        return answer

    def uncarried(self, answer: Message, error: WireError) -> Message:
        """What to send in place of an answer that the wire refused."""
        text = f"what it returned cannot be sent back: {error}"
        return {"id": answer.get("id"), **_failure("raised", "ValueError", text)}

    def flush(self) -> None:
        """Hands on what was printed, so that it stands with the call that printed it."""
        for stream in {id(s): s for s in (sys.stdout, sys.stderr, *self._streams)}.values():
            with contextlib.suppress(Exception):  # the student may have put anything there
                stream.flush()

    # Requests

    def _load(self, request: Message) -> None:
        self._module(request["module"])

    def _find(self, request: Message) -> Any:
        """The first definition; failing that, the first module that merely has the name."""
        name = request["name"]
        found: list[Any] = []
        for source in self._modules.sources.values():
            with contextlib.suppress(LoadFailed):
                module = self._module(source.name)
                namespace = _namespace(module)
                if name not in namespace:
                    continue
                if getattr(namespace[name], "__module__", None) == source.import_name:
                    return namespace[name]
                found.append(namespace[name])
        if found:
            return found[0]
        names = [n for s in self._modules.sources for n in self._public(self._modules.loaded(s))]
        raise Missing(f"nothing is called {name!r}", tuple(names[:_MAX_NAMES]))

    def _call(self, request: Message) -> Any:
        function = self._target(request["target"], request["target"]["path"])
        args, kwargs = request.get("args", ()), request.get("kwargs", {})
        sent: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        given = {name: incoming(value, self._objects) for name, value in sent.items()}
        watched = _Watched(sent, given)
        result = function(*[given.pop(position) for position in range(len(args))], **given)
        self._changed = watched.changed()
        return result

    def _get(self, request: Message) -> Any:
        return self._target(request["target"], request["target"]["path"])

    def _set(self, request: Message) -> None:
        path = request["target"]["path"]
        if not path:
            raise Missing("there is no attribute or item to set")
        parent = self._target(request["target"], path[:-1])
        assign(parent, path[-1], incoming(request["value"], self._objects))

    def _has(self, request: Message) -> bool:
        try:
            self._get(request)
        except Missing:
            return False
        return True

    def _walk(self, request: Message) -> list[dict[str, Any]]:
        return walk(self._get(request), self._is_own)

    def _target(self, target: Message, path: list[Any]) -> Any:
        if "handle" in target:
            return follow(self._objects[target["handle"]], path)
        module = self._module(target["module"])
        if not path:
            return module
        try:
            value = getattr(module, path[0])
        except AttributeError:
            names = tuple(self._public(module)[:_MAX_NAMES])
            raise Missing(f"{target['module']} does not define {path[0]!r}.", names) from None
        return follow(value, path[1:])

    # The session

    def _module(self, name: str) -> ModuleType:
        """A module, executed when it is needed first, from a random state that only it has."""
        module = self._modules.loaded(name)
        if module is not None:
            return module
        if name not in self._modules.sources:
            raise Missing(f"there is no module {name!r}", tuple(self._modules.sources))
        self._modules.budget.renew()
        self._reseed(zlib.crc32(name.encode("utf-8", "surrogatepass")))
        try:
            return self._modules.load(name)
        finally:
            _calmed()
            self._reseed(self._seed)  # so that a call draws the same whether it had to load or not

    def _enter(self, request: Message) -> None:
        """Begins a check, when it is a new one: no objects of the last, and its own randomness."""
        if request["check"] != self._check:
            self._check = request["check"]
            self._seed = int(request["seed"]) % (1 << 32)
            self._objects.forget()
            self._reseed(self._seed)

    def _reseed(self, seed: int) -> None:
        """Seeds what is loaded, and what numpy would draw from the system where no seed is given.

        `torch.manual_seed` also walks every accelerator, which takes 1.7 ms.
        """
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002 - student code draws from the global generator
        self._entropy.seed(seed)
        if (torch := sys.modules.get("torch")) is not None:
            torch.default_generator.manual_seed(seed)

    def _raised(self, why: str, error: BaseException) -> Message:
        paths = self._modules.paths
        answer = _failure("memory" if is_memory(error) else why, type_name(error), told(error))
        answer["frames"] = frames_of(error.__traceback__, paths)
        if isinstance(error, SyntaxError) and error.filename in paths and not answer["frames"]:
            answer["frames"] = [[paths[error.filename], error.lineno or 0, "<module>"]]
        return answer

    def _public(self, module: ModuleType | None) -> list[str]:
        return [name for name in list(_namespace(module)) if not name.startswith("_")]

    def _is_own(self, kind: type) -> bool:
        return type.__getattribute__(kind, "__module__") in self._modules.by_import_name

    def _lay_out(self, files: Mapping[str, bytes], root: str) -> None:
        os.makedirs(root, exist_ok=True)
        for path, content in files.items():
            parts = PurePosixPath(path).parts
            if not parts or parts[0] == "/" or ".." in parts:
                continue  # screened where it was read; this is a second look
            try:
                file = os.path.join(root, *parts)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                with open(file, "wb") as stream:
                    stream.write(content)
            except (OSError, ValueError) as error:
                first = next(iter(self._modules.sources), "")
                reason = getattr(error, "strerror", None) or error
                self._modules.note(first, 1, f"{path[:100]} could not be written: {reason}")
        os.chdir(root)

    def _prepare(self) -> None:
        """Makes the process look as a plain run of the submission would, as far as it can."""
        os.environ.setdefault("MPLBACKEND", "Agg")
        os.environ["TORCH_COMPILE_DISABLE"] = "1"
        dynamo = sys.modules.get("torch._dynamo.config")
        if dynamo is not None:
            dynamo.disable = True  # type: ignore[attr-defined]
        sys.argv = [""]
        sys.dont_write_bytecode = True
        if hasattr(bit_generator, "randbits"):
            # `default_rng()` without a seed: two gradings of one submission must not differ.
            bit_generator.randbits = self._entropy.getrandbits
        self._modules.install()
        old_numpy.install(self._modules.is_own, self._modules.note_here)
        NotebookBars().install()
        Mends(self._modules.note_here).install()
        sys.meta_path.append(StandIns(self._modules.imports_here, self._modules.note_here))
        sources = self._modules.sources.values()
        if any(source.blocks is not None for source in sources):
            install_notebook_names()
        elif any("\n# In[" in source.text for source in sources):  # saved out of a notebook
            install_notebook_names(shell=False)


def _calmed() -> None:
    """Undoes what a submission may ask to be warned of, and what says nothing about its numbers.

    Numbers that round to zero, functions that a later version will drop, and plots that nobody sees
    must not end a call, also where a file turns all warnings into errors.
    """
    np.seterr(under="ignore")
    for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("ignore", message=".*non-interactive", category=UserWarning)


def _namespace(module: ModuleType | None) -> dict[str, Any]:
    """The names of a module; none for what is no module, as a submission may put in its place."""
    return vars(module) if isinstance(module, ModuleType) else {}


class _Watched:
    """Remembers the arrays among the arguments of a call, to tell which of them it wrote into.

    Arrays of more than 1 MiB are not watched.
    """

    def __init__(self, sent: Mapping[int | str, Any], given: Mapping[int | str, Any]) -> None:
        self._before = []
        for name, value in sent.items():
            # The tensor that was made for it and this array share their memory.
            array = given[name].numpy() if type(value) is Tensor else given[name]
            if type(array) is np.ndarray and array.nbytes <= _WATCHED_BYTES:
                self._before.append((name, array, array.tobytes()))

    def changed(self) -> list[int | str]:
        """Positions and keywords of the arguments whose bytes differ by now."""
        return [name for name, array, before in self._before if array.tobytes() != before]


def _failure(why: str, type_: str, message: str, names: tuple[str, ...] = ()) -> Message:
    return {
        "ok": False,
        "why": why,
        "type": type_,
        "message": message,
        "frames": [],
        "names": list(names),
    }
