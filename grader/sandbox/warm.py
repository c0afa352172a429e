"""The warm process: imports once, then forks a shut-in worker for each request of the grader.

Runs inside the outer sandbox and holds no secret. It never reads a byte that a student wrote: the
worker's channel and its output pipe are made by the grader and only pass through here. It ends when
the grader closes the control socket.
"""

from __future__ import annotations

import fcntl
import os
import select
import socket
from typing import Any, NoReturn

from grader import worker
from grader.sandbox import control, inside, landlock, namespaces, sweep, warm_up
from grader.sandbox.shut_in import FOLDER_VARIABLES, Plan, shut_in
from grader.sandbox.syscalls import close_from, open_process

SETUP_FAILED = 85
"""Exit status of a worker around which a layer could not be put."""

_CHANNEL, _SHARED = 3, 4
"""Where a worker finds its socket and the memory for large answers."""


def main(control_fd: int) -> NoReturn:
    """Serves the grader until it closes the control socket."""
    grader = socket.socket(fileno=control_fd)
    boot, fds = control.receive(grader)
    try:
        warm = _boot(grader, boot, fds[0])
    except Exception as error:  # noqa: BLE001 - every reason is the grader's to tell
        control.send(grader, {"failed": f"{type(error).__name__}: {error}"[:500]})
        os._exit(1)
    warm.serve()


def _boot(grader: socket.socket, boot: dict[str, Any], program_fd: int) -> _Warm:
    with open(program_fd, "rb") as file:
        program = file.read()
    pid_namespace = namespaces.become_first_process() if boot["own_namespaces"] else -1
    missing = warm_up.import_all(boot["preload"])
    if not missing:
        warm_up.settle()
    abi = 0 if "landlock" in boot["leave_out"] and boot["tier"] == "1" else landlock.abi()
    plan = Plan(
        tier=boot["tier"],
        readable=tuple(boot["readable"]),
        landlock_abi=abi,
        program=program,
        leave_out=frozenset(boot["leave_out"]),
    )
    control.send(
        grader,
        {
            "ready": True,
            "missing": missing,
            "landlock_abi": abi,
            "environment": sorted({*os.environ, *FOLDER_VARIABLES}),
        },
    )
    return _Warm(grader, plan, boot["folder"], pid_namespace)


class _Warm:
    """The loop of the warm process, and the children it has."""

    def __init__(self, grader: socket.socket, plan: Plan, folder: str, pid_namespace: int) -> None:
        self._grader = grader
        self._plan = plan
        self._folder = folder
        self._pid_namespace = pid_namespace
        self._children: dict[int, tuple[int, int]] = {}
        self._poll = select.poll()
        self._poll.register(grader, select.POLLIN)

    def serve(self) -> NoReturn:
        """Forks and reaps until the grader is gone."""
        try:
            while True:
                for fd, _ in self._poll.poll():
                    if fd == self._grader.fileno():
                        self._fork(*control.receive(self._grader))
                    else:
                        self._reap(fd)
        except control.Gone:
            self._leave()

    def _leave(self) -> NoReturn:
        """Ends with every child; removes what they wrote where no mount does it."""
        for pidfd in list(self._children):
            os.kill(self._children[pidfd][0], 9)
            self._reap(pidfd, tell=False)
        if self._plan.tier == "3":
            sweep.remove(self._folder)
        os._exit(0)

    def _fork(self, request: dict[str, Any], fds: list[int]) -> None:
        number, bounds = request["worker"], request["limits"]
        folder = self._folder
        if self._plan.tier != "1":  # no mounts of its own: a folder of its own has to do
            folder = f"{folder}/w{number}"
            os.mkdir(folder, 0o700)
        if self._pid_namespace >= 0:
            child = namespaces.fork_first_process(self._pid_namespace)
        else:
            child = os.fork()
        if child == 0:
            self._become_worker(bounds, folder, fds)
        for fd in fds:
            os.close(fd)
        pidfd = open_process(child)
        self._children[pidfd] = (child, number)
        self._poll.register(pidfd, select.POLLIN)
        control.send(self._grader, {"forked": number}, [pidfd])

    def _become_worker(self, bounds: dict[str, int], folder: str, fds: list[int]) -> NoReturn:
        try:
            _place(fds)
            shut_in(self._plan, bounds, folder)
            channel = inside.Socket(_CHANNEL, _SHARED)
            channel.send({"ready": True})
        except BaseException as error:  # noqa: BLE001 - fail closed: it must not return to the loop
            os.write(2, f"{type(error).__name__}: {error}".encode())
            os._exit(SETUP_FAILED)
        try:
            worker.serve(channel.receive, channel.send)
        finally:
            os._exit(0)

    def _reap(self, pidfd: int, *, tell: bool = True) -> None:
        pid, number = self._children.pop(pidfd)
        self._poll.unregister(pidfd)
        _, status, used = os.wait4(pid, 0)
        os.close(pidfd)
        if self._plan.tier != "1":
            sweep.remove(f"{self._folder}/w{number}")
        if tell:
            ended = {
                "ended": number,
                "code": os.waitstatus_to_exitcode(status),
                "cpu_s": used.ru_utime + used.ru_stime,
                "peak_mb": used.ru_maxrss / 1024,
            }
            control.send(self._grader, ended)


def _place(fds: list[int]) -> None:
    """Gives a worker its descriptors, 0 to 4, and closes every other one."""
    sources = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in fds]  # out of the way of the targets
    channel, printed, shared = sources
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.dup2(channel, _CHANNEL)
    os.dup2(shared, _SHARED)
    close_from(_SHARED + 1)
