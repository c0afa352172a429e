"""Moodle downloads, as mod/assign/classes/downloader.php of github.com/moodle/moodle names them.

`get_student_prefix`: the full name (underscores become spaces) or "participant" of the site's
language, or the group's name for team submissions, then `_` and the id; `load_submissionplugin_filelist`:
`_assignsubmission_` and the plugin, then a folder or, flat, `_` and the file. Before Moodle 4.1
folders end in one more underscore (`Ann Lee_12345_assignsubmission_file_`). The worksheet: columns of
mod/assign/gradingtable.php; its status as in lang/en/assign.php ("submittedlateshort": "... late") and in the language packs; German ones
write "Teilnehmer/in12345" without a space, below "ID".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.load import load_submission
from grader.load.gather import Renamed
from grader.load.roster import Entry, Person

FOLDERS = [
    "Ann Lee_12345_assignsubmission_file/hw.py",
    "Ann Lee_12345_assignsubmission_onlinetext/onlinetext.html",
    "Zoë O'Connor-Müller_12346_assignsubmission_file_/sub/hw.ipynb",
]
SHEET = (
    "\ufeffIdentifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 12345,Ann Lee,s-77,ann@x.edu,Submitted for grading - 3 hours 2 mins late - ,,"
    '100.00,Yes,"Friday, 20 November 2026, 11:59 PM",-,\n'
    "Participant 12346,Zoë O'Connor-Müller,s-78,zoe@x.edu,Submitted for grading - ,,100.00,Yes,-,-,\n"
    "Participant 12399,Bo Nothing,s-79,bo@x.edu,No submission - ,,100.00,Yes,-,-,\n"
)


def test_folders_of_all_versions(download: Callable[..., Path]) -> None:
    """All plugins of one id are one submission; with or without the last underscore."""
    root = download(FOLDERS)
    found = read_submissions(root)
    assert (found.system, found.notes, found.left_over) == ("moodle", (), ())
    assert found.entries == (
        Entry(
            "Ann Lee",
            (
                root / "Ann Lee_12345_assignsubmission_file",
                Renamed(
                    root / "Ann Lee_12345_assignsubmission_onlinetext" / "onlinetext.html",
                    "written online.html",
                ),
            ),
            people=(Person("Ann Lee", "Ann Lee", {"moodle": "12345"}),),
        ),
        Entry(
            "Zoë O'Connor-Müller",
            root / "Zoë O'Connor-Müller_12346_assignsubmission_file_",
            people=(Person("Zoë O'Connor-Müller", "Zoë O'Connor-Müller", {"moodle": "12346"}),),
        ),
    )


def test_flat_files_have_their_own_names_again(download: Callable[..., Path]) -> None:
    """Without folders the whole prefix stands in front of each file."""
    root = download(
        {
            "Ann Lee_12345_assignsubmission_file_layers.py": "W = 1\n",
            "Ann Lee_12345_assignsubmission_file_my_train.py": "import layers\n",
            "Ann Lee_12345_assignsubmission_onlinetext_onlinetext.html": "<p>hello</p>",
        }
    )
    (entry,) = read_submissions(root).entries
    assert isinstance(entry.path, tuple)
    assert isinstance(entry.path[0], Renamed)
    work = load_submission(entry.path, student="x", assignment="hw")
    assert set(work.files) == {"layers.py", "my_train.py", "written online.html"}


@pytest.mark.parametrize("name", ["onlinetext.html", "テキスト.html"])
@pytest.mark.parametrize("flat", [True, False])
def test_a_text_that_was_typed_is_a_written_answer(
    download: Callable[..., Path], name: str, flat: bool
) -> None:
    """Its headings name the questions, as in `written.md`; pictures in it are files."""
    page = (
        '<!DOCTYPE html><html><head><meta charset="UTF-8"></head><body>'
        "<h3>s1.T1.why</h3><p>Because \\(x&lt;1\\).</p></body></html>"
    )
    prefix = "Ann Lee_5_assignsubmission_onlinetext" + ("_" if flat else "/")
    root = download({prefix + name: page, prefix + "plot.png": "png"})
    (entry,) = read_submissions(root).entries
    work = load_submission(entry.path, student="x", assignment="hw")
    assert dict(work.texts) == {"s1.T1.why": "Because $x<1$."}
    assert set(work.files) == {"written online.html", "plot.png"}


def test_a_folder_of_typed_text_that_is_unusual(download: Callable[..., Path]) -> None:
    """Two pages: nobody can tell which was typed, so both stay files."""
    prefix = "Ann Lee_5_assignsubmission_onlinetext/"
    root = download([prefix + "a.html", prefix + "b.html"])
    (entry,) = read_submissions(root).entries
    assert entry.path == root / prefix.rstrip("/")


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer in", "参加者", "Participante"])
def test_blind_marking_in_any_language(download: Callable[..., Path], word: str) -> None:
    """One word for everybody is no name; keys are the word and the id."""
    found = read_submissions(
        download([f"{word}_{i}_assignsubmission_file/hw.py" for i in (101, 102)])
    )
    assert [(e.student, e.people[0].name, e.people[0].ids) for e in found.entries] == [
        (f"{word}_101", "", {"moodle": "101"}),
        (f"{word}_102", "", {"moodle": "102"}),
    ]
    assert found.notes == (
        f"Moodle calls everybody {word!r}, because the marking is blind: "
        "a grading worksheet with names, as roster, joins them.",
    )


def test_two_people_of_one_name(download: Callable[..., Path]) -> None:
    """Two among others are no blind marking; their keys get the id."""
    names = ["Ann Lee_1", "Ann Lee_2", "Bo Li_3"]
    found = read_submissions(download([f"{n}_assignsubmission_file/a.py" for n in names]))
    assert [(e.student, e.people[0].name) for e in found.entries] == [
        ("Ann Lee_1", "Ann Lee"),
        ("Ann Lee_2", "Ann Lee"),
        ("Bo Li", "Bo Li"),
    ]


def test_team_submissions(download: Callable[..., Path]) -> None:
    """Groups with their id, and the default group, which has none."""
    found = read_submissions(
        download(
            [
                "Group A_77_assignsubmission_file/hw.py",
                "Default group_assignsubmission_file/hw.py",
                "Group B-Ann Lee_12_assignsubmission_file_/hw.py",
            ]
        )
    )
    assert [(e.student, dict(e.people[0].ids)) for e in found.entries] == [
        ("Default group", {}),
        ("Group A", {"moodle": "77"}),
        ("Group B-Ann Lee", {"moodle": "12"}),
    ]


def test_a_worksheet_beside_the_folders(download: Callable[..., Path]) -> None:
    """Its ids and late marks are taken; its times have no zone and are not."""
    root = download(FOLDERS)
    (root / "Grades-DL-HW1-998.csv").write_text(SHEET, encoding="utf-8")
    found = read_submissions(root)
    assert found.notes == ("Names, ids and late marks were read from Grades-DL-HW1-998.csv.",)
    assert found.left_over == ()
    assert [(e.late, e.submitted_at, dict(e.people[0].ids)) for e in found.entries] == [
        (True, None, {"moodle": "12345", "email": "ann@x.edu", "sid": "s-77"}),
        (False, None, {"moodle": "12346", "email": "zoe@x.edu", "sid": "s-78"}),
    ]


def test_a_worksheet_gives_blind_marking_its_names(download: Callable[..., Path]) -> None:
    """Once the names are told, the entries have them."""
    root = download([f"Participant_{i}_assignsubmission_file/hw.py" for i in (12345, 12346)])
    (root / "sheet.csv").write_text(SHEET, encoding="utf-16")
    assert [e.student for e in read_submissions(root).entries] == ["Ann Lee", "Zoë O'Connor-Müller"]


@pytest.mark.parametrize(
    ("status", "late"),
    [
        ("Zur Bewertung abgegeben - 2 Tage später - ", True),
        ("Remis pour évaluation - 2 jours de retard", True),
        ("Ingeleverd voor beoordeling - 1 dag laat", True),
        ("Inviato per la valutazione - 3 ore in ritardo", True),
        ("Zur Bewertung abgegeben", None),
        ("Submitted for grading - In marking", False),
        ("Submitted for grading - translated", False),
        ("Enviado", None),
    ],
)
def test_late_in_other_languages(
    download: Callable[..., Path], status: str, late: bool | None
) -> None:
    """What is not understood says nothing."""
    root = download(["Ann Lee_5_assignsubmission_file/hw.py"])
    (root / "s.csv").write_text(f"ID;Status\nTeilnehmer/in5;{status}\n", "utf-8")
    (entry,) = read_submissions(root).entries
    assert entry.late is late


def test_what_belongs_to_nobody(download: Callable[..., Path]) -> None:
    """It is listed with the reason; so is a table that is no worksheet."""
    root = download([*FOLDERS, "notes.txt", "grades.csv"])
    assert read_submissions(root).left_over == (
        "grades.csv (no _assignsubmission_ in its name)",
        "notes.txt (no _assignsubmission_ in its name)",
    )


def test_one_id_with_two_names(download: Callable[..., Path]) -> None:
    """Two downloads were mixed; the entry says it."""
    root = download(
        ["Ann_5_assignsubmission_file/a.py", "Bo_5_assignsubmission_onlinetext/onlinetext.html"]
    )
    (entry,) = read_submissions(root).entries
    assert entry.error == "Ann and Bo have the same id in Moodle; keep the files of one."


def test_a_link_on_disk(download: Callable[..., Path]) -> None:
    """It is not followed, and the entry says so."""
    root = download(FOLDERS)
    (root / "Ed_9_assignsubmission_file_hw.py").symlink_to(root / "x")
    ed = next(e for e in read_submissions(root).entries if e.student == "Ed")
    assert ed.error == "Ed_9_assignsubmission_file_hw.py cannot be read: links are not followed."


def test_a_few_names_of_the_form_are_not_enough(download: Callable[..., Path]) -> None:
    """Where most things are named otherwise, all are taken for students, with a note."""
    root = download(["Ann_5_assignsubmission_file/a.py", "bo.py", "cy.py", "di.py"])
    found = read_submissions(root)
    assert found.system == "plain"
    assert found.notes == (
        "download looks a little like a download of Moodle (1 of 4 things fit), but not for "
        "certain, so that each thing in it was taken for one student; --system moodle reads it "
        "as that, --system plain ends this note.",
    )
    assert read_submissions(root, system="plain").notes == ()
    assert len(read_submissions(root, system="moodle").left_over) == 3
