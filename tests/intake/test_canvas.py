"""Canvas downloads, as lib/content_zipper.rb of github.com/instructure/canvas-lms names the files.

There: `get_filename` joins the user's sortable name (lower case, non-word characters deleted),
`LATE`, and the user's id or `anon_` with the anonymous id; `add_upload_submission` puts the
attachment's id and its display name behind; `add_text_or_url` `_text.html` and `_link.html`.
`Attachment.make_unique_filename` (app/models/attachment.rb) puts `-1` behind names that are taken.
Real listings: the README of github.com/mikewesthad/canvas-unzipper.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.load import load_submission
from grader.load.gather import Renamed
from grader.load.roster import Entry, Person

SEVERAL = [
    "leeann_340934_208490284_hw1.py",
    "leeann_340934_208490285_written.md",
    "oconnorbob_LATE_334244_394803489_hw1.ipynb",
    "smithzoe_334245_394803490_work.zip",
]


def test_names_ids_and_late_marks(download: Callable[..., Path]) -> None:
    """One entry per user id; LATE is late, and without it Canvas says that it was in time."""
    root = download(SEVERAL)
    found = read_submissions(root)
    assert (found.system, found.notes, found.left_over) == ("canvas", (), ())
    assert found.entries == (
        Entry(
            "leeann",
            (
                Renamed(root / "leeann_340934_208490284_hw1.py", "hw1.py"),
                Renamed(root / "leeann_340934_208490285_written.md", "written.md"),
            ),
            people=(Person("leeann", "", {"canvas": "340934"}),),
            late=False,
        ),
        Entry(
            "oconnorbob",
            Renamed(root / "oconnorbob_LATE_334244_394803489_hw1.ipynb", "hw1.ipynb"),
            people=(Person("oconnorbob", "", {"canvas": "334244"}),),
            late=True,
        ),
        Entry(
            "smithzoe",
            Renamed(root / "smithzoe_334245_394803490_work.zip", "work.zip"),
            people=(Person("smithzoe", "", {"canvas": "334245"}),),
            late=False,
        ),
    )


def test_files_have_their_own_names_again(download: Callable[..., Path]) -> None:
    """What Canvas put in front and behind is gone, so that one file can import the other."""
    root = download(
        {
            "leeann_340934_1_layers-2.py": "W = 1\n",
            "leeann_340934_2_train.py": "import layers\n",
            "leeann_340934_3_2026_11_data.txt": "1",
            "zhou_340935_4_hw.py": "x = 1\n",
        }
    )
    first, _ = read_submissions(root).entries
    work = load_submission(first.path, student="leeann", assignment="hw")
    assert set(work.files) == {"layers.py", "train.py", "2026_11_data.txt"}


@pytest.mark.parametrize(
    ("given", "own"),
    [
        (["hw-1.py"], ["hw.py"]),
        (["hw.py", "hw-1.py"], ["hw.py", "hw-1.py"]),
        (["hw-1.py", "hw-2.py"], ["hw-1.py", "hw-2.py"]),
        (["hw-0f8fad5b-d9cb-469f-a165-70867728950e.tar.gz"], ["hw.tar.gz"]),
        (["part-1-of-2.py"], ["part-1-of.py"]),
        (["hw-1"], ["hw"]),
        (["-1.py"], ["-1.py"]),
        (["hw-1234.py"], ["hw-1234.py"]),
    ],
)
def test_what_canvas_puts_behind_a_name(
    download: Callable[..., Path], given: list[str], own: list[str]
) -> None:
    """A number or a UUID before the ending is taken away, unless two files became one."""
    names = [f"leeann_340934_{i}_{name}" for i, name in enumerate(given)]
    found = read_submissions(download([*names, "bo_340935_9_x.py"]))
    entry = next(e for e in found.entries if e.student == "leeann")
    parts = entry.path if isinstance(entry.path, tuple) else (entry.path,)
    assert sorted(part.name for part in parts if isinstance(part, Renamed)) == sorted(own)


def test_people_of_the_same_name(download: Callable[..., Path]) -> None:
    """Their keys get the id; nobody else's does."""
    found = read_submissions(
        download(["leeann_11111_1_a.py", "leeann_22222_2_a.py", "bo_33333_3_a.py"])
    )
    assert [entry.student for entry in found.entries] == ["bo", "leeann_11111", "leeann_22222"]
    assert [entry.error for entry in found.entries] == [None, None, None]


