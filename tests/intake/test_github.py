"""Clones of GitHub Classroom, as github.com/github/gh-classroom makes them.

cmd/gh-classroom/clone/student-repos/student-repos.go clones each repository into
`<slug>-submissions/<slug>-<login or team>`; cmd/gh-classroom/assignment-grades writes grades.csv with the
headers below (`group_name` for group work). Rows of group work repeat the repository for each
member. Timestamps such as `2026-01-15T23:59:00Z` (ISO) and `2022-11-20 22:59:00 UTC` (Rails) are seen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.load import load_submission
from grader.load.roster import Person

HEADERS = (
    "assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,"
    "student_repository_name,student_repository_url,submission_timestamp,points_awarded,"
    "points_available"
)


def clone(name: str, **files: str) -> dict[str, str]:
    """A clone with the files that Classroom puts there."""
    return {
        f"{name}/.git/HEAD": "ref: refs/heads/main\n",
        f"{name}/.git/config": "[core]\n\tfsmonitor = touch /tmp/never\n",
        f"{name}/.github/classroom/autograding.json": "{}",
        f"{name}/README.md": "# HW\n",
        f"{name}/hw.py": "x = 1\n",
        **{f"{name}/{path}": text for path, text in files.items()},
    }


def grades(*rows: tuple[str, str, str, str]) -> str:
    """A grades.csv: login, identifier, repository, time."""
    lines = [f"HW,u,s,{login},{who},{repo},u,{time},5,10" for login, who, repo, time in rows]
    return "\n".join([HEADERS, *lines]) + "\n"


CLONES = clone("hw-1-ann-lee") | clone("hw-1-bob") | clone("hw-1-Zoe42")


def test_logins_from_the_names(download: Callable[..., Path]) -> None:
    """What stands behind the slug is the login, hyphens and all; times are not known."""
    root = download(CLONES, name="hw-1-submissions")
    found = read_submissions(root)
    assert (found.system, found.left_over) == ("github", ())
    assert [(e.student, e.path, e.people, e.submitted_at) for e in found.entries] == [
        (login, root / f"hw-1-{login}", (Person(login, "", {"github": login}),), None)
        for login in ("ann-lee", "bob", "Zoe42")
    ]
    assert found.notes == (
        "When 3 of 3 submissions were handed in is not known: a commit's time is what its author "
        "claims, and is not used; the grades.csv of GitHub Classroom tells it.",
    )


def test_only_the_work_is_a_submission(download: Callable[..., Path]) -> None:
    """`.git` and `.github` are not laid out beside the code."""
    root = download(CLONES, name="hw-1-submissions")
    entry = read_submissions(root).entries[0]
    work = load_submission(entry.path, student=entry.student, assignment="hw")
    assert set(work.files) == {"README.md", "hw.py"}


def test_one_student_alone(download: Callable[..., Path]) -> None:
    """The folder's name says where the login starts, so one clone is enough."""
    found = read_submissions(download(clone("hw1-ann"), name="hw1-submissions"))
    assert (found.system, found.entries[0].student) == ("github", "ann")


def test_times_and_identifiers_from_the_grades(download: Callable[..., Path]) -> None:
    """A table beside or among the clones tells who and when; a time without zone is none."""
    table = grades(
        ("ann-lee", "ann@x.edu", "hw-1-ann-lee", "2026-01-15T23:59:00Z"),
        ("bob", "s-17", "test-org/hw-1-bob", "2022-11-20 22:59:00 UTC"),
        ("Zoe42", "", "hw-1-Zoe42", "01-15-2026"),
        ("gone", "", "hw-1-gone", "2026-01-15T23:59:00Z"),
    )
    root = download(CLONES, name="hw-1-submissions")
    for place in (root, root.parent):
        path = place / "grades.csv"
        path.write_text(table)
        found = read_submissions(root)
        path.unlink()
        assert found.left_over == ()
        assert [(e.student, e.submitted_at, dict(e.people[0].ids)) for e in found.entries] == [
            ("ann-lee", "2026-01-15T23:59:00+00:00", {"github": "ann-lee", "email": "ann@x.edu"}),
            ("bob", "2022-11-20T22:59:00+00:00", {"github": "bob", "sid": "s-17"}),
            ("Zoe42", None, {"github": "Zoe42"}),
        ]
        assert found.notes[0] == "Logins and times were read from grades.csv."
        assert found.notes[1].startswith("When 1 of 3 submissions were handed in is not known")


