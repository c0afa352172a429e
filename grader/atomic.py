"""Files that are whole or not there at all, and that nobody but their owner can read.

What students wrote, what they got and what their code answered is personal: whatever the program
writes is for its owner only, also where the user's umask would open it to everybody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_atomically(
    path: Path, buffers: Iterable[Any], *, durable: bool = True, private: bool = True
) -> None:
    """Writes a file so that whoever reads it sees all of it or the old one.

    Args:
        path: the file; its folder exists.
        buffers: bytes-like pieces, one after another.
        durable: also be on disk when this returns, so that a power cut takes nothing that a later
            line of the journal promises. Costs milliseconds; not for what can be made again.
        private: mode 0600, whatever the umask is. False for what is meant to be given away, such
            as a handout: it gets the mode that any other file of the user would.
    """
    mode = 0o600 if private else 0o666

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, mode)

    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with open(part, "wb", opener=opener) as file:
            for buffer in buffers:
                file.write(buffer)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:  # a full disk needs the room
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def make_private(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, with mode 0700 whatever the umask is.

    One that is there already stays as it is: see `close_to_others`.

    Raises:
        OSError: it cannot be made, or a file is in the way.
    """
    missing = [folder]
    for parent in folder.parents:
        if parent.exists():
            break
        missing.append(parent)
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def close_to_others(folder: Path) -> tuple[str, ...]:
    """Takes away what others may do in a folder of ours and with everything in it.

    For folders that were there before, made by hand, by an older version or unpacked from an
    archive. Links are not followed: what they point to is not ours.

    Returns:
        A sentence for the user when something stays open, else nothing.
    """
    if os.name != "posix" or not folder.is_dir():
        return ()
    open_still: list[Path] = []
    reason = ""
    for path in _everything(folder):
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & _OTHERS:
                continue
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
            if path.lstat().st_mode & _OTHERS:  # a file system that knows no modes
                raise PermissionError(0, "this file system keeps no modes")
        except FileNotFoundError:
            continue  # another process replaced it meanwhile, with a private one
        except OSError as error:
            open_still.append(path)
            reason = error.strerror or type(error).__name__
    if not open_still:
        return ()
    count = "1 file or folder" if len(open_still) == 1 else f"{len(open_still)} files or folders"
    return (
        f"Other users of this machine may read {count} in {folder}, for example "
        f"{open_still[0].name}, and that cannot be changed ({reason}): keep the batch in a folder "
        "of your own.",
    )


def _everything(folder: Path) -> Iterable[Path]:
    yield folder  # first, so that what is beneath is closed at once
    for at, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(at, name)
