"""The submission's modules as Python's import system sees them: each executed once, when needed.

A module can be imported under its own name, by relative import, and by its bare name from the
folder it lies in, and all of these give the same module object. Runs beside student code and
imports nothing of the project but its neighbours.
"""

from __future__ import annotations

import builtins
import importlib
import linecache
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from pathlib import PurePosixPath
from types import FrameType, ModuleType
from typing import Any

from grader.worker.execute import Budget, execute

_MAX_NOTES = 50
_SUBMITTED = "submitted_"
"""Begins the import name of a file that bears the name of a library."""
_MAX_NOTE = 300
_IMPORT_SYSTEM = ("<frozen importlib", importlib.__file__, os.path.dirname(__file__))
"""Where the frames between an import statement and a finder lie."""


@dataclass(frozen=True, slots=True)
class Source:
    """One module of the submission."""

    name: str
    """As the grader calls it."""
    import_name: str
    """Its key in sys.modules; differs where a library has the name already."""
    path: str
    """As handed in, relative, POSIX."""
    file: str
    """Absolute path of the laid-out file; what the compiler is told."""
    text: str
    blocks: tuple[int, ...] | None
    is_package: bool

    @property
    def folder(self) -> str:
        """Import name of the folder it lies in; "" for the top."""
        if self.is_package:
            return self.import_name
        return self.import_name.rpartition(".")[0]


class LoadFailed(Exception):
    """A module could not be executed at all; the cause is the exception's cause."""


