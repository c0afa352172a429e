"""What is kept of a submission: the limits and rules that folders and archives share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import gather
from grader.load.gather import MIB, Found, Haul, LoadLimits, Unreadable, keep


def found(
    path: str, data: bytes = b"x", *, size: int | None = None, modified: float | None = 1.0
) -> Found:
    """A file in memory, which may claim another size than it has."""
    return Found(
        path=path,
        size=len(data) if size is None else size,
        modified=modified,
        read=lambda limit: data[:limit],
    )


def kept(*files: Found, **limits: int) -> tuple[dict[str, bytes], list[str]]:
    """What is kept of them, and the notes."""
    haul = Haul()
    keep(files, haul, LoadLimits(**limits))
    return {path: file.data for path, file in haul.files.items()}, haul.all_notes()


def failing(reason: str) -> Callable[[int], bytes]:
    """A file that cannot be read."""

    def read(limit: int) -> bytes:
        raise Unreadable(reason)

    return read


def test_plain_files_are_kept_as_they_are() -> None:
    """Bytes and times come through; the path is tidied; junk is skipped without a word."""
    haul = Haul()
    keep([found("./a.py", b"1", modified=5.0), found("__MACOSX/a.py")], haul, LoadLimits())
    assert haul.files == {"a.py": gather.Kept(b"1", 5.0)}
    assert haul.all_notes() == []


def test_bad_names_are_left_out_with_their_reason() -> None:
    """One note for each reason, the files counted."""
    files, notes = kept(found("../a.py"), found("../b.py"), found("/c.py"), found("d.py"))
    assert list(files) == ["d.py"]
    assert notes == [
        "../a.py and ../b.py were left out: its path climbs out of the submission.",
        "/c.py was left out: its path is absolute.",
    ]


def test_code_and_answers_come_first_when_there_are_too_many() -> None:
    """Data files give way; among equals the order is natural."""
    files = [found(f"data/{n}.csv") for n in range(9)] + [found("z/y/m.py"), found("written.md")]
    names, notes = kept(*files, files=4)
    assert list(names) == ["written.md", "z/y/m.py", "data/0.csv", "data/1.csv"]
    assert notes == [
        "data/2.csv, data/3.csv, data/4.csv and 4 more were left out: there are more than 4 files."
    ]


def test_sizes_are_counted_while_reading() -> None:
    """A file that claims little and gives much is refused like one that claims much."""
    big = b"x" * (MIB + 1)
    files, notes = kept(
        found("a.csv", big), found("b.csv", big, size=1), found("c.csv", big[:-1]), file_mb=1
    )
    assert list(files) == ["c.csv"]
    assert notes == ["a.csv and b.csv were left out: it is larger than 1 MiB."]


def test_all_files_together_have_a_limit_of_which_notebooks_are_free() -> None:
    """Outputs of notebooks are not laid out, so that they do not count here."""
    mib = b"x" * MIB
    files, notes = kept(
        *[found(f"{n}.csv", mib) for n in range(4)], found("h.ipynb", mib), total_mb=2
    )
    assert list(files) == ["h.ipynb", "0.csv", "1.csv"]
    assert notes == ["2.csv and 3.csv were left out: the files together are larger than 2 MiB."]


def test_all_that_is_read_has_a_limit() -> None:
    """Notebooks count here."""
    mib = b"x" * MIB
    files, notes = kept(*[found(f"{n}.ipynb", mib) for n in range(3)], read_mb=2, notebook_mb=9)
    assert list(files) == ["0.ipynb", "1.ipynb"]
    assert notes == ["2.ipynb was left out: there are more than 2 MiB to read."]


def test_a_notebook_may_be_larger_than_other_files() -> None:
    """By its name in any capitals."""
    data = b"x" * (2 * MIB)
    files, _ = kept(found("a.IPYNB", data), found("b.txt", data), file_mb=1, notebook_mb=2)
    assert list(files) == ["a.IPYNB"]


def test_one_name_twice() -> None:
    """Equal copies are one file with the newer time; different ones are all left out."""
    haul = Haul()
    same = [found("a.py", b"1", modified=1.0), found("./a.py", b"1", modified=3.0)]
    keep([*same, found("b.py", b"1"), found("b.py", b"2")], haul, LoadLimits())
    assert haul.files == {"a.py": gather.Kept(b"1", 3.0)}
    assert haul.all_notes() == [
        "b.py was left out: it is there more than once, with different contents."
    ]


@pytest.mark.parametrize("other", ["MLP.py", "Mlp.PY"])
def test_names_that_differ_only_in_capitals(other: str) -> None:
    """Both are left out: on some systems one would silently take the other's place."""
    files, notes = kept(found("mlp.py"), found(other), found("x.py"))
    assert list(files) == ["x.py"]
    assert notes == [
        f"{other} and mlp.py were left out: their names differ only in capital letters, "
        "which not every system tells apart."
    ]


def test_a_file_with_the_name_of_a_folder() -> None:
    """Both cannot be laid out; the files in the folder stay."""
    files, notes = kept(found("data"), found("Data/x.csv"))
    assert list(files) == ["Data/x.csv"]
    assert notes == ["data was left out: a folder has the same name."]


def test_a_python_environment_is_left_out_whole() -> None:
    """Whatever its name, and with one note."""
    files, notes = kept(found("my/pyvenv.cfg"), found("my/bin/a.py"), found("mine.py"))
    assert list(files) == ["mine.py"]
    assert notes == ["my/ was left out: it is an installed Python environment."]


def test_a_file_that_cannot_be_read_is_left_out() -> None:
    """The reader's reason becomes the note."""
    broken = Found(path="a.py", size=1, modified=None, read=failing("it is gone"))
    assert kept(broken, found("b.py")) == ({"b.py": b"x"}, ["a.py was left out: it is gone."])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("written.md", True),
        ("Written.TXT", True),
        ("a/answers.md", True),
        ("my_answers.markdown", True),
        ("README.md", False),
        ("written.py", False),
        ("answers/notes.md", False),
    ],
)
def test_files_for_answers(path: str, expected: bool) -> None:
    """Told by their names; a README is the homework's."""
    assert gather.may_hold_answers(path) is expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (ValueError("bad header."), "bad header"),
        (ValueError(""), "ValueError"),
        (ValueError("x" * 100), "ValueError"),
        (ValueError("a\nb"), "ValueError"),
    ],
)
def test_what_a_library_says_is_quoted_only_where_it_fits(
    problem: Exception, expected: str
) -> None:
    """Short printable texts; else the kind of the error."""
    assert gather.said(problem) == expected


NAMES = st.text(st.sampled_from("aB/.é\\"), min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=3)), max_size=12), st.integers(1, 5))
def test_whatever_is_found_can_be_laid_out(files: list[tuple[str, bytes]], most: int) -> None:
    """Kept paths are clean, few, no two alike but for capitals, and none is another's folder."""
    names, notes = kept(*[found(path, data) for path, data in files], files=most)
    lowered = {path.casefold() for path in names}
    assert len(lowered) == len(names) <= most
    for path in lowered:
        assert not path.startswith(("/", "../"))
        assert not {".."} & set(path.split("/"))
        above = path.split("/")[:-1]
        assert not lowered & {"/".join(above[: n + 1]) for n in range(len(above))}
    assert all(note.endswith(".") for note in notes)
