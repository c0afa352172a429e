"""The wheel that students install: whole, the same every time, and nothing of the course in it."""

from __future__ import annotations

import ast
import base64
import csv
import email
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename
from packaging.version import Version

import grader
from grader.errors import UsageError
from grader.handout.needed_modules import Needed, needed_modules
from grader.handout.student_wheel import (
    REQUIREMENTS,
    REQUIRES_PYTHON,
    licence_text,
    sources,
    student_wheel,
)
from grader.material import load_misconceptions, load_solution

HOME = Path(grader.__file__).parent
REPOSITORY = HOME.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel() -> tuple[str, bytes]:
    """The wheel of this checkout."""
    return student_wheel()


@pytest.fixture(scope="module")
def members(wheel: tuple[str, bytes]) -> dict[str, bytes]:
    """Its files."""
    with zipfile.ZipFile(io.BytesIO(wheel[1])) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def installed(wheel: tuple[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the wheel, away from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / wheel[0]).write_bytes(wheel[1])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run(
        [*pip, "--no-deps", "--no-index", "--target", folder / "site", folder / wheel[0]],
        check=True,
        capture_output=True,
    )
    return folder / "site"


def python(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the installed wheel and other libraries, but without this checkout.

    Without `site` no .pth file is read, and an editable installation is one.
    """
    path = os.pathsep.join(
        [str(site), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    )
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        env={**os.environ, "PYTHONPATH": path},
        cwd=site.parent,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_name_is_that_of_a_wheel_for_every_machine(wheel: tuple[str, bytes]) -> None:
    """As `packaging` reads it: the program's version, and a local part that says whose it is."""
    name, version, build, tags = parse_wheel_filename(wheel[0])
    assert (name, build, {str(tag) for tag in tags}) == ("deep-grader", (), {"py3-none-any"})
    assert version.public == grader.__version__
    assert version.local is not None
    assert re.fullmatch(r"student\.c[0-9a-f]{7}", version.local)


def test_the_metadata_agree_with_the_project(
    wheel: tuple[str, bytes], members: dict[str, bytes]
) -> None:
    """Name, Python, requirements and entry point stand in pyproject.toml as well."""
    [path] = [name for name in members if name.endswith(".dist-info/METADATA")]
    told = email.message_from_bytes(members[path])
    assert told["Name"] == PROJECT["name"]
    assert Version(told["Version"]) == parse_wheel_filename(wheel[0])[1]
    assert told["Requires-Python"] == REQUIRES_PYTHON == PROJECT["requires-python"]
    assert told["License-Expression"] == PROJECT["license"]
    assert told.get_all("Requires-Dist") == list(REQUIREMENTS)
    assert set(REQUIREMENTS) <= set(PROJECT["dependencies"])
    assert not {Requirement(each).name for each in REQUIREMENTS} & {"torch", "flask", "jinja2"}
    scripts = members[path.replace("METADATA", "entry_points.txt")].decode()
    assert f"grader = {PROJECT['scripts']['grader']}" in scripts
    licence = members[path.replace("METADATA", "licenses/LICENSE")]
    assert licence == (REPOSITORY / "LICENSE").read_bytes()


def test_every_file_is_recorded(members: dict[str, bytes]) -> None:
    """With its digest and size; the record itself without."""
    [path] = [name for name in members if name.endswith(".dist-info/RECORD")]
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(members[path].decode()))}
    assert rows.pop(path) == ["", ""]
    assert set(rows) == set(members) - {path}
    for name, (digest, size) in rows.items():
        raw = hashlib.sha256(members[name]).digest()
        assert digest == "sha256=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")
        assert int(size) == len(members[name])


def test_the_same_sources_give_the_same_bytes(wheel: tuple[str, bytes], tmp_path: Path) -> None:
    """Whenever, wherever and with whichever line ends they were checked out."""
    for path in ("LICENSE", "pyproject.toml"):
        shutil.copy(REPOSITORY / path, tmp_path / path)
    for path in sorted(HOME.rglob("*"), reverse=True):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = tmp_path / "grader" / path.relative_to(HOME)
            copy.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            copy.write_bytes(data.replace(b"\n", b"\r\n") if path.suffix == ".py" else data)
            copy.chmod(0o600)
    code = (
        "import sys; from grader.handout.student_wheel import student_wheel as w;"
        "name, data = w(); sys.stdout.buffer.write(name.encode() + b'|' + data)"
    )
    env = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == wheel[0].encode() + b"|" + wheel[1]


