"""A real handout, a real kernel, a real browser."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def beside(path: Path) -> ModuleType:
    """A module by its file; tests are imported without packages."""
    name = "tests_" + "_".join(path.relative_to(ROOT / "tests").with_suffix("").parts)
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def needed(module: str) -> None:
    """Skips where a part of Jupyter is not installed; under CI that is a failure."""
    if importlib.util.find_spec(module) is None:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {module}: it is in the extra `test`")
        pytest.skip(f"there is no {module} here")


@pytest.fixture(scope="session")
def made_handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout of network_basics, as students unpack it."""
    from grader.handout.write import write

    out = tmp_path_factory.mktemp("handout") / "network_basics"
    write(ROOT / "assignments" / "network_basics", out)
    return out


@pytest.fixture
def handout_folder(made_handout: Path, tmp_path: Path) -> Path:
    """One's own copy of it."""
    return Path(shutil.copytree(made_handout, tmp_path / "homework"))


@pytest.fixture(scope="session")
def right() -> Callable[[str], str]:
    """Definitions of the right solution: `right("layer_outputs")`."""
    import ast

    from grader.material import load_solution

    sources = load_solution(ROOT / "assignments" / "network_basics").values()
    trees = [(text, ast.parse(text)) for text in sources if "def " in text]

    def find(name: str) -> str:
        for text, tree in trees:
            for node in tree.body:
                if getattr(node, "name", None) == name:
                    return ast.get_source_segment(text, node) or ""
        raise AssertionError(name)

    return find


class Kernel:
    """A running IPython kernel, spoken to as a frontend does."""

    def __init__(self, folder: Path, private: Path) -> None:
        from jupyter_client.manager import KernelManager

        environment = {**os.environ, "IPYTHONDIR": str(private), "PYTHONPATH": str(ROOT)}
        environment.pop("JPY_SESSION_NAME", None)
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=environment)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)
        self.html = ""
        """The display below the last cell, as HTML."""
        self.shows = 0
        """How often the display changed."""

    def run(self, source: str, cell: str = "", *, deleted: tuple[str, ...] = ()) -> str:
        """Runs a cell and gives what stands below it, as plain text."""
        return self.end_of(self.start(source, cell, deleted=deleted))

    def start(self, source: str, cell: str = "", *, deleted: tuple[str, ...] = ()) -> str:
        """Begins to run a cell."""
        content = {"code": source, "silent": False, "store_history": True}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        message = self.client.session.msg("execute_request", content)
        message["metadata"] = {"cellId": cell} if cell else {}
        message["metadata"]["deletedCells"] = list(deleted)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def end_of(self, request: str) -> str:
        """Waits for the end of a cell."""
        shown, printed = "", ""
        self.html, self.shows = "", 0
        for told in self._until_idle(request):
            content = told["content"]
            if told["msg_type"] == "stream":
                printed += content["text"]
            elif told["msg_type"] == "error":
                printed += "\n".join(content["traceback"])
            elif "data" in content:
                shown = content["data"]["text/plain"]
                self.html = content["data"].get("text/html", "")
                self.shows += 1
        return shown + printed

    def _until_idle(self, request: str) -> Iterator[dict[str, Any]]:
        while True:
            told = self.client.get_iopub_msg(timeout=120)
            if told["parent_header"].get("msg_id") != request:
                continue
            if told["msg_type"] == "status":
                if told["content"]["execution_state"] == "idle":
                    return
            else:
                yield told

    def close(self) -> None:
        """Ends it at once."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def ipython() -> None:
    """Nothing but that IPython is installed."""
    needed("IPython")


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels: `kernel(folder)`."""
    needed("ipykernel")
    with contextlib.ExitStack() as stack:

        def start(folder: Path) -> Kernel:
            started = Kernel(folder, tmp_path / "ipython")
            stack.callback(started.close)
            return started

        yield start


@pytest.fixture(scope="session")
def lab() -> ModuleType:
    """The module `lab`: JupyterLab and somebody who works in it."""
    needed("jupyterlab")
    return beside(Path(__file__).with_name("lab.py"))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running browser, shared by all tests."""
    driver = beside(ROOT / "tests" / "reports" / "browser.py")
    with driver.launch(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Waits until something holds and gives it."""

    def wait(holds: Callable[[], Any]) -> Any:
        end = time.monotonic() + 60
        while not (found := holds()):
            assert time.monotonic() < end, "it never held"
            time.sleep(0.05)
        return found

    return wait
