"""Stand-ins for packages that are not installed and cannot matter to a mark.

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
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

NotePlace = Callable[[str], None]

_SILENT = {
    "matplotlib": "plots are left out",
    "mpl_toolkits": "plots are left out",
    "seaborn": "plots are left out",
    "IPython": "what it would display is left out",
    "google.colab": "what it would do is left out",
    "ipywidgets": "what it would display is left out",
    "plotly": "plots are left out",
    "bokeh": "plots are left out",
    "altair": "plots are left out",
    "graphviz": "plots are left out",
    "torchviz": "plots are left out",
    "torchsummary": "what it would print is left out",
    "torchinfo": "what it would print is left out",
    "wandb": "what it would record is left out",
    "tensorboard": "what it would record is left out",
    "tensorboardX": "what it would record is left out",
    "torch.utils.tensorboard": "what it would record is left out",
    "line_profiler": "what it would measure is left out",
    "memory_profiler": "what it would measure is left out",
    "ipdb": "it never stops here",
}
_WORKS = ("past", "tqdm", "numba")
"""Packages whose stand-ins do the work."""
_HERE = "is not installed where this is graded"


class Nothing:
    """Stands for any function, class or object of a missing package: takes all, does nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], FunctionType):
            return args[0]  # as a decorator it leaves the function as it is
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


def _compiled(*args: Any, **kwargs: Any) -> Any:
    """`numba.njit` and its like: the function runs as it is."""
    if args and callable(args[0]):
        return args[0]
    return lambda function: function


_COMPILER: dict[str, Any] = {
    **dict.fromkeys(
        ("jit", "njit", "vectorize", "guvectorize", "jitclass", "generated_jit"), _compiled
    ),
    "prange": range,
}


_PLOTS = (
    *("axhline", "axis", "axvline", "bar", "boxplot", "cla", "clf", "close", "colorbar", "contour"),
    *("contourf", "draw", "errorbar", "figure", "fill_between", "gca", "gcf", "grid", "hist"),
    *("imshow", "ion", "ioff", "legend", "loglog", "matshow", "pause", "pcolormesh", "plot"),
    *("rcParams", "savefig", "scatter", "semilogx", "semilogy", "show", "step", "subplot"),
    *("subplots", "suptitle", "text", "tight_layout", "title", "xlabel", "xlim", "xscale"),
    *("xticks", "ylabel", "ylim", "yscale", "yticks"),
)
"""What `from matplotlib.pyplot import *` binds where it is not installed."""


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
        if fullname in _WORKS:
            self._note_here(f"{fullname} {_HERE}: a small stand-in does its work")
        return ModuleSpec(fullname, _StandInLoader(content), is_package=True)


def _stand_in(fullname: str) -> dict[str, Any] | None:
    """What the module of that name holds beside `Nothing`; None when it has no stand-in."""
    head = fullname.partition(".")[0]
    if head == "past":
        return _PAST if fullname == "past.builtins" else {}
    if head == "tqdm":
        return _PROGRESS
    if head == "numba":
        return {**_COMPILER, "__getattr__": _module_attribute}
    if fullname in ("matplotlib.pyplot", "matplotlib.pylab"):
        return {"__getattr__": _module_attribute, "__all__": _PLOTS}
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


class NotebookBars(MetaPathFinder):
    """Serves `tqdm.notebook` where tqdm is installed and the widgets that it draws with are not."""

    def install(self) -> None:
        """Waits for the import, in front of everything else."""
        if PathFinder.find_spec("ipywidgets") is None:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "tqdm.notebook":
            return None
        return ModuleSpec(fullname, _StandInLoader(_PROGRESS))


def install_notebook_names(*, shell: bool = True) -> None:
    """`get_ipython` and `display`, which notebooks use without importing them."""
    if shell:
        nothing = Nothing()
        builtins.get_ipython = lambda: nothing  # type: ignore[attr-defined]
    builtins.display = lambda *args, **kwargs: None  # type: ignore[attr-defined]
