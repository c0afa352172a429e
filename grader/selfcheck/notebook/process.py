"""The other process: started from the kernel, asked in lines of JSON, ended when nobody needs it.

What judges must not meet what the student did to this interpreter (a patched NumPy, a module of
the same name, an error state), nor leave anything behind in it. Imports only the standard library.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import site
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import grader

Message = Mapping[str, Any]

LAST = ("result", "refused", "broken")
"""Kinds of messages after which nothing more comes."""
_GRACE_S = 5.0
"""For ending the worker that it has started, before it is ended itself."""

# The package is found by its folder: the kernel may have found it on a path of its own.
_BOOT = """\
import sys
from importlib import util
spec = util.spec_from_file_location(
    "grader", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
package = sys.modules["grader"] = util.module_from_spec(spec)
spec.loader.exec_module(package)
sys.argv[:] = [""]
from grader.selfcheck.notebook import judging
judging.main()
"""


class JudgeDied(Exception):
    """The process ended without an answer; the text is what it said last."""


class JudgeProcess:
    """At most one process, kept from one question to the next because starting it takes a while."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._said: deque[bytes] = deque(maxlen=40)

    def ask(self, request: Message, hear: Callable[[Message], None]) -> None:
        """Asks, and hands on every message of the answer.

        Whatever interrupts it ends the process too, and with it the student's code.

        Raises:
            JudgeDied: it ended without an answer.
        """
        try:
            process = self._running()
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            except OSError:
                raise JudgeDied(self._last_words()) from None
            while True:
                message = self._next()
                hear(message)
                if message["kind"] in LAST:
                    return
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends the process; it ends the student's code first."""
        process, self._process = self._process, None
        if process is None:
            return
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        try:
            process.wait(_GRACE_S)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            for stream in (process.stdout, process.stderr):
                stream.close()  # type: ignore[union-attr]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._answers = queue.SimpleQueue()
        self._said.clear()
        process = self._process = _start()
        for stream, take in ((process.stdout, self._answers.put), (process.stderr, self._hear)):
            threading.Thread(target=_read, args=(stream, take), daemon=True).start()
        atexit.register(self.close)
        return process

    def _hear(self, line: bytes | None) -> None:
        if line is not None:
            self._said.append(line)

    def _next(self) -> Message:
        """The next message. Waits in short steps: on Windows a long one hears no interrupt."""
        while True:
            try:
                line = self._answers.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                raise JudgeDied(self._last_words())
            message: Message = json.loads(line)
            return message

    def _last_words(self) -> str:
        return b"".join(self._said).decode("utf-8", "replace")[-2000:].strip()


def _read(stream: IO[bytes], take: Callable[[bytes | None], None]) -> None:
    with contextlib.suppress(OSError, ValueError):  # closed while it is read
        for line in stream:
            take(line)
    take(None)


def _start() -> subprocess.Popen[bytes]:
    # -P: a random.py in the student's folder is theirs, and not the one that Python needs.
    flags = ["-P", "-X", "utf8", *([] if site.ENABLE_USER_SITE else ["-s"])]
    return subprocess.Popen(
        [sys.executable, *flags, "-c", _BOOT, str(Path(grader.__file__).parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # an interrupt is for the kernel; ignored on Windows
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        | getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
