"""The outer sandbox of tiers 1 and 2: the command line of bubblewrap.

Inside there is no network, no home, no other process; the libraries are read-only, and what of the
project lies among them is covered.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping

from grader.sandbox.view import View

_DATA = ("/data", "/student-data")
_FOLDER = ("/tmp", "/student")
"""The first that no library lies below is taken: an environment may have been made in /tmp."""

NEEDED = (0, 4)
NEEDED_FOR_TIER_2 = (0, 7)
"""Older ones cannot bound the size of a temporary folder, which in tier 2 is all there is."""


def program() -> str | None:
    """Where bubblewrap is; None when it is not installed."""
    return shutil.which("bwrap")


def version(bwrap: str) -> tuple[int, ...]:
    """Its version as numbers; () when it does not run."""
    try:
        told = subprocess.run(
            [bwrap, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"(\d+)\.(\d+)", told.stdout)
    return tuple(map(int, found.groups())) if found else ()


def refuses(bwrap: str) -> str:
    """What bubblewrap says when it gets no namespaces from the kernel; "" when it does."""
    command = [bwrap, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return told.stderr.strip()[-300:] if told.returncode else ""


def data_folder(view: View) -> str:
    """Where data sets are found inside."""
    return _free(_DATA, view)


def work_folder(view: View) -> str:
    """What may be written inside; in tier 2 it holds a folder for each worker."""
    return _free(_FOLDER, view)


def _free(candidates: tuple[str, ...], view: View) -> str:
    return next(
        folder
        for folder in candidates
        if not any(f"{path}/".startswith(f"{folder}/") for path in view.readable)
    )


def arguments(
    bwrap: str,
    view: View,
    *,
    files: Mapping[str, int],
    folder_mb: int,
    dies_with_parent: bool,
) -> list[str]:
    """The command line, up to and without the program to run inside.

    Args:
        bwrap: Path of bubblewrap.
        view: What is to be seen inside.
        files: Small files to make inside: path, and the descriptor their bytes are read from.
        folder_mb: Size of the temporary folder, in MiB.
        dies_with_parent: Ask the kernel to end everything when the calling thread ends.
    """
    command = [bwrap, "--unshare-all", "--new-session", "--cap-drop", "ALL"]
    if dies_with_parent:
        command.append("--die-with-parent")
    for path in view.readable:
        command += ["--ro-bind", path, path]
    for path, target in view.links:
        command += ["--symlink", target, path]
    for path in view.hidden:
        if os.path.isdir(path):
            command += ["--tmpfs", path, "--remount-ro", path]
        else:
            command += ["--ro-bind", os.devnull, path]  # a device, where devices cannot be opened
    if view.data is not None:
        command += ["--ro-bind", view.data, data_folder(view)]
    for path, fd in files.items():
        command += ["--ro-bind-data", str(fd), path]
    command += ["--proc", "/proc", "--dev", "/dev"]
    if version(bwrap) >= NEEDED_FOR_TIER_2:
        command += ["--size", str(folder_mb << 20)]
    # What bwrap makes itself is writable, has no size and would carry traces between workers.
    folder = work_folder(view)
    command += ["--tmpfs", folder, "--remount-ro", "/dev", "--remount-ro", "/"]
    return [*command, "--chdir", folder, "--"]
