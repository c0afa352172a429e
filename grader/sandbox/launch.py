"""Starts a warm process inside its outer sandbox: the command, the environment, the descriptors.

The grader's side. What is said to the warm process afterwards is in `warm_process.py`. Linux only.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.errors import Refused
from grader.sandbox import outer, sweep, syscalls
from grader.sandbox.contract import Tier
from grader.sandbox.sources import sources
from grader.sandbox.view import View

SANDBOX_UID = 60777
"""The user that workers run as when the grader is root, and its group. In the range that Debian and
systemd leave alone (60706 to 61183), so that it owns nothing; not `nobody`, which others share."""

_FOLDER_PREFIX = "grader-sandbox-"

_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "LOGNAME": "student",
    "PYTHONHASHSEED": "0",  # the order of a set must not differ from one grading to the next
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "TORCHDYNAMO_DISABLE": "1",  # there is no compiler inside: torch.compile runs eagerly
    "TORCH_COMPILE_DISABLE": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A process that was started and has not been spoken to yet."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    folder: str
    """Where its workers write, as they see it."""
    said: IO[bytes]
    """What the outer sandbox and Python print when they cannot start."""


def launch(tier: Tier, view: View, *, folder_mb: int, resources: ExitStack) -> Launched:
    """Starts the warm process of a tier.

    Args:
        tier: "1", "2" or "3".
        view: What is to be seen inside.
        folder_mb: Size of the temporary folder of tier 2, in MiB.
        resources: Gets what has to be closed at the end, the process included.

    Raises:
        Refused: bubblewrap is not there.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    said = resources.enter_context(tempfile.TemporaryFile())
    folder = _own_folder(resources) if tier == "3" else outer.work_folder(view)
    with ExitStack() as until_started:
        until_started.callback(theirs.close)
        sent = {"sources": sources(), "import_path": view.import_path}
        code = _memory(json.dumps(sent), until_started)
        fds = [code, theirs.fileno()]
        command = [view.interpreter, "-s", "-S", "-P", "-X", "utf8", "-c", _first_lines()]
        command += map(str, fds)
        if tier != "3":
            files = {
                path: _memory(text, until_started) for path, text in _small_files(folder).items()
            }
            fds += files.values()
            command = [*_outer(view, files, folder_mb), *command]
        process = subprocess.Popen(
            _without_root(command, view) if os.getuid() == 0 else command,
            env=_environment(view, folder, tier),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            pass_fds=fds,
            cwd="/",
            start_new_session=True,  # Ctrl-C at the terminal is the grader's
        )
    resources.callback(_stop, process)
    resources.callback(ours.close)
    return Launched(process=process, control=ours, folder=folder, said=said)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The control socket is closed, so it ends by itself, with all its workers."""
    try:
        process.wait(timeout=5.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _memory(text: str, resources: ExitStack) -> int:
    """A descriptor from which the text can be read; no file, so nobody's permissions matter."""
    fd = syscalls.memory_file("sent", inheritable=True)
    resources.callback(os.close, fd)
    with open(fd, "w", encoding="utf-8", closefd=False) as file:
        file.write(text)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _first_lines() -> str:
    return Path(__file__).with_name("bootstrap.py").read_text(encoding="utf-8")


def _outer(view: View, files: Mapping[str, int], folder_mb: int) -> list[str]:
    bwrap = outer.program()
    if bwrap is None:
        raise Refused("bubblewrap is not installed")
    # The kernel would end it with the thread that started it, not with the grader.
    lasting = threading.current_thread() is threading.main_thread()
    return outer.arguments(bwrap, view, files=files, folder_mb=folder_mb, dies_with_parent=lasting)


def _small_files(home: str) -> dict[str, str]:
    """Names for the users there are inside, so that `pwd` and `getpass` work."""
    uid = os.getuid() or SANDBOX_UID
    gid = os.getgid() if os.getuid() else SANDBOX_UID
    users = {1000: 1000, uid: gid}
    return {
        "/etc/passwd": "".join(
            f"student:x:{u}:{g}:student:{home}:/bin/false\n" for u, g in users.items()
        ),
        "/etc/group": "".join(f"student:x:{g}:\n" for g in users.values()),
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }


def _environment(view: View, folder: str, tier: Tier) -> dict[str, str]:
    environment = {**_ENVIRONMENT, "HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": folder}
    if "LD_LIBRARY_PATH" in os.environ:
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    if view.data is not None:
        environment["DATA_DIR"] = view.data if tier == "3" else outer.data_folder(view)
    return environment


def _without_root(command: list[str], view: View) -> list[str]:
    """The same command, run by a user that owns nothing."""
    needs = [*view.readable, *([] if view.data is None else [view.data])]
    plan = {"uid": SANDBOX_UID, "gid": SANDBOX_UID, "needs": needs, "argv": command}
    dropper = str(Path(__file__).with_name("drop.py"))
    return [sys.executable, "-I", "-S", dropper, json.dumps(plan)]


def _own_folder(resources: ExitStack) -> str:
    """A folder on disk for the workers of tier 3, which has no mounts of its own."""
    _remove_abandoned()
    folder = os.path.realpath(tempfile.mkdtemp(prefix=f"{_FOLDER_PREFIX}{os.getpid()}-"))
    if os.getuid() == 0:
        os.chown(folder, SANDBOX_UID, SANDBOX_UID)
    resources.callback(sweep.remove, folder)
    return folder


def _remove_abandoned() -> None:
    """Removes the folders of graders that were killed together with their warm process."""
    ours = {os.getuid(), SANDBOX_UID} if os.getuid() == 0 else {os.getuid()}
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(_FOLDER_PREFIX).partition("-")[0]
        try:
            abandoned = pid.isdecimal() and not os.path.exists(f"/proc/{pid}")
            if abandoned and folder.lstat().st_uid in ours:
                sweep.remove(str(folder))
        except OSError:  # somebody else has just removed it
            continue