def test_another_content_is_another_version(
    wheel: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip leaves alone what is installed in the same version, and a newer program must get in."""
    monkeypatch.setattr("grader.handout.student_wheel.REQUIREMENTS", ("click>=9",))
    assert student_wheel()[0] != wheel[0]


def test_nothing_depends_on_the_day_or_the_user(wheel: tuple[str, bytes]) -> None:
    """Dates and modes in the zip are fixed, and names are relative."""
    with zipfile.ZipFile(io.BytesIO(wheel[1])) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o100644
            assert info.filename.startswith(("grader/", "deep_grader-"))
            assert ".." not in info.filename


def test_files_that_are_no_modules_come_with_their_package(tmp_path: Path) -> None:
    """Down to the next package; nothing of packages that are not needed, nothing that was compiled."""
    home = tmp_path / "grader"
    for path in (
        "__init__.py",
        "a/__init__.py",
        "a/style.css",
        "a/pictures/one.svg",
        "a/.hidden",
        "a/__pycache__/x.pyc",
        "a/b/__init__.py",
        "a/b/secret.txt",
    ):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("x\r\n", newline="")
    found = sources(Needed(("grader", "grader.a"), ()), home)
    assert list(found) == [
        "grader/__init__.py",
        "grader/a/__init__.py",
        "grader/a/pictures/one.svg",
        "grader/a/style.css",
    ]
    assert found["grader/a/__init__.py"] == b"x\n", "line ends of the checkout do not matter"
    assert found["grader/a/style.css"] == b"x\r\n", "other files stay as they are"


def test_the_licence_of_an_installed_program_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside its metadata; a LICENSE that another project left in the same folder is not ours."""
    about = tmp_path / "deep_grader-0.dist-info"
    (about / "licenses").mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.4\nName: deep-grader\nVersion: 0\n")
    (about / "licenses/LICENSE").write_text("Ours.\n")
    (tmp_path / "LICENSE").write_text("Theirs.\n")
    found = metadata.Distribution.at(about)
    monkeypatch.setattr(metadata, "distribution", lambda name: found)
    assert licence_text(tmp_path / "grader") == "Ours.\n"


def test_a_program_without_its_licence_gives_no_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what to do."""

    def nowhere(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", nowhere)
    with pytest.raises(UsageError, match=r"licence of deep-grader is missing.*install the program"):
        licence_text(tmp_path / "grader")


def test_pip_installs_it_and_every_module_can_be_imported(installed: Path) -> None:
    """With nothing else of this project on the path."""
    names = [name for name in needed_modules().modules if name != "grader.__main__"]
    code = f"""
import importlib
for name in {names!r}:
    where = importlib.import_module(name).__file__
    assert where.startswith({str(installed)!r}), where
for name in ("reference", "reports", "assignments", "grader.verify", "grader.handout"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    raise AssertionError(name)
"""
    done = python(installed, "-c", code)
    assert done.returncode == 0, done.stderr


def test_only_the_students_commands_are_listed(installed: Path) -> None:
    """`grader --help` names no command that is not there."""
    done = python(installed, "-m", "grader", "--help")
    assert done.returncode == 0, done.stderr
    listed = done.stdout.partition("Commands:")[2].split()
    assert listed[0] == "check"
    for word in ("regrade", "verify", "handout", "grader grade"):
        assert word not in done.stdout
    assert python(installed, "-m", "grader", "--version").stdout == (
        f"grader {grader.__version__}, the student's part\n"
    )


@pytest.mark.parametrize("command", ["grade", "handout", "verify"])
def test_other_commands_say_where_the_whole_program_is(installed: Path, command: str) -> None:
    """In one sentence, with the exit code of a wrong use."""
    done = python(installed, "-m", "grader", command, "--help")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"grader: `grader {command}` is not in this installation, which is the student's part of "
        "the program; the whole program is at https://github.com/deep-grader/deep-grader.\n"
    )


def test_a_module_that_is_not_there_is_told_in_the_same_words(installed: Path) -> None:
    """Should a door be opened after all, no traceback is shown."""
    code = (
        "import grader.cli.main as m, click\n"
        "@m.cli.command('open')\n"
        "def opened():\n    import grader.verify\n"
        "m._Commands.get_command = lambda self, ctx, name: opened\n"
        "m.main(['open'])"
    )
    done = python(installed, "-c", code)
    assert done.returncode == 1
    assert done.stderr.startswith("grader: grader.verify is not in this installation")


def _statements(path: Path) -> Iterator[str]:
    """Lines of code that work something out; making an array of an argument is everybody's."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return) and node.value:
            line = ast.unparse(node)
            works = any(isinstance(each, ast.BinOp | ast.Call) for each in ast.walk(node))
            if works and len(line) > 24 and not re.match(r"(\w+) = np\.asarray\(\1,", line):
                yield line


def test_no_formula_of_a_reference_or_solution_is_in_it(members: dict[str, bytes]) -> None:
    """Statements, however they are laid out: none of those that work out an answer."""
    secret = {
        statement
        for pattern in ("reference/*.py", "assignments/*/solution/**/*.py")
        for path in REPOSITORY.glob(pattern)
        for statement in _statements(path)
    }
    assert len(secret) > 300
    given = set()
    for name, data in members.items():
        if name.endswith(".py"):
            given |= {ast.unparse(n) for n in ast.walk(ast.parse(data)) if isinstance(n, ast.stmt)}
    assert secret & given == set()


def test_no_homework_is_in_it(members: dict[str, bytes]) -> None:
    """Neither its name nor a hidden check's, nor a misconception's sentence."""
    text = b"\n".join(members.values()).decode()
    homeworks = sorted(REPOSITORY.glob("assignments/*/assignment.toml"))
    assert len(homeworks) > 4
    for path in homeworks:
        if path.parent.name != "_template":
            assert path.parent.name not in text
        for each in load_misconceptions(path.parent, load_solution(path.parent)):
            assert each.id not in text, each.id
            assert each.sentence not in text
