"""Messages between the grader and the warm process: small JSON objects, with file descriptors.

Used by both ends; imports nothing of the project. No student's process ever holds this socket.
"""

from __future__ import annotations

import array
import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

_MOST_BYTES = 1 << 18
_MOST_DESCRIPTORS = 8


class Gone(Exception):
    """The other end of the control socket has closed."""


def send(control: socket.socket, message: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
    """Sends one message.

    Raises:
        Gone: The other end has closed.
    """
    attached = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    try:
        control.sendmsg([json.dumps(message).encode()], attached)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Gone from error


def receive(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Waits for one message; its descriptors are the caller's to close.

    Raises:
        Gone: The other end has closed.
        TimeoutError: The socket has a timeout, and nothing came.
    """
    try:
        raw, attached, _, _ = control.recvmsg(
            _MOST_BYTES,
            socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize),
            socket.MSG_CMSG_CLOEXEC,
        )
    except ConnectionResetError as error:
        raise Gone from error
    if not raw:
        raise Gone
    fds = array.array("i")
    for level, kind, data in attached:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    return json.loads(raw), list(fds)
