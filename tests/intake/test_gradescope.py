"""Gradescope exports: `submission_metadata.yml` beside folders `submission_<id>`.

The keys (`:submitters:` with `:name:`, `:sid:`, `:email:`; `:created_at:`, `:score:`, `:history:`
with `:id:`, `:created_at:`, `:score:`; `:results:`, `:status:`) are those that programs on GitHub read:
ucbds-infra/otter-grader (`GradescopeParser` in otter/metadata.py) and others. Times as Ruby's Psych writes
them, `2023-09-05 04:12:33.123456000 Z`; Rails times as in rails/rails
(activesupport/lib/active_support/time_with_zone.rb, `encode_with`: utc, zone, time).
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake import gradescope, read_submissions
from grader.load.roster import Entry, Person

METADATA = """\
---
submission_101:
  :submitters:
  - :name: Ann Lee
    :sid: '0101'
    :email: ann@x.edu
  :created_at: 2023-09-05 04:12:33.123456000 Z
  :score: 7.5
  :status: processed
  :results:
    tests:
    - name: 1) gradient
      output: |
        submission_999:
          :submitters: nobody
  :history:
  - :id: 99
    :created_at: 2023-09-04 04:12:33.000000000 Z
    :score: 1.0
submission_102:
  :submitters:
  - :name: Zoë Ünal
    :sid: 0102
    :email: zoe@x.edu
  - :name: Bo Li
    :sid:
    :email: bo@x.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &1 2023-09-05 06:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: America/New_York
    time: 2023-09-05 02:00:00.000000000 Z
  :updated_at: *1
  :history: []
"""


def export(download: Callable[..., Path], metadata: str = METADATA, *more: str) -> Path:
    """An export with two submissions."""
    root = download(
        {
            "submission_metadata.yml": metadata,
            "submission_101/hw.py": "x = 1\n",
            "submission_102/hw.py": "x = 1\n",
            **dict.fromkeys(more, "x = 1\n"),
        },
        name="assignment_123_export",
    )
    return root


def test_people_groups_and_times(download: Callable[..., Path]) -> None:
    """Everybody of a group, ids as they were written, times in UTC, Ruby's objects included."""
    root = export(download)
    found = read_submissions(root)
    assert (found.system, found.left_over) == ("gradescope", ())
    assert found.entries == (
        Entry(
            "Ann Lee",
            root / "submission_101",
            people=(Person("Ann Lee", "Ann Lee", {"email": "ann@x.edu", "sid": "0101"}),),
            submitted_at="2023-09-05T04:12:33+00:00",
        ),
        Entry(
            "Zoë Ünal",
            root / "submission_102",
            people=(
                Person("Zoë Ünal", "Zoë Ünal", {"email": "zoe@x.edu", "sid": "0102"}),
                Person("Bo Li", "Bo Li", {"email": "bo@x.edu"}),
            ),
            submitted_at="2023-09-05T06:00:00+00:00",
        ),
    )
    assert found.notes == (
        "1 of 2 students handed in more than once; an export holds only the submission that was "
        "active, so that is the one that is graded.",
    )


def test_the_folder_that_the_zip_unpacks_to(download: Callable[..., Path]) -> None:
    """The export is found one folder further down too, beside what macOS leaves."""
    root = download(
        {
            "assignment_1_export/submission_metadata.yml": METADATA,
            "assignment_1_export/submission_101/hw.py": "x",
            "assignment_1_export/submission_102/hw.py": "x",
            "__MACOSX/assignment_1_export/._submission_metadata.yml": "\0",
        }
    )
    assert [entry.student for entry in read_submissions(root).entries] == ["Ann Lee", "Zoë Ünal"]


def test_names_that_two_people_have(download: Callable[..., Path]) -> None:
    """Their keys get the student number, or the address where there is none."""
    text = METADATA.replace("Zoë Ünal", "ann lee").replace("Bo Li", "Ann Lee")
    first, second = read_submissions(export(download, text)).entries
    assert [p.student for p in first.people] == ["Ann Lee_0101"]
    assert [p.student for p in second.people] == ["ann lee_0102", "Ann Lee_bo@x.edu"]


@pytest.mark.parametrize(
    ("time", "meant"),
    [
        ("2023-09-05T04:12:33-07:00", "2023-09-05T11:12:33+00:00"),
        ("2023-09-05 04:12:33.000000000 +02:00", "2023-09-05T02:12:33+00:00"),
        ("2023-09-05 04:12:33 UTC", "2023-09-05T04:12:33+00:00"),
        ("2023-09-05 04:12:33", None),
        ("2023-13-45 04:12:33 Z", None),
        ("0001-01-01 00:00:00 +10:00", None),
        ("yesterday", None),
        ("", None),
        ("[1, 2]", None),
    ],
)
def test_times(download: Callable[..., Path], time: str, meant: str | None) -> None:
    """Only a time with its zone is one."""
    text = METADATA.replace("2023-09-05 04:12:33.123456000 Z", time)
    assert read_submissions(export(download, text)).entries[0].submitted_at == meant


def test_what_is_missing_on_either_side(download: Callable[..., Path]) -> None:
    """A submission without its folder has an error; a folder without a line is nobody's."""
    root = export(download, METADATA, "submission_103/hw.py", "notes.txt")
    (root / "submission_102/hw.py").unlink()
    (root / "submission_102").rmdir()
    found = read_submissions(root)
    assert [entry.error for entry in found.entries] == [
        None,
        "submission_metadata.yml says that submission_102 is of Zoë Ünal, but it is not there; "
        "export the submissions again.",
    ]
    assert found.left_over == (
        "notes.txt (not in submission_metadata.yml)",
        "submission_103 (not in submission_metadata.yml)",
    )