class Modules:
    """All modules of the submission.

    Args:
        modules: `{"name", "path", "source", "blocks"}` each.
        root: Absolute path of the folder in which the files were laid out.
        import_s: CPU seconds that one top-level statement gets.
    """

    def __init__(self, modules: Sequence[Mapping[str, Any]], root: str, import_s: float) -> None:
        self.root = root
        self.budget = Budget(import_s)
        self.sources: dict[str, Source] = {}
        self.notes: list[list[Any]] = []
        self._failed: dict[str, BaseException] = {}
        self._taken: dict[str, bool] = {}
        for entry in modules:
            source = self._source(entry)
            self.sources.setdefault(source.name, source)
        self.by_import_name = {s.import_name: s for s in self.sources.values()}
        self.packages = self._folders()
        self.aliases = self._bare_names()
        self.paths = {s.file: s.path for s in self.sources.values()}
        self._names = {s.file: s.name for s in self.sources.values()}

    def install(self) -> None:
        """Makes the modules importable, in front of everything else."""
        sys.meta_path.insert(0, _Finder(self))
        builtins.__import__ = _OwnImport(self, builtins.__import__)
        folders = {os.path.dirname(source.file): None for source in self.sources.values()}
        sys.path[0:0] = [self.root, *[folder for folder in folders if folder != self.root]]

    def load(self, name: str) -> ModuleType:
        """The module of that name, executed if it was not yet.

        Raises:
            KeyError: The submission has no such module.
            LoadFailed: It cannot be executed.
        """
        source = self.sources[name]
        if name in self._failed:
            raise LoadFailed(name) from self._failed[name]
        try:
            return importlib.import_module(source.import_name)
        except BaseException as error:
            self._failed[name] = error
            raise LoadFailed(name) from error

    def loaded(self, name: str) -> ModuleType | None:
        """The module if it was executed, at least in part."""
        source = self.sources.get(name)
        return None if source is None else sys.modules.get(source.import_name)

    def execute(self, module: ModuleType, source: Source) -> None:
        """Fills a module by executing its source; called by the import system."""
        if source.import_name.startswith(_SUBMITTED):
            module.__dict__["__getattr__"] = self._of_library(source)
        lines = source.text.splitlines(keepends=True)
        # Without a time of modification, linecache never looks at the file again: what was
        # executed is what inspect, torch.jit and tracebacks see.
        linecache.cache[source.file] = (len(source.text), None, lines, source.file)
        execute(
            source.text,
            source.file,
            module,
            blocks=source.blocks,
            budget=self.budget,
            note=lambda line, text: self.note(source.name, line, text),
        )

    def _of_library(self, source: Source) -> Callable[[str], Any]:
        """Names that a file which hides a library lacks, and the library has."""
        library = source.import_name.removeprefix(_SUBMITTED)

        def find(name: str) -> Any:
            if not name.startswith("__") and self.is_own(sys._getframe(1)):
                hidden = importlib.import_module(library)
                if hasattr(hidden, name):
                    self.note_here(
                        f"{source.path} hides the library {library}: {name} was taken from the "
                        "library; give the file another name"
                    )
                    return getattr(hidden, name)
            raise AttributeError(f"module {library!r} has no attribute {name!r}")

        return find

    def is_own(self, frame: FrameType) -> bool:
        """Whether a frame executes a file of the submission."""
        return frame.f_code.co_filename in self._names

    def note(self, name: str, line: int, text: str) -> None:
        """Something about a module that the student should hear of, told with the next answer."""
        entry = [name, line, text[:_MAX_NOTE]]
        if len(self.notes) < _MAX_NOTES and entry not in self.notes:
            self.notes.append(entry)

    def note_here(self, text: str) -> None:
        """The same about the line of the submission that is being executed."""
        frame = self.own_frame(sys._getframe(1))
        if frame is not None:
            self.note(self._names[frame.f_code.co_filename], frame.f_lineno, text)

    def imports_here(self) -> bool:
        """Whether the import that is going on stands in a file of the submission."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename.startswith(_IMPORT_SYSTEM):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename in self._names

    def own_frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame that executes a file of the submission."""
        while frame is not None and frame.f_code.co_filename not in self._names:
            frame = frame.f_back
        return frame

    def resolve(self, name: str, importer: Source) -> str | None:
        """What an absolute import in `importer` means, where it is not the plain name.

        A script finds the files of its own folder first, then those of the top; within a package
        it is the other way round. A file that bears the name of a library stands for it only in
        the submission, so that the library stays whole for everybody else.
        """
        head = name.partition(".")[0]
        taken = self._is_taken(head)
        top = f"{_SUBMITTED}{name}" if taken else name
        beside = f"{importer.folder}.{name}" if importer.folder else top
        if importer.is_package or importer.folder in self.by_import_name:
            candidates = [top] if taken else [top, beside]
        else:
            candidates = [beside, top]
        for candidate in candidates:
            first = candidate.removesuffix(name[len(head) :])
            within = f"{importer.import_name}.".startswith(f"{first}.")
            alone = first == importer.import_name and not importer.is_package
            if within and taken and (candidate == first or alone):
                continue  # `import numpy` in numpy.py or numpy/net.py means the library
            if candidate in self.by_import_name or (
                # numpy.py has no parts: numpy._core, which numpy imports late, is the library's
                first in self.by_import_name
                and (self.by_import_name[first].is_package or not taken)
            ):
                return candidate
            if first in self.packages and not taken:  # a mere folder hides no library
                return candidate
        return None

    def _source(self, entry: Mapping[str, Any]) -> Source:
        name, path = entry["name"], PurePosixPath(entry["path"])
        blocks = entry.get("blocks")
        is_package = path.name == "__init__.py"
        import_name = name.removesuffix(".__init__") if is_package else name
        if self._is_taken(import_name.partition(".")[0]):
            import_name = f"{_SUBMITTED}{import_name}"
        return Source(
            name=name,
            import_name=import_name,
            path=entry["path"],
            file=os.path.join(self.root, *path.parts),
            text=entry["source"],
            blocks=None if blocks is None else tuple(blocks),
            is_package=is_package,
        )

    def _is_taken(self, head: str) -> bool:
        """Whether a library has this name: then the submission's module goes by another."""
        if head not in self._taken:
            self._taken[head] = (
                head in sys.modules
                or head in sys.stdlib_module_names
                or PathFinder.find_spec(head) is not None
            )
        return self._taken[head]

    def _folders(self) -> dict[str, str]:
        """Import names of folders without an `__init__.py` -> absolute paths."""
        folders: dict[str, str] = {}
        for source in self.sources.values():
            name, folder = source.import_name, os.path.dirname(source.file)
            if source.is_package:
                folder = os.path.dirname(folder)
            while "." in name:
                name = name.rpartition(".")[0]
                if name not in self.by_import_name:
                    folders.setdefault(name, folder)
                folder = os.path.dirname(folder)
        return folders

    def _bare_names(self) -> dict[str, str]:
        """Names by which files in folders are importable from beside them -> import names."""
        known = {*self.by_import_name, *self.packages}
        aliases: dict[str, str] = {}
        for name in sorted(known):
            bare = name.rpartition(".")[2]
            if bare not in known and not self._is_taken(bare):
                aliases.setdefault(bare, name)
        return aliases


