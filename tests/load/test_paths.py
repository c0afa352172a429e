"""Names of a submission's files: what is safe, what is junk, in which order."""

from __future__ import annotations

import string
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import paths

NAMES = st.text(
    st.one_of(st.sampled_from("./\\:\0\n ~" + string.ascii_letters), st.characters()), max_size=60
)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("../mlp.py", "its path climbs out of the submission"),
        ("a/../../mlp.py", "its path climbs out of the submission"),
        ("a/..", "its path climbs out of the submission"),
        ("/etc/passwd", "its path is absolute"),
        ("//server/share", "its path is absolute"),
        ("C:/mlp.py", "its path starts with a drive letter"),
        ("c:mlp.py", "its path starts with a drive letter"),
        ("a\\mlp.py", "its name has a backslash"),
        ("mlp.py\0.txt", "its name has control characters"),
        ("mlp\n.py", "its name has control characters"),
        ("mlp\x1b[2J.py", "its name has control characters"),
        ("mlp\u2028.py", "its name has control characters"),
        ("mlp\u202eyp.txt", "its name has control characters"),
        ("mlp\udcff.py", "its name is not valid UTF-8"),
        ("", "it has no name"),
        ("././", "it has no name"),
        ("a" * 256, "its name is too long"),
        ("é" * 128, "its name is too long"),
        ("/".join(["x" * 200] * 5), "its name is too long"),
        ("/".join(["é" * 110] * 5), "its name is too long"),
        ("a/b/c/d/e/f", "its folders are nested more than 5 deep"),
    ],
)
def test_refused_names_say_why(raw: str, reason: str) -> None:
    """Whatever could land elsewhere, or lie about itself, is refused with its own reason."""
    with pytest.raises(paths.BadPath, match=reason):
        paths.clean(raw, depth=5)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("./hw1//mlp.py", "hw1/mlp.py"),
        ("Übung 1.py", "Übung 1.py"),
        (unicodedata.normalize("NFD", "Übung.py"), "Übung.py"),
        ("a..b.py", "a..b.py"),
        ("12:30 notes.txt", "12:30 notes.txt"),
    ],
)
def test_ordinary_names_stay(raw: str, expected: str) -> None:
    """Names are only tidied: no `./`, no doubled slashes, one form of accents."""
    assert paths.clean(raw, depth=5) == expected


@settings(deadline=None)
@given(NAMES)
def test_a_clean_path_stays_inside_and_is_stable(raw: str) -> None:
    """For any name at all: refused, or a relative path below the folder that cleans to itself."""
    try:
        path = paths.clean(raw, depth=8)
    except paths.BadPath:
        return
    parts = PurePosixPath(path).parts
    assert parts
    assert not PurePosixPath(path).is_absolute()
    assert not {"..", ".", ""} & set(parts)
    assert "\0" not in path
    assert "\\" not in path
    assert paths.clean(path, depth=8) == path


@pytest.mark.parametrize(
    "path",
    [
        ".DS_Store",
        "__MACOSX/hw/._mlp.py",
        "a/__pycache__/mlp.pyc",
        ".git/config",
        "a/.ipynb_checkpoints/hw.ipynb",
        "venv/lib/x.py",
        ".venv/x.py",
        "node_modules/x.py",
        "lib/site-packages/numpy.py",
        "Thumbs.db",
        "mlp.pyc",
    ],
)
def test_what_tools_leave_behind_is_junk(path: str) -> None:
    """Caches, checkpoints, environments and hidden files are no part of a submission."""
    assert paths.in_junk(path)


@pytest.mark.parametrize(
    "path", ["mlp.py", "env/cartpole.py", "data/x.csv", "venv.py", "a b.ipynb"]
)
def test_what_students_write_is_no_junk(path: str) -> None:
    """A folder called `env` is somebody's environment class as likely as Python's."""
    assert not paths.in_junk(path)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12)))
def test_natural_order_is_a_total_order(names: list[str]) -> None:
    """Sorting does not depend on the order before, also for names equal but for capitals."""
    once = sorted(names, key=paths.natural)
    assert sorted(reversed(once), key=paths.natural) == once


def test_natural_order_counts() -> None:
    """`hw2` stands before `hw10`."""
    names = ["hw10.py", "hw2.py", "Hw1.py", "a.py"]
    assert sorted(names, key=paths.natural) == ["a.py", "Hw1.py", "hw2.py", "hw10.py"]


@settings(deadline=None)
@given(st.text())
def test_what_is_shown_fits_on_one_printable_line(name: str) -> None:
    """No name can break a message or drive a terminal."""
    shown = paths.show(name)
    assert shown.isprintable()
    assert len(shown) <= 80


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ""),
        (1, "f0"),
        (2, "f0 and f1"),
        (4, "f0, f1, f2 and f3"),
        (5, "f0, f1, f2 and 2 more"),
    ],
)
def test_a_listing_names_a_few_and_counts_the_rest(count: int, expected: str) -> None:
    """A sentence stays a sentence, however many files it is about."""
    assert paths.listing([f"f{n}" for n in range(count)]) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann.py", "ann"),
        ("ann.lee.ipynb", "ann.lee"),
        ("ann.tar.gz", "ann"),
        ("ann.TGZ", "ann"),
        ("ann", "ann"),
        (".zip", ".zip"),
    ],
)
def test_the_stem_is_the_students_name(name: str, expected: str) -> None:
    """Only the ending goes; dots in a name stay."""
    assert paths.stem(name) == expected
