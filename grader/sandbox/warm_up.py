"""Makes a process that is cheap to fork and whose forks start at once.

Runs inside the sandbox, once, before any submission. What is imported, initialised and laid out
here is shared by every worker; what is not, every worker pays for again.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import importlib.util
import io
import site
import sys
import time
from collections.abc import Iterable

from grader.sandbox import syscalls

_HUGE_PAGE = 2 << 20
_THREADS_S = 3.0
_MADV_COLLAPSE = 25  # Linux 6.1


def import_all(names: Iterable[str]) -> list[list[str]]:
    """Imports modules; returns those that cannot be, each with the reason."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - a broken library is told like a missing one
            missing.append([name, f"{type(error).__name__}: {error}"[:300]])
    return missing


def settle() -> None:
    """Initialises what libraries put off, then fixes the heap for forking."""
    import numpy.random  # noqa: F401 - numpy 2 loads it late

    site.setquit()  # Python was started without `site`: its paths are given by the grader
    site.setcopyright()
    site.sethelper()
    if importlib.util.find_spec("matplotlib") is not None:
        _matplotlib()
    if "torch" in sys.modules:
        _torch()
    try:
        importlib.metadata.version("numpy")  # reads the list of packages while it may be read
    except importlib.metadata.PackageNotFoundError:
        pass
    _wait_for_threads()
    gc.collect()
    gc.freeze()  # the collector must not touch, and so copy, what every fork shares
    collapse()


def _torch() -> None:
    """The first optimizer step imports half a second of modules; the first of each kind some more."""
    import torch

    torch.set_num_threads(1)  # a pool of threads does not survive a fork: its child would hang
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    x, labels = torch.randn(8, 4), torch.zeros(8, dtype=torch.long)
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind(model.parameters(), lr=0.1)
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, labels), 4)
        for some_x, some_labels in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(some_x), some_labels).backward()
            optimizer.step()


def _matplotlib() -> None:
    """Students import it beside their solution; without a display it draws into memory."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        plt.plot([0, 1], [1, 2], label="warm")
        plt.title("warm")
        plt.legend()
        plt.savefig(io.BytesIO())  # finds and reads the fonts
        plt.close("all")
    except Exception:  # noqa: BLE001 - a broken installation must not stop a homework without plots
        pass


def collapse() -> int:
    """Turns the heap into huge pages, so that a fork copies one entry where it copied 512.

    Returns:
        How many huge pages were made; 0 before Linux 6.1, and no harm done.
    """
    made = 0
    with open("/proc/self/maps") as maps:
        lines = maps.read().splitlines()
    for line in lines:
        span, access, *rest = line.split(None, 5)
        if access != "rw-p" or (len(rest) > 3 and rest[3] != "[heap]"):
            continue
        start, end = (int(bound, 16) for bound in span.split("-"))
        for address in range(
            -(-start // _HUGE_PAGE) * _HUGE_PAGE, end - _HUGE_PAGE + 1, _HUGE_PAGE
        ):
            made += syscalls.advise(address, _HUGE_PAGE, _MADV_COLLAPSE)
    return made


def _wait_for_threads() -> None:
    """Waits for helpers of libraries to end; a fork would leave what they held locked for ever.

    Raises:
        RuntimeError: One stays.
    """
    deadline = time.monotonic() + _THREADS_S
    while threads() > 1:
        if time.monotonic() > deadline:
            raise RuntimeError(
                f"{threads()} threads run in the warm process, which then cannot be forked safely: "
                "take the library that starts them out of the homework's preload"
            )
        time.sleep(0.01)


def threads() -> int:
    """Threads of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))
