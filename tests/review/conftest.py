"""Fixtures of the review tests: made-up batches, the page's server, a real browser."""

from __future__ import annotations

import importlib.util
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


def _module(path: Path) -> ModuleType:
    """A file beside the tests as a module; tests are imported without packages."""
    name = f"tests_review_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def batches() -> ModuleType:
    """The module `batches`."""
    return _module(HERE / "batches.py")


@pytest.fixture
def batch(batches: ModuleType, tmp_path: Path) -> Callable[..., Path]:
    """Makes a batch's folder: `batch(student("ann"), ...)`, by default of three students."""

    def make(*everybody: Any, **people: Any) -> Path:
        results = everybody or [batches.student(n, proof=f"By {n}.") for n in ("ann", "bob", "cem")]
        return batches.batch(tmp_path / "out", results, **people)

    return make


class Server:
    """`grader review DIR` in a process of its own."""

    def __init__(self, out: Path, by: str) -> None:
        command = [sys.executable, "-m", "grader", "review", str(out), "--no-browser", "--as", by]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", self.said)
        assert found, self.said + (self.process.stderr.read() if self.process.stderr else "")
        self.address, self.port, self.token = found[0], int(found[1]), found[2]

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Ends it: exit code, and what it said last on both outputs."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers: `serve(out, "tina")`; what still runs at the end is ended."""
    started: list[Server] = []

    def start(out: Path, by: str = "tina") -> Server:
        started.append(Server(out, by))
        return started[-1]

    yield start
    for server in started:
        server.end(signal.SIGKILL)


class Thread:
    """The same page from a thread of the tests: there at once, and not to be killed."""

    def __init__(self, out: Path, by: str) -> None:
        from werkzeug.serving import make_server

        from grader.review.app import make_app
        from grader.review.desk import Desk
        from grader.review.gate import Gate
        from grader.review.quiet import Quiet

        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            gate = Gate(port=self.port)
            self._server = make_server(
                *("127.0.0.1", self.port, make_app(Desk(out, by), gate)),
                threaded=True,
                request_handler=Quiet,
                fd=listening.fileno(),
            )
        self.address = gate.address
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def end(self) -> None:
        """Closes it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def page_server() -> Iterator[Callable[..., Thread]]:
    """Starts such servers: `page_server(out, "tina")`."""
    with ExitStack() as started:

        def start(out: Path, by: str) -> Thread:
            server = Thread(out, by)
            started.callback(server.end)
            return server

        yield start


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running browser, shared by all tests."""
    driver = _module(HERE.parent / "reports" / "browser.py")
    with driver.launch(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="session")
def typist() -> Any:
    """The class `Typist`."""
    return _module(HERE / "typist.py").Typist
