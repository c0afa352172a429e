"""The student's part of the program as a wheel: what `pip install` takes from a handout.

The same sources give the same bytes (with the same zlib), whoever builds them, wherever and
whenever. Nothing is read but the package's own folder, so that it works installed as well.

Source: the binary distribution format (PEP 427), metadata 2.4 (PEP 639), local versions (PEP 440).
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import grader
from grader.errors import UsageError
from grader.handout.needed_modules import Needed, needed_modules, source_of

PROJECT = "deep-grader"

REQUIREMENTS = ("click>=8.1", "nbformat>=5.9", "numpy>=1.26", "pytest>=8.2")
"""What the student's part cannot run without, as in pyproject.toml; a test compares the two."""

ONLY_IF_THERE = frozenset({"IPython", "rich", "torch"})
"""Libraries that are used where a student has them, and never asked for."""

REQUIRES_PYTHON = ">=3.11"

_SUMMARY = "Checks your deep-learning homework against its public checks"
_LEVEL = 9
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_MODE = 0o100644 << 16
_UNIX = 3


def student_wheel() -> tuple[str, bytes]:
    """Builds the wheel.

    The version ends in a digest of the contents: pip does nothing where the same version is
    installed, and the next homework may bring a newer program of the same number.

    Returns:
        The file's name and its contents.

    Raises:
        UsageError: the program's licence is not where installed or checked-out programs have it.
        HarnessFault: see `needed_modules`.
    """
    home = Path(grader.__file__).parent
    files = sources(needed_modules(), home)
    licence = licence_text(home)
    plain = "".join(f"{path}\0{_digest(data)}\0" for path, data in sorted(files.items()))
    told = hashlib.sha256(f"{plain}{_metadata('')}{licence}".encode()).hexdigest()
    version = f"{grader.__version__}+student.c{told[:7]}"
    name = f"{PROJECT.replace('-', '_')}-{version}"
    info = {
        "METADATA": _metadata(version),
        "WHEEL": _WHEEL,
        "entry_points.txt": "[console_scripts]\ngrader = grader.cli.main:main\n",
        "licenses/LICENSE": licence,
    }
    about = {f"{name}.dist-info/{path}": text.encode() for path, text in info.items()}
    record = f"{name}.dist-info/RECORD"
    members = {**files, **about, record: _record({**files, **about}, record)}
    return f"{name}-py3-none-any.whl", _zipped(members)


_WHEEL = """\
Wheel-Version: 1.0
Generator: deep-grader
Root-Is-Purelib: true
Tag: py3-none-any
"""


def sources(needed: Needed, home: Path) -> dict[str, bytes]:
    """The modules, and the other files of each package among them: path in the wheel -> contents.

    Args:
        needed: whose modules are taken.
        home: the folder of the package `grader`.
    """
    found: dict[str, bytes] = {}
    for module in needed.modules:
        path = source_of(module, home)
        assert path is not None
        beside = _data_of(path.parent) if path.name == "__init__.py" else []
        for each in (path, *beside):
            where = f"grader/{each.relative_to(home).as_posix()}"
            data = each.read_bytes()
            text = each.suffix == ".py"  # a checkout on Windows may have other line ends
            found[where] = data.replace(b"\r\n", b"\n") if text else data
    return dict(sorted(found.items()))


def _data_of(package: Path) -> list[Path]:
    """Files of a package that are no modules, down to where the next package begins."""
    found = []
    for each in sorted(package.iterdir()):
        if each.is_dir():
            ours = each.name != "__pycache__" and not (each / "__init__.py").is_file()
            found += _data_of(each) if ours else []
        elif each.suffix not in (".py", ".pyc") and not each.name.startswith("."):
            found.append(each)
    return found


def _metadata(version: str) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {PROJECT}",
        f"Version: {version}",
        f"Summary: {_SUMMARY}",
        "License-Expression: Apache-2.0",
        "License-File: LICENSE",
        f"Requires-Python: {REQUIRES_PYTHON}",
        *(f"Requires-Dist: {each}" for each in REQUIREMENTS),
    ]
    return "\n".join(lines) + "\n"


def licence_text(home: Path) -> str:
    """The text of the licence: of the checkout, else of the installed program.

    Raises:
        UsageError: it is in neither.
    """
    checkout = home.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "LICENSE").is_file():
        return (checkout / "LICENSE").read_text("utf-8")
    try:
        installed = metadata.distribution(PROJECT)
    except metadata.PackageNotFoundError:
        installed = None
    text = installed.read_text("licenses/LICENSE") if installed else None
    if text is None:
        raise UsageError(
            f"The licence of {PROJECT} is missing, and a handout may not go without it: "
            "install the program with pip, or run it from a whole checkout."
        )
    return text.replace("\r\n", "\n")


def _digest(data: bytes) -> str:
    """As RECORD has it: base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _record(members: Mapping[str, bytes], itself: str) -> bytes:
    lines = [f"{path},sha256={_digest(data)},{len(data)}" for path, data in members.items()]
    return "\n".join([*lines, f"{itself},,", ""]).encode()


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip in which nothing depends on the day, the machine or the user."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in members.items():
            info = zipfile.ZipInfo(path, _DATE)
            info.create_system, info.external_attr = _UNIX, _MODE
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return buffer.getvalue()