def test_only_tables_of_grades_are_opened_beside_the_clones(
    download: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of downloads may hold anything; a table named by Classroom counts."""
    root = download(CLONES, name="hw-1-submissions")
    text = grades(("bob", "", "hw-1-bob", "2026-01-15T20:00:00Z"))
    (root.parent / "bank.csv").write_text(text)
    assert {e.submitted_at for e in read_submissions(root).entries} == {None}
    (root.parent / "hw-1-Grades-1234.csv").write_text(text)
    monkeypatch.chdir(root.parent)
    found = read_submissions(Path("hw-1-submissions"))
    assert found.entries[1].submitted_at == "2026-01-15T20:00:00+00:00"


def test_team_work(download: Callable[..., Path]) -> None:
    """All members in the table handed in together; the newest time counts."""
    table = grades(
        ("bob", "", "hw-team-a", "2026-01-15T20:00:00Z"),
        ("Ann", "", "hw-team-a", "2026-01-15T23:00:00+02:00"),
        ("ann", "", "hw-team-a", "2026-01-15T20:00:00Z"),
        ("cy", "", "hw-team-b", "2026-01-15T20:00:00Z"),
    )
    root = download(clone("hw-team-a") | clone("hw-team-b"), name="hw-submissions")
    (root / "grades.csv").write_text(table)
    first, second = read_submissions(root).entries
    assert [p.student for p in first.people] == ["ann", "bob"]
    assert (first.student, first.submitted_at) == ("ann", "2026-01-15T23:00:00+02:00")
    assert (second.student, [p.student for p in second.people]) == ("cy", ["cy"])


def test_teams_without_a_table(download: Callable[..., Path]) -> None:
    """The team's name is all there is."""
    root = download(clone("hw-team-a") | clone("hw-team-b"), name="hw-submissions")
    assert [e.student for e in read_submissions(root).entries] == ["team-a", "team-b"]


def test_what_belongs_to_nobody(download: Callable[..., Path]) -> None:
    """A roster among the clones is listed, and so is a table of another assignment."""
    root = download(CLONES, name="hw-1-submissions")
    (root / "classroom_roster.csv").write_text("identifier,github_username,github_id,name\n")
    (root / "old.csv").write_text(grades(("ann", "", "hw-0-ann", "2026-01-15T20:00:00Z")))
    assert read_submissions(root).left_over == (
        "classroom_roster.csv (no clone of a repository)",
        "old.csv (no clone of a repository)",
    )


def test_clones_in_a_folder_of_another_name(download: Callable[..., Path]) -> None:
    """Without the folder's name nobody knows where the login starts; it is said how to tell."""
    root = download(CLONES, name="class")
    found = read_submissions(root)
    assert (found.system, found.entries[0].student) == ("plain", "hw-1-ann-lee")
    assert found.notes == (
        "class looks a little like a download of GitHub Classroom (3 of 3 things fit), but not "
        "for certain, so that each thing in it was taken for one student; --system github reads "
        "it as that, --system plain ends this note.",
    )
    forced = read_submissions(root, system="github")
    assert forced.entries[0].people == (Person("hw-1-ann-lee"),)
    assert forced.notes[0] == (
        "The name of the assignment in front of the logins is not known, so that each student "
        "has the name of the repository; name the folder like hw1-submissions, or put the "
        "grades.csv of GitHub Classroom beside it."
    )


def test_the_table_tells_where_the_login_starts(download: Callable[..., Path]) -> None:
    """One line of it is enough for all clones."""
    root = download(CLONES, name="class")
    (root / "grades.csv").write_text(grades(("bob", "", "hw-1-bob", "2026-01-15T20:00:00Z")))
    found = read_submissions(root, system="github")
    assert [e.student for e in found.entries] == ["ann-lee", "bob", "Zoe42"]


@pytest.mark.parametrize("extra", ["hw-2-eve/hw.py", "hw-1-/hw.py"])
def test_one_folder_that_does_not_fit(download: Callable[..., Path], extra: str) -> None:
    """Then it is not certain."""
    root = download(CLONES | {extra: "x = 1"}, name="hw-1-submissions")
    assert read_submissions(root).system == "plain"


def test_a_folder_that_is_named_so_but_holds_no_clones(download: Callable[..., Path]) -> None:
    """Nothing of it comes from git, so the names stay as they are."""
    root = download(["hw-1-ann/hw.py", "hw-1-bob/hw.py"], name="hw-1-submissions")
    assert [e.student for e in read_submissions(root).entries] == ["hw-1-ann", "hw-1-bob"]


def test_a_link_in_place_of_a_clone(download: Callable[..., Path]) -> None:
    """It is not followed, and the entry says so."""
    root = download(CLONES, name="hw-1-submissions")
    (root / "hw-1-eve").symlink_to(root / "hw-1-bob")
    eve = next(e for e in read_submissions(root).entries if e.student == "eve")
    assert eve.error == "hw-1-eve cannot be read: links are not followed."


def test_git_is_never_run(
    download: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository's settings can start programs; nothing here starts any."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (bin_folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_folder))
    read_submissions(download(CLONES, name="hw-1-submissions"))
    assert not (tmp_path / "ran").exists()
