"""The code files of a submission to modules: import names, sources that run, what they define."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from grader.load import magics, notebook, paths, scan, scan_across, syntax, text
from grader.load.gather import MIB, LoadLimits
from grader.load.magics import WrittenFile
from grader.load.naming import import_name
from grader.load.scan import Scan
from grader.load.syntax import NotPython
from grader.load.text import NotText
from grader.types import Module


def import_names(files: Iterable[str]) -> dict[str, str]:
    """An import name for every code file, no two alike.

    A script keeps its own name where Python could import it; what else wants that name gets
    another one: `hw.py` is `hw` and `hw.ipynb` beside it `hw_notebook`.

    >>> import_names(["hw.ipynb", "hw.py", "models/mlp.py", "Homework 1.py"])
    {'hw.py': 'hw', 'models/mlp.py': 'models.mlp', 'Homework 1.py': 'Homework_1', 'hw.ipynb': 'hw_notebook'}
    """
    wanted = {path: import_name(path) for path in files if paths.is_code(path)}
    given: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(wanted, key=lambda path: _precedence(path, wanted[path])):
        given[path] = _unused(wanted[path], path, taken)
        taken.add(given[path])
    return given


def _precedence(path: str, name: str) -> tuple:
    plain = path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")
    return (_is_notebook(path), plain != name, "__init__" not in path, paths.natural(path))


def _unused(name: str, path: str, taken: set[str]) -> str:
    if name in taken and _is_notebook(path):
        name = f"{name}_notebook"
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def _is_notebook(path: str) -> bool:
    return path.casefold().endswith(".ipynb")


@dataclass(slots=True)
class Build:
    """The modules and files of one submission, as they are put together."""

    limits: LoadLimits
    names: dict[str, str]
    """Import name of every code file, by path."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What is laid out: notebooks without their outputs, everything else as it came."""
    notes: list[str] = field(default_factory=list)
    text_cells: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The Markdown of a notebook's text cells, by path."""
    _modules: list[Module] = field(default_factory=list)
    _scans: dict[str, Scan] = field(default_factory=dict)
    _code: int = 0
    """Size of the code so far, in bytes."""

    def add(self, path: str, data: bytes) -> None:
        """Takes over one file."""
        if _is_notebook(path):
            self._add_notebook(path, data)
            return
        self.files[path] = data
        if path.casefold().endswith(".py"):
            self._add_script(path, data)
        elif paths.is_archive(path):
            self.notes.append(f"{paths.show(path)} is an archive; it was not unpacked.")

    def modules(self) -> tuple[Module, ...]:
        """All modules, with the names and classes that they take from each other."""
        names, classes = scan_across.with_stars(self._scans), scan_across.torch_classes(self._scans)
        return tuple(
            replace(
                module,
                names=names[module.name],
                torch_names=classes[module.name],
                imported=_imported(names[module.name], self._scans[module.name]),
            )
            if module.name in self._scans
            else module
            for module in sorted(self._modules, key=lambda module: paths.natural(module.path))
        )

    def _add_script(self, path: str, data: bytes) -> None:
        shown = paths.show(path)
        try:
            source, remark = text.decode(data)
        except NotText as problem:
            self._fails(path, "", f"{shown} cannot be run: it is not text ({problem})")
            return
        if _is_notebook_text(source):
            self.notes.append(f"{shown} is a notebook by its contents; it was read as one.")
            self._add_notebook(path, data)
            return
        if remark:
            self.notes.append(f"{shown} {remark}.")
        if self._code + len(data) > self.limits.code_mb * MIB:
            limit = f"{self.limits.code_mb} MiB"
            error = f"{shown} cannot be run: with it there is more than {limit} of code"
            self._fails(path, source, error)
            return
        self._code += len(data)
        try:
            cell = magics.script(source)
        except NotPython as problem:
            self._fails(path, source, syntax.cannot_run(shown, problem))
            return
        if cell.left_out:
            lines = [f"{line} (line {number})" for number, line in cell.left_out]
            self.notes.append(
                f"{shown}: left out what only a notebook can run: {paths.listing(lines)}."
            )
        if path != "__init__.py" or cell.tree.body:  # an empty one only marks the folder
            self._adopt(path, cell.source, None, cell.tree)

    def _add_notebook(self, path: str, data: bytes) -> None:
        shown = paths.show(path)
        if _is_script_data(data):
            self.notes.append(f"{shown} is no notebook but plain Python; it was read as that.")
            self.files[path] = data
            self._add_script(path, data)
            return
        book = notebook.read(data, shown, most_code=self.limits.code_mb * MIB - self._code)
        self._code += len(book.source)
        self.notes += book.notes
        self.files[path] = book.slim if _is_notebook(path) else data
        self.text_cells[path] = book.texts
        if book.error:
            self._fails(path, book.source, book.error, book.cells)
        else:
            self._adopt(path, book.source, book.cells, book.tree)
        self._add_written(path, book.files)

    def _add_written(self, path: str, written: Iterable[WrittenFile]) -> None:
        """Adds what `%%writefile` cells would write, where the submission has no such file."""
        texts: dict[str, str] = {}
        for file in written:
            texts[file.path] = texts.get(file.path, "") * file.append + file.text
        taken = {other.casefold() for other in (*self.names, *self.files)}
        inner = {folder for other in taken for folder in paths.folders(other)}
        modules = set(self.names.values())
        for name, content in texts.items():
            place = "/".join([*path.split("/")[:-1], name])
            try:
                place = paths.clean(place, depth=self.limits.depth)
            except paths.BadPath as problem:
                self.notes.append(f"{paths.show(name)} was left out: {problem}.")
                continue
            key = place.casefold()
            blocked = key in taken or key in inner or taken.intersection(paths.folders(key))
            if blocked or _is_notebook(place) or len(self.files) >= self.limits.files:
                continue
            taken.add(key)
            inner.update(paths.folders(key))
            if paths.is_code(place):
                self.names[place] = _unused(import_name(place), place, modules)
                modules.add(self.names[place])
            self.notes.append(
                f"{paths.show(place)}: taken from the cell of {paths.show(path)} that writes it."
            )
            self.add(place, content.encode("utf-8", "replace"))

    def _fails(
        self,
        path: str,
        source: str,
        error: str,
        cells: tuple[tuple[int, int], ...] | None = None,
    ) -> None:
        """A module of which nothing can be executed; its names are guessed, for the message."""
        self.notes.append(f"{error}.")
        module = Module(
            name=self.names[path],
            path=path,
            source=source,
            cells=cells,
            names=scan.guess(source),
            error=error,
        )
        self._modules.append(module)

    def _adopt(
        self,
        path: str,
        source: str,
        cells: tuple[tuple[int, int], ...] | None,
        tree: ast.Module,
    ) -> None:
        module = Module(name=self.names[path], path=path, source=source, cells=cells, names=())
        self._modules.append(module)
        self._scans[module.name] = scan.scan(tree, package=_package(module))


def _is_notebook_text(source: str) -> bool:
    """Whether a `.py` holds the JSON of a notebook: that parses as Python, and defines nothing."""
    return source[:100].lstrip().startswith("{") and '"cells"' in source and '"nbformat"' in source


def _is_script_data(data: bytes) -> bool:
    """Whether an `.ipynb` holds plain Python that defines something."""
    if data[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<", b"") or len(data) > MIB:
        return False
    try:
        return bool(scan.names(syntax.parse(text.decode(data).text)))
    except (NotText, NotPython):
        return False


def _imported(names: tuple[str, ...], here: Scan) -> tuple[str, ...]:
    """Those that an import binds; what is not bound here at all came through a star."""
    return tuple(name for name in names if name in here.imports or name not in here.names)


def _package(module: Module) -> str:
    if module.path.endswith("__init__.py"):
        return module.name
    return module.name.rpartition(".")[0]
