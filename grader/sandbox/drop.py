"""Run by root only: gives up root for good, then becomes another program.

    python -I -S drop.py '{"uid": ..., "gid": ..., "needs": [...], "argv": [...]}'

Python and its libraries may lie where only root can look (below a home directory of mode 700). Then
a private mount namespace shows them at the same paths: the closed folder is covered, for this
process and what it becomes, by an empty one that holds nothing but what is needed, read-only. The
machine's own mounts do not change. Imports nothing of the project that is not beside it: it runs by
its path.
"""

from __future__ import annotations

import ctypes
import json
import os
import stat
import sys
from collections.abc import Sequence

_CLONE_NEWNS = 0x00020000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 32, 4096
_MS_REC, _MS_PRIVATE = 16384, 1 << 18

_libc = ctypes.CDLL(None, use_errno=True)


def main(raw: str) -> None:
    """Gives up root and becomes the program; prints a sentence and exits when it cannot."""
    plan = json.loads(raw)
    try:
        closed = closed_folders(plan["needs"])
        if closed:
            _show(plan["needs"], closed)
        os.setgroups([])
        os.setresgid(plan["gid"], plan["gid"], plan["gid"])
        os.setresuid(plan["uid"], plan["uid"], plan["uid"])
        os.execve(plan["argv"][0], plan["argv"], dict(os.environ))
    except OSError as error:
        sys.exit(f"root could not become user {plan['uid']} with Python in reach: {error}")


def closed_folders(paths: Sequence[str]) -> list[str]:
    """The outermost folders on the way to `paths` that only their owner may pass."""
    closed = set()
    for path in paths:
        way = path.strip("/").split("/")
        for depth in range(1, len(way)):
            folder = "/" + "/".join(way[:depth])
            if not os.stat(folder).st_mode & stat.S_IXOTH:
                closed.add(folder)
                break
    return sorted(closed)


def _show(paths: Sequence[str], closed: Sequence[str]) -> None:
    """Makes `paths` reachable in a mount namespace of this process's own."""
    if _libc.unshare(_CLONE_NEWNS) < 0:
        _fail("unshare the mount namespace")
    _mount("none", "/", "", _MS_REC | _MS_PRIVATE)
    behind = {
        path: os.open(path, os.O_PATH | os.O_CLOEXEC)
        for path in paths
        if any(path.startswith(f"{folder}/") for folder in closed)
    }
    os.umask(0o022)
    for folder in closed:
        _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=1m,mode=755")
    for path, fd in behind.items():
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            os.makedirs(path)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o644))
        _mount(f"/proc/self/fd/{fd}", path, "", _MS_BIND)
        _mount("none", path, "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
        os.close(fd)


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    done = _libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    if done < 0:
        _fail(f"mount on {target}")


def _fail(what: str) -> None:
    number = ctypes.get_errno()
    raise OSError(number, f"cannot {what}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1])
