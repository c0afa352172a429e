"""Looks from inside a sandbox for files that nobody may find there; prints JSON.

    python secrecy.py TIER HIDE NEEDLE PATH ...

NEEDLE stands in the name and in the text of every secret file; PATHs are where they lie. HIDE is a
folder to hide besides, or "".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sandbox.asking import run, value

import grader
from grader.errors import Refused
from grader.sandbox import open_sandbox

SEARCH = """
import os


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def main(needle, paths):
    found = [path for path in paths if needle.encode() in read(path)]
    names = 0
    for folder in ("/", *{os.path.dirname(path) for path in paths}):
        for root, folders, files in os.walk(folder):
            if root == "/":
                folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
            names += len(files)
            for name in files:
                path = os.path.join(root, name)
                if needle in name or ("deep_grader" in root and needle.encode() in read(path)):
                    found.append(path)
    # Where the root cannot be listed, everything that is known to be readable is walked.
    import sys

    for folder in sys.path:
        for root, folders, files in os.walk(folder):
            names += len(files)
            found += [os.path.join(root, name) for name in files if needle in name]
    return sorted(set(found)), names
"""


def main(tier: str, hide: str, needle: str, *paths: str) -> dict:
    """What was found, how many files were seen, and where the grader was imported from."""
    hidden = [Path(hide)] if hide else []
    try:
        with open_sandbox(tier, preload=["numpy"], hide=hidden) as sandbox:
            found, names = value(run(sandbox, SEARCH, needle, list(paths), cpu_s=60, wall_s=120))
    except Refused as refused:
        return {"refused": str(refused)}
    return {"found": found, "names": names, "grader": grader.__file__}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
