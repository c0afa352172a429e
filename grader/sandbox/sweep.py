"""Removes a folder whatever a student left in it.

Used by the warm process, and by the grader where nothing else is left to do it. Deep trees, folders
without permissions and links are all harmless: no recursion, no link is followed. Call it when
nothing writes there any more. Imports nothing of the project.
"""

from __future__ import annotations

import os


def remove(folder: str) -> None:
    """Removes a folder and all below it; what cannot be removed stays, without an error.

    Folders inside are moved beside `folder` before they are emptied, so that neither the depth of a
    tree nor the length of its paths matters.
    """
    waiting = [folder]
    moved = 0
    while waiting:
        current = waiting.pop()
        for path, is_folder in _entries(current):
            try:
                if not is_folder:
                    os.unlink(path)
                    continue
                os.chmod(path, 0o700)  # moving and listing it take permissions on it
                moved += 1
                aside = f"{folder}~{moved}"
                os.rename(path, aside)
                waiting.append(aside)
            except OSError:
                continue
        try:
            os.rmdir(current)
        except OSError:
            continue


def _entries(folder: str) -> list[tuple[str, bool]]:
    try:
        with os.scandir(folder) as entries:
            return [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []
