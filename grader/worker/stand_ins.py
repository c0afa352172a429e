"""Stand-ins for packages that are not installed and cannot matter to a mark, and a torch mend.

26 of 26 real submissions of one course import matplotlib at the top and 12 `past.builtins`: without
a stand-in they would lose every plot, and with it the function around it. Each stand-in is used
only where the package is missing and the submission itself imports it, and is told in a note.
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

import numpy as np

NotePlace = Callable[[str], None]

_SILENT = {
    "matplotlib": "plots are left out",
    "mpl_toolkits": "plots are left out",
    "seaborn": "plots are left out",
    "IPython": "what it would display is left out",
    "google.colab": "what it would do is left out",
}
_HERE = "is not installed where this is graded"
_DATALOADER = "torch.utils.data.dataloader"
_ONLY_WITH_WORKERS = (
    "num_workers",
    "prefetch_factor",
    "persistent_workers",
    "multiprocessing_context",
    "timeout",
)
_NO_PROCESSES = "no processes can be started where this is graded"


class Nothing:
    """Stands for any function, class or object of a missing package: takes all, does nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Nothing:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _attribute(name)

    def __getitem__(self, key: Any) -> Nothing:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __float__(self) -> float:
        return 0.0

    def _computed(self, *others: Any) -> Nothing:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _computed
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = __pow__ = _computed


def _attribute(name: str) -> Any:
    """What a missing package has under a name: those that are unpacked give the right number."""
    return _UNPACKED.get(name, Nothing())


def _subplots(rows: int = 1, columns: int = 1, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    shape = int(kwargs.get("nrows", rows)), int(kwargs.get("ncols", columns))
    axes = np.empty(shape, object)
    axes.fill(Nothing())
    if kwargs.get("squeeze", True):
        axes = axes.squeeze()
    return Nothing(), axes if axes.ndim else axes.item()


_UNPACKED: dict[str, Callable[..., Any]] = {
    "subplots": _subplots,
    "subplot_mosaic": lambda *args, **kwargs: (Nothing(), Nothing()),
    "plot": lambda *args, **kwargs: [Nothing()],
    "hist": lambda *args, **kwargs: (np.zeros(0), np.zeros(1), Nothing()),
}


class Progress:
    """`tqdm` without the bar."""

    def __init__(self, iterable: Iterable[Any] = (), *args: Any, **kwargs: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self._iterable)

    def __len__(self) -> int:
        return len(self._iterable)  # type: ignore[arg-type]

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    @staticmethod
    def write(text: str, *args: Any, **kwargs: Any) -> None:
        """Prints, as the bar's own `write` does."""
        print(text)


def _trange(*args: int, **kwargs: Any) -> Progress:
    return Progress(range(*args))


def _listing(function: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    return lambda *args: list(function(*args))


_PAST: dict[str, Any] = {
    "xrange": range,
    "range": _listing(range),
    "map": _listing(map),
    "filter": _listing(filter),
    "zip": _listing(zip),
    "reduce": functools.reduce,
    "raw_input": input,
    "basestring": str,
    "unicode": str,
    "unichr": chr,
    "long": int,
}
_PROGRESS: dict[str, Any] = {
    "tqdm": Progress,
    "tqdm_notebook": Progress,
    "trange": _trange,
    "tnrange": _trange,
}


class StandIns(MetaPathFinder):
    """Finds a stand-in when nobody else found the package.

    Args:
        own_import: Whether the import that is going on stands in the submission.
        note_here: Tells the student about it.
    """

    def __init__(self, own_import: Callable[[], bool], note_here: NotePlace) -> None:
        self._own_import = own_import
        self._note_here = note_here

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        content = _stand_in(fullname)
        if content is None or not self._own_import():
            return None
        for name, effect in _SILENT.items():
            if fullname == name:
                self._note_here(f"{name} {_HERE}: {effect}")
        if fullname in ("past", "tqdm"):
            self._note_here(f"{fullname} {_HERE}: a small stand-in does its work")
        return ModuleSpec(fullname, _StandInLoader(content), is_package=True)


def _stand_in(fullname: str) -> dict[str, Any] | None:
    """What the module of that name holds beside `Nothing`; None when it has no stand-in."""
    head = fullname.partition(".")[0]
    if head == "past":
        return _PAST if fullname == "past.builtins" else {}
    if head == "tqdm":
        return _PROGRESS
    if fullname == "google" or any(
        fullname == name or fullname.startswith(f"{name}.") for name in _SILENT
    ):
        return {"__getattr__": _module_attribute}
    return None


def _module_attribute(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _attribute(name)


class _StandInLoader(Loader):
    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(self._content, __version__="0.0")


class TorchMends(MetaPathFinder):
    """Mends `torch.utils.data.DataLoader` as soon as it is imported, without importing it."""

    def __init__(self, note_here: NotePlace) -> None:
        self._note_here = note_here

    def install(self) -> None:
        """Mends what is loaded already, and waits for the rest."""
        if _DATALOADER in sys.modules:
            self.mend(sys.modules[_DATALOADER])
        else:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _DATALOADER:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _MendingLoader(spec.loader, self.mend)
        return spec

    def mend(self, module: ModuleType) -> None:
        """Makes loaders work in this process: no further process can be started here."""
        loader = module.DataLoader
        original = loader.__init__

        @functools.wraps(original)
        def init(self_: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
            # After the dataset: batch_size, shuffle, sampler, batch_sampler, num_workers.
            if args[4] if len(args) > 4 else kwargs.get("num_workers"):
                args = (*args[:4], 0, *args[5:]) if len(args) > 4 else args
                for name in _ONLY_WITH_WORKERS:
                    kwargs.pop(name, None)
                self._note_here(f"DataLoader ran with num_workers=0: {_NO_PROCESSES}")
            original(self_, dataset, *args, **kwargs)

        loader.__init__ = init


class _MendingLoader(Loader):
    def __init__(self, inner: Any, mend: Callable[[ModuleType], None]) -> None:
        self._inner = inner
        self._mend = mend

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._inner.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        self._mend(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def install_notebook_names() -> None:
    """`get_ipython` and `display`, which notebooks use without importing them."""
    shell = Nothing()
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
    builtins.display = lambda *args, **kwargs: None  # type: ignore[attr-defined]