def test_a_submission_without_submitters(download: Callable[..., Path]) -> None:
    """It is not dropped; the entry says that nobody knows whose it is."""
    text = "submission_101:\n  :submitters: []\nsubmission_102: nonsense\n"
    found = read_submissions(export(download, text))
    assert [(entry.student, entry.error) for entry in found.entries] == [
        (
            f"submission_{i}",
            f"submission_metadata.yml does not say whose submission_{i} is; it needs a submitter.",
        )
        for i in (101, 102)
    ]


def test_a_link_in_place_of_a_submission(download: Callable[..., Path]) -> None:
    """It is not followed."""
    root = export(download)
    (root / "submission_101/hw.py").unlink()
    (root / "submission_101").rmdir()
    (root / "submission_101").symlink_to(root / "submission_102")
    ann = read_submissions(root).entries[0]
    assert ann.error == "submission_101 cannot be read: links are not followed."


def test_a_folder_named_to_climb(download: Callable[..., Path]) -> None:
    """No name in the metadata leads out of the export."""
    text = METADATA + "../../etc:\n  :submitters:\n  - :name: Eve\n"
    root = export(download, text)
    eve = next(e for e in read_submissions(root).entries if e.student == "Eve")
    assert isinstance(eve.path, Path)
    assert eve.path.parent == root
    assert eve.error is not None


def test_two_submissions_of_one_student(download: Callable[..., Path]) -> None:
    """They are attempts in order of time; without times nobody can tell, and both say so."""
    both = METADATA.replace("Zoë Ünal", "Ann Lee").replace("zoe@", "ann@")
    found = read_submissions(export(download, both))
    assert [(e.student, e.attempt, e.error) for e in found.entries] == [
        ("Ann Lee", 1, None),
        ("Ann Lee", 2, None),
    ]
    assert "Ann Lee is in submission_101 and in submission_102." in found.notes
    untimed = both.replace("2023-09-05 04:12:33.123456000 Z", "then")
    error = (
        "Nobody can tell the order of submission_101 and submission_102; keep the one that counts."
    )
    assert {e.error for e in read_submissions(export(download, untimed)).entries} == {error}


def test_a_member_who_is_in_two_groups(download: Callable[..., Path]) -> None:
    """Both submissions would write that student's results, so both say so."""
    both = METADATA.replace("Bo Li", "Ann Lee").replace("bo@", "ann@")
    found = read_submissions(export(download, both))
    error = "Ann Lee is in the submissions of Ann Lee and Zoë Ünal; keep one of them."
    assert [entry.error for entry in found.entries] == [error, error]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "is damaged at line 2"),
        ("a: *nowhere", "is damaged at line 1"),
        ("a: &a [*a]", "is damaged at line 1"),
        ("? {a: b}\n: c", "is damaged at line 1"),
        ("- a\n- b\n", "does not list submissions; export them again"),
        ("", "does not list submissions"),
        ("[" * 5000, "is nested too deep; it is not from Gradescope"),
        ("a:\n  " + "? " * 2000, "is nested too deep"),
        ("\x01: 1", "is damaged"),
    ],
)
def test_metadata_that_cannot_be_read(
    download: Callable[..., Path], text: str, sentence: str
) -> None:
    """One sentence, whatever the bytes."""
    root = export(download, text)
    with pytest.raises(UsageError, match=f"^submission_metadata.yml {sentence}"):
        read_submissions(root)


def test_tags_call_nothing(download: Callable[..., Path], tmp_path: Path) -> None:
    """A tag that would make Python call something is passed over; the rest is read."""
    never = tmp_path / "never"
    text = METADATA.replace("Ann Lee", f"!!python/object/apply:os.mkdir [{never}]")
    found = read_submissions(export(download, text))
    assert [entry.student for entry in found.entries] == ["0101", "Zoë Ünal"]
    assert not never.exists()


def test_many_references_to_one_thing_cost_nothing(download: Callable[..., Path]) -> None:
    """A small file that would be huge written out is read as the small file it is."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    found = read_submissions(export(download, METADATA + "\n".join(rows)))
    assert len(found.entries) == 42


def test_metadata_too_large(download: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is bounded, and the sentence says how."""
    monkeypatch.setattr(gradescope, "_MOST_MB", 0)
    with pytest.raises(UsageError, match="larger than 0 MiB and was not read"):
        read_submissions(export(download))


def test_without_pyyaml(download: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "yaml":
            raise ModuleNotFoundError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    root = export(download)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r'needs PyYAML.*pip install "deep-grader\[gradescope\]"'):
        read_submissions(root)


def test_the_slow_loader_reads_the_same(
    download: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyYAML without its C part gives the same entries."""
    import yaml

    root = export(download)
    fast = read_submissions(root).entries
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert read_submissions(root).entries == fast


def test_no_metadata(download: Callable[..., Path]) -> None:
    """Forced, it says what is missing; the metadata may not be a link either."""
    root = download(["submission_1/hw.py", "submission_2/hw.py"])
    with pytest.raises(UsageError, match=r"has no submission_metadata.yml, and without it nobody"):
        read_submissions(root, system="gradescope")
    (root / "submission_metadata.yml").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match="cannot be read: links are not followed"):
        read_submissions(root, system="gradescope")
