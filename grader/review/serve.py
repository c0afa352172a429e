"""Runs the review page until somebody ends it, and leaves a settled folder behind."""

from __future__ import annotations

import html
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from grader.atomic import write_atomically
from grader.errors import HarnessFault, UsageError
from grader.review.desk import Desk

_MISSING = '`grader review` needs flask; install it with pip install "deep-grader[review]".'


def serve(desk: Desk, *, port: int, browser: bool, say: Callable[[str], None] = print) -> None:
    """Serves the page on this machine only, until Ctrl-C or SIGTERM.

    Args:
        desk: the folder that is marked, and by whom.
        port: 0 takes a free one.
        browser: whether to try to open one.
        say: told what a person should read.

    Raises:
        UsageError: flask is not installed, or the port is taken.
    """
    try:
        from werkzeug.serving import make_server

        from grader.review.app import make_app
        from grader.review.gate import Gate
        from grader.review.quiet import Quiet
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("flask", "werkzeug"):
            raise
        raise UsageError(_MISSING) from None

    with _ending() as ended, _listening(port) as listening:
        _begin(desk, say)
        gate = Gate(port=listening.getsockname()[1])
        server = make_server(
            "127.0.0.1",
            gate.port,
            make_app(desk, gate),
            threaded=True,
            request_handler=Quiet,
            fd=listening.fileno(),
        )
        thread = threading.Thread(target=server.serve_forever, name="review page")
        thread.start()
        try:
            say(f"Marking as {desk.by}. The page is at\n\n    {gate.address}\n")
            say("Every mark is saved at once. Ctrl-C ends it.")
            with _opened(desk.out, gate.address) if browser else _nothing():
                ended.wait()
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        _finish(desk, say)


def _begin(desk: Desk, say: Callable[[str], None]) -> None:
    """Settles what a kill left undone; where that fails, marks can still be kept."""
    try:
        desk.settle_all()
    except (UsageError, HarnessFault, OSError) as error:
        say(f"Results and gradebook could not be brought up to date ({error}). Marks are kept.")


def _finish(desk: Desk, say: Callable[[str], None]) -> None:
    """Gradebook and index with today's marks; a failure costs nothing but a second command."""
    try:
        desk.settle_all()
    except (UsageError, HarnessFault, OSError) as error:
        raise UsageError(
            f"All marks are kept, but gradebook and index could not be written ({error}); "
            f"`grader review {desk.out}` again, or `grader regrade`, writes them."
        ) from None
    waiting = sum(
        state.mark is None
        for task in desk.tasks()
        if not task.broken
        for state in desk.states(task).values()
    )
    left = f"{waiting} answers wait" if waiting != 1 else "1 answer waits"
    say(f"\nGradebook and class overview are up to date; {left} for a mark.")


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, so that both end the page in order."""
    event = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        event.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"Port {port} cannot be used ({error.strerror}); leave --port out for a free one."
            ) from None
        listening.listen(128)
        yield listening


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _opened(out: Path, address: str) -> Iterator[None]:
    """Opens a browser, where there is a screen for one.

    It is given a file that leads to the page and only its owner can read: everybody on the machine
    can see the arguments that a browser is started with.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        yield
        return
    path = out / f"review-{os.getpid()}.html"
    target = html.escape(address, quote=True)
    page = (
        '<!DOCTYPE html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="refresh" content="0;url={target}"><a href="{target}">Review</a>\n'
    )
    write_atomically(path, [page.encode()])
    try:
        opening = threading.Thread(target=webbrowser.open, args=(path.as_uri(),), daemon=True)
        opening.start()
        yield
    finally:
        path.unlink(missing_ok=True)
