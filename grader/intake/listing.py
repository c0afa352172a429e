"""What stands in one folder: names and kinds, without reading or following anything."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.intake.names import readable
from grader.load import folder as on_disk
from grader.load import paths


@dataclass(frozen=True, slots=True)
class Thing:
    """A file or folder of a download."""

    path: Path
    name: str
    """Its name in Unicode, in NFC."""
    is_folder: bool
    refusal: str | None = None
    """Why it cannot be read (a link, a pipe), or None."""

    @property
    def shown(self) -> str:
        """Its name for a sentence."""
        return paths.show(self.name)


@dataclass(frozen=True, slots=True)
class Listing:
    """The visible things of a folder, in natural order; what tools leave behind is passed over."""

    folder: Path
    things: tuple[Thing, ...]

    @property
    def folders(self) -> list[Thing]:
        """Those that are folders."""
        return [thing for thing in self.things if thing.is_folder]

    def only_folder(self) -> Thing | None:
        """The folder that everything is in, if there is just one thing and it is a folder."""
        if len(self.things) == 1 and self.things[0].is_folder:
            return self.things[0]
        return None


def list_folder(folder: Path) -> Listing:
    """The things in a folder.

    Raises:
        UsageError: there is no such folder, or it cannot be read.
    """
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        raise UsageError(
            f"{folder} is a file; give the folder that holds one entry per student."
        ) from None
    except OSError as problem:
        raise UsageError(
            f"The submissions in {folder} cannot be read: {problem.strerror}."
        ) from None
    things = [_thing(folder, name) for name in names]
    visible = [thing for thing in things if not paths.is_junk(thing.name, folder=thing.is_folder)]
    return Listing(folder, tuple(sorted(visible, key=lambda thing: paths.natural(thing.name))))


def _thing(folder: Path, raw: str) -> Thing:
    path = folder / raw
    try:
        is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
        on_disk.look(path)
    except OSError:
        return Thing(path, readable(raw), False, "it is not there any more")
    except on_disk.Unreadable as problem:
        return Thing(path, readable(raw), is_folder, str(problem))
    return Thing(path, readable(raw), is_folder)