class _Finder(MetaPathFinder):
    """Finds the submission's modules, before anything else is asked."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        modules = self._modules
        source = modules.by_import_name.get(fullname)
        if source is not None:
            return spec_from_file_location(
                fullname,
                source.file,
                loader=_SourceLoader(modules, source),
                submodule_search_locations=(
                    [os.path.dirname(source.file)] if source.is_package else None
                ),
            )
        if fullname in modules.packages:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [modules.packages[fullname]]
            return spec
        if fullname in modules.aliases:
            return ModuleSpec(fullname, _AliasLoader(modules.aliases[fullname]))
        return None


class _SourceLoader(Loader):
    def __init__(self, modules: Modules, source: Source) -> None:
        self._modules = modules
        self._source = source

    def exec_module(self, module: ModuleType) -> None:
        self._modules.execute(module, self._source)

    def get_source(self, fullname: str) -> str:
        """For inspect and linecache."""
        return self._source.text


class _AliasLoader(Loader):
    """Gives a module that goes by another name already."""

    def __init__(self, import_name: str) -> None:
        self._import_name = import_name

    def exec_module(self, module: ModuleType) -> None:
        # The import system hands out what stands in sys.modules after this.
        sys.modules[module.__name__] = importlib.import_module(self._import_name)


class _OwnImport:
    """Stands in for `__import__`: absolute imports in the submission look beside it first."""

    def __init__(self, modules: Modules, original: Any) -> None:
        self._modules = modules
        self._original = original

    def __call__(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        importer = None
        if level == 0 and globals is not None:
            importer = self._modules.by_import_name.get(globals.get("__name__"))  # type: ignore[arg-type]
        own = None if importer is None else self._modules.resolve(name, importer)
        if level == 1 and globals is not None and not globals.get("__package__"):
            return self._beside(name, globals, locals, fromlist)
        if own is None:
            module: ModuleType = self._original(name, globals, locals, fromlist, level)
            return module
        module = self._original(own, globals, locals, fromlist, 0)
        if fromlist:
            return module
        # `import a.b` binds `a`: as many parts of the name are cut off as follow the first.
        return sys.modules[own.rsplit(".", name.count("."))[0]]

    def _beside(
        self,
        name: str,
        globals: Mapping[str, Any],
        locals: Mapping[str, Any] | None,
        fromlist: Sequence[str] | None,
    ) -> ModuleType:
        """`from .layers import x` and `from . import layers` of a file that is in no package."""
        importer = self._modules.by_import_name.get(globals.get("__name__"))  # type: ignore[arg-type]
        if importer is not None and name:
            return self(name, globals, locals, fromlist, 0)
        if importer is not None and fromlist:
            found = ModuleType(".")
            for wanted in fromlist:
                setattr(found, wanted, self(wanted, globals, locals, ("*",), 0))
            return found
        module: ModuleType = self._original(name, globals, locals, fromlist, 1)
        return module
