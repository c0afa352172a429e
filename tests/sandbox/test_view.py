"""What of the machine is shown inside: computed from the grader's own imports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import grader
from grader.sandbox import outer, view
from grader.sandbox.view import carved, view_of


def covers(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a path is one of the roots or lies below one."""
    return any(f"{path}/".startswith(f"{root}/") for root in roots)


def test_python_and_its_libraries_are_readable() -> None:
    """The interpreter, the standard library and numpy are there; numpy can be imported."""
    import numpy

    seen = view_of(["numpy"])
    for path in (seen.interpreter, os.__file__, numpy.__file__):
        assert covers(os.path.realpath(path), seen.readable)
    assert covers(os.path.realpath(numpy.__file__), seen.import_path)
    assert os.path.realpath(os.path.dirname(os.__file__)) in seen.import_path


def test_nothing_of_people_is_readable() -> None:
    """No home, no checkout, no /etc as a whole, no temporary folder."""
    seen = view_of(["numpy"])
    for path in (
        "/",
        "/etc",
        "/home",
        "/root",
        "/tmp",
        "/usr",
        "/opt",
        "/var",
        os.path.expanduser("~"),
    ):
        assert path not in seen.readable
    assert not covers(os.path.realpath(__file__), seen.readable)


def test_own_packages_in_a_library_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the project is installed as a wheel, its packages and the list of its files are named."""
    site = tmp_path / "site-packages"
    for name in (
        "grader",
        "reference",
        "assignments",
        "reports",
        "numpy",
        "deep_grader-1.dist-info",
    ):
        (site / name).mkdir(parents=True)
    (site / "grader" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    monkeypatch.setattr(grader, "__file__", str(site / "grader" / "__init__.py"))
    real = site.resolve()
    hidden = set(view_of([]).hidden)
    assert hidden >= {str(real / name) for name in (*view.OWN_PACKAGES, "deep_grader-1.dist-info")}
    assert str(real / "numpy") not in hidden


def test_other_peoples_packages_of_the_same_name_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is called `reports`, where this project is not installed, can be imported."""
    (tmp_path / "site-packages" / "reports").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site-packages"), *sys.path])
    assert not [path for path in view_of([]).hidden if path.startswith(str(tmp_path.resolve()))]


def test_hide_counts_only_below_what_is_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A homework beside the libraries need not be covered; one among them is."""
    among = tmp_path / "site-packages" / "homework"
    among.mkdir(parents=True)
    beside = tmp_path / "homework"
    beside.mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site-packages"), *sys.path])
    hidden = view_of([], hide=[among, beside]).hidden
    assert str(among.resolve()) in hidden
    assert str(beside.resolve()) not in hidden


def test_a_preloaded_module_shows_itself_and_not_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A helper that lies beside a homework can be imported; what lies beside it cannot be read."""
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").touch()
    (tmp_path / "one_file.py").touch()
    (tmp_path / "answers.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = view_of(["helpers", "one_file", "no_such_module"])
    here = tmp_path.resolve()
    assert str(here) in seen.import_path
    assert covers(str(here / "helpers" / "__init__.py"), seen.readable)
    assert covers(str(here / "one_file.py"), seen.readable)
    assert not covers(str(here / "answers.py"), seen.readable)


def test_library_folders_of_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of LD_LIBRARY_PATH only folders called lib are shown: never a home, never the current one."""
    (tmp_path / "lib64").mkdir()
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path / 'lib64'}::{tmp_path}:.:/")
    readable = view_of([]).readable
    assert str((tmp_path / "lib64").resolve()) in readable
    assert str(tmp_path.resolve()) not in readable
    assert "/" not in readable


def test_carving_leaves_all_but_the_hidden(tmp_path: Path) -> None:
    """A folder with something hidden deep inside is replaced by everything else it holds."""
    for path in ("a/x", "a/secret/y", "a/b/z", "c/w"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "secret")
    roots = [str(tmp_path / "a"), str(tmp_path / "c")]
    kept = carved(roots, [str(tmp_path / "a" / "secret")])
    assert kept == [str(tmp_path / p) for p in ("a/b", "a/x", "c")]
    assert carved(roots, [str(tmp_path / "c")]) == [str(tmp_path / "a")]
    assert carved(roots, []) == roots


@pytest.mark.parametrize(
    ("libraries", "folder"),
    [((), "/tmp"), (("/tmp/venv/lib",), "/student"), (("/tmp2/venv/lib",), "/tmp")],
)
def test_the_work_folder_covers_no_library(libraries: tuple[str, ...], folder: str) -> None:
    """An environment that was made in /tmp stays importable inside."""
    seen = view.View(
        interpreter="/usr/bin/python3",
        import_path=(),
        readable=("/usr/lib", *libraries),
        hidden=(),
        links=(),
        data=None,
    )
    assert outer.work_folder(seen) == folder