def test_anonymous_grading(download: Callable[..., Path]) -> None:
    """Without names the random id is the key, and a note says why no roster joins them."""
    found = read_submissions(
        download(["anon_a1B2c_111_hw.py", "LATE_anon_Zz9xY_112_hw.py", "anon_a1B2c_113_b.py"])
    )
    assert found.system == "canvas"
    assert [(e.student, e.late, e.people) for e in found.entries] == [
        ("anon_a1B2c", False, (Person("anon_a1B2c"),)),
        ("anon_Zz9xY", True, (Person("anon_Zz9xY"),)),
    ]
    assert found.notes == (
        "Canvas left the names out, because the grading is anonymous: no roster can join "
        "them until it is over and the submissions are downloaded again.",
    )


def test_group_work_is_one_entry_with_the_name_of_the_group(
    download: Callable[..., Path],
) -> None:
    """Canvas writes the group's name for the name, and the id of the member who stands for it."""
    found = read_submissions(download(["group1_5551_1_hw.py", "group2_5552_2_hw.py"]))
    assert [(e.student, e.people[0].ids) for e in found.entries] == [
        ("group1", {"canvas": "5551"}),
        ("group2", {"canvas": "5552"}),
    ]


def test_texts_and_links(download: Callable[..., Path]) -> None:
    """A text is a file of the submission; a web address alone cannot be graded, and says so."""
    root = download(["leeann_LATE_11111_text.html", "leeann_11111_7_a.py", "bo_22222_link.html"])
    bo, ann = read_submissions(root).entries
    assert [part.name for part in ann.path if isinstance(part, Renamed)] == [
        "a.py",
        "written online.html",
    ]
    assert ann.late is True
    assert bo.error == (
        "bo handed in a web address (bo_22222_link.html), not a file; "
        "fetch what it leads to and put it in its place."
    )


def test_a_text_that_was_typed_is_a_written_answer(download: Callable[..., Path]) -> None:
    """The page of app/views/assignments/text_entry_page.html.erb: title, name, then the text."""
    page = (
        "<html><head><title>HW1: Ann Lee</title></head><body>\n<h1>HW1: Ann Lee</h1>\n"
        '<div style="width: 600px;">\n  <p><strong>s1.T1.why</strong></p><p>It is 1.</p>\n</div>\n'
        "</body></html>"
    )
    root = download({"leeann_11111_text.html": page, "bo_22222_1_a.py": "x = 1"})
    entry = read_submissions(root).entries[1]
    work = load_submission(entry.path, student="leeann", assignment="hw")
    assert dict(work.texts) == {"s1.T1.why": "It is 1."}


def test_one_id_with_two_names(download: Callable[..., Path]) -> None:
    """Canvas never writes that; the entry says it, when it was said that this is Canvas."""
    root = download(["leeann_11111_1_a.py", "leebob_11111_2_b.py"])
    assert read_submissions(root).system == "plain"
    (entry,) = read_submissions(root, system="canvas").entries
    assert entry.error == (
        "leeann and leebob have the same user id in Canvas; keep the files of one."
    )


def test_what_belongs_to_nobody(download: Callable[..., Path]) -> None:
    """A gradebook beside the files hinders nothing, and is listed."""
    found = read_submissions(download([*SEVERAL, "2026-11-20T1200_Grades-DL.csv"]))
    assert found.system == "canvas"
    assert found.left_over == (
        "2026-11-20T1200_Grades-DL.csv (not of the form name_user_attachment_file)",
    )


def test_a_link_on_disk(download: Callable[..., Path]) -> None:
    """It would lead elsewhere, so the entry says that it is not followed."""
    root = download(SEVERAL)
    (root / "zed_340999_1_hw.py").symlink_to(root / SEVERAL[0])
    zed = read_submissions(root).entries[-1]
    assert zed.error == "zed_340999_1_hw.py cannot be read: links are not followed."


@pytest.mark.parametrize(
    "names",
    [
        ["ann_2026_11_hw.py", "bob_2026_11_hw.py"],  # one id, two names
        ["ann_1_1_hw.py", "bob_2_1_hw.py"],  # one attachment twice
        ["ann_1_2_hw.py"],  # one student with small ids
        ["Ann_11111_22222_hw.py", "Bob_11112_22223_hw.py"],  # Canvas writes small letters
        ["ann_11111_22222_hw.py", "bob_11112_22223_hw.py", "carl.py"],
    ],
)
def test_what_only_looks_like_it(download: Callable[..., Path], names: list[str]) -> None:
    """On doubt it is a folder made by hand."""
    assert read_submissions(download(names)).system == "plain"


@pytest.mark.parametrize(
    "name",
    [
        "ann_11111_22222_hw.py",
        "ann_LATE_1_2_hw.py",
        "álvarezélia_11111_22222_hw.py",
        "李_11111_22222_x.py",
    ],
)
def test_a_single_student(download: Callable[..., Path], name: str) -> None:
    """A late mark or ids as large as those of hosted Canvas are enough."""
    assert read_submissions(download([name])).system == "canvas"
