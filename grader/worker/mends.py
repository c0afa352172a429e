"""What installed libraries do that cannot work where student code is graded, mended on import.

There are no further processes to load data with, and no screen to draw on. Nothing is imported for
it: what is loaded already is mended at once, the rest when the submission imports it. Runs beside
student code and imports nothing of the project.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

NotePlace = Callable[[str], None]

_DATALOADER = "torch.utils.data.dataloader"
_ONLY_WITH_WORKERS = (
    "num_workers",
    "prefetch_factor",
    "persistent_workers",
    "multiprocessing_context",
    "timeout",
)
_NO_PROCESSES = "no processes can be started where this is graded"


class Mends(MetaPathFinder):
    """Mends `DataLoader` and the parts of matplotlib that ask for a screen.

    Args:
        note_here: Tells the student about the line that is being executed.
    """

    def __init__(self, note_here: NotePlace) -> None:
        self._note_here = note_here
        self._waiting: dict[str, Callable[[ModuleType], None]] = {
            _DATALOADER: self._loader,
            "matplotlib": self._backend,
            "matplotlib.style": self._style,
            "matplotlib.pyplot": self._screen,
        }

    def install(self) -> None:
        """Mends what is loaded already, and waits for the rest."""
        for name in [name for name in self._waiting if name in sys.modules]:
            self._waiting.pop(name)(sys.modules[name])
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        mend = self._waiting.get(fullname)
        if mend is None:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _MendingLoader(spec.loader, mend)
        return spec

    def _loader(self, module: ModuleType) -> None:
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

    def _backend(self, module: ModuleType) -> None:
        """There is one way to draw here, whatever is asked for."""
        module.use = _nothing  # type: ignore[attr-defined]

    def _style(self, module: ModuleType) -> None:
        """A style that this matplotlib does not know changes nothing."""
        original = module.use

        @functools.wraps(original)
        def use(style: Any) -> None:
            try:
                original(style)
            except OSError:
                self._note_here("this matplotlib has no such style; the plot is drawn without it")

        module.use = use  # type: ignore[attr-defined]

    def _screen(self, module: ModuleType) -> None:
        """Showing waits for somebody to close a window that nobody sees."""
        original = module.switch_backend
        module.switch_backend = lambda backend: original("agg")  # type: ignore[attr-defined]
        module.show = module.pause = _nothing  # type: ignore[attr-defined]


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Takes all, does nothing."""


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
