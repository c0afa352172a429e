"""`grader export`: files, what is said on which stream, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import results
from grader.cli.main import main
from grader.journal import Entry, Journal
from grader.load.roster import Person
from grader.people import People

Make = Callable[..., Any]


@pytest.fixture
def batch(tmp_path: Path, result: Make, verdict: Make) -> Callable[..., Path]:
    """Makes the folder of a graded batch: two complete results unless others are given."""

    def make(*data: dict[str, Any], **people: Any) -> Path:
        out = tmp_path / "out"
        (out / "results").mkdir(parents=True)
        everybody = data or (
            result("ann", name="Ann Lee", ids={"canvas": "101", "email": "ann@x.org"}, final=9.5),
            result("bo", name="Bo Chen", ids={"canvas": "102", "email": "bo@x.org"}),
        )
        journal = Journal(out / "journal")
        for one in everybody:
            results.write(out, one)
            journal.append(
                Entry(
                    student=one["student"],
                    key="k",
                    earned=one["earned"],
                    possible=one["possible"],
                    statuses={},
                    sandbox="1",
                )
            )
        People(**people).save(out)
        return out

    return make


def export(*words: object) -> int:
    """Runs the command and gives its exit code."""
    with pytest.raises(SystemExit) as end:
        main(["export", *map(str, words)])
    return int(end.value.code or 0)


def test_everybody_matched(batch: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and one sentence."""
    to = tmp_path / "new" / "canvas.csv"
    assert export(batch(), "--format", "canvas", "--column", "HW (1)", "--to", to) == 0
    said = capsys.readouterr()
    assert said.out == f"Wrote 2 marks to {to}.\n"
    assert said.err == ""
    rows = list(csv.reader(io.StringIO(to.read_text())))
    assert [row[-1] for row in rows] == ["HW (1)", "10", "9.5", "10"]
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert stat.S_IMODE(to.parent.stat().st_mode) == 0o700


def test_into_a_gradebook(batch: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who is not in it is listed and counted, and the exit code is 2."""
    given = tmp_path / "given.csv"
    given.write_text(
        "Student,ID,SIS Login ID,Section,Homework 1 (1)\n    Points Possible,,,,20\n"
        '"Lee, Ann",101,a,S,\n"Cruz, Cy",103,c,S,\n'
    )
    to = tmp_path / "to.csv"
    code = export(batch(), "--format", "canvas", "--into", given, "--to", to, "--scale")
    assert code == 2
    assert to.read_text() == given.read_text().replace("101,a,S,", "101,a,S,19")
    said = capsys.readouterr()
    assert said.out == (
        f"Wrote 1 mark to {to}; 1 person is missing or without a mark, see above.\n"
    )
    assert said.err.splitlines() == [
        "Not in the file, or without the id that it goes by (1):",
        "  bo (Bo Chen)",
        "Marks were scaled from the 10 points of the homework to the 20 of the file.",
        f"1 rows of {given} have no result here; they stay as they were.",
    ]


def test_a_reason_that_most_of_a_class_share_is_said_once(
    batch: Make,
    result: Make,
    verdict: Make,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Three hundred lines of the same would hide the two that differ; every name still stands."""
    names = [f"s{n:02}" for n in range(30)]
    waiting = [result(s, verdict("w", status="manual")) for s in names]
    out = batch(*waiting, result("bo", verdict("w", status="broken")))
    assert export(out, "--format", "csv", "--to", tmp_path / "x.csv") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Mark not known yet, left blank (31):"
    assert "  bo: 1 check broke on our side" in lines
    (line,) = [line for line in lines if "waits for a person" in line]
    assert line == f"  30 people: 1 answer waits for a person ({'; '.join(names)})"


def test_unknown_marks(
    batch: Make,
    result: Make,
    verdict: Make,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Blank and listed with the reason, or the certain part when that is asked for."""
    out = batch(
        result("ann", verdict("a"), verdict("w", status="manual"), ids={"email": "ann@x.org"}),
        result("bo", verdict("a"), verdict("w", status="broken"), ids={"email": "bo@x.org"}),
        without_submission=(Person("cy", "Cy Cruz", {"email": "cy@x.org"}),),
    )
    to = tmp_path / "moodle.csv"
    assert export(out, "--format", "moodle", "--to", to) == 2
    assert to.read_text().splitlines()[1:] == ["ann@x.org,", "bo@x.org,", "cy@x.org,"]
    said = capsys.readouterr()
    assert "2 people are missing or without a mark" in said.out
    assert said.err.splitlines()[:5] == [
        "Mark not known yet, left blank (2):",
        "  ann: 1 answer waits for a person",
        "  bo: 1 check broke on our side",
        "Handed in nothing, no mark (1):",
        "  cy (Cy Cruz)",
    ]
    assert said.err.splitlines()[-1] == (
        "--incomplete partial writes the points that are certain already."
    )
    assert export(out, "--format", "moodle", "--incomplete", "partial", "--to", to) == 0
    assert to.read_text().splitlines()[1:] == ["ann@x.org,1", "bo@x.org,1", "cy@x.org,"]
    assert "only the certain points are counted (2):" in capsys.readouterr().err


def test_marks_before_the_policy(batch: Make, tmp_path: Path) -> None:
    """`--marks earned` passes over what was taken off."""
    to = tmp_path / "m.csv"
    assert export(batch(), "--format", "moodle", "--marks", "earned", "--to", to) == 0
    assert "ann@x.org,10" in to.read_text()


def test_to_the_terminal(batch: Make, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The file is all of standard output, so that it can be piped on."""
    assert export(batch(), "--format", "csv", "--to", "-") == 0
    said = capsysbinary.readouterr()
    assert said.out.startswith(b'"student","name",')
    assert said.out.count(b"\r\n") == 3
    assert said.err == b"Wrote 2 marks to the terminal.\n"


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_without_names(batch: Make, tmp_path: Path, shape: str) -> None:
    """The same codes in every export of a batch, and a key file only when asked for."""
    out, to, key = batch(), tmp_path / "to.csv", tmp_path / "key.csv"
    words = ("--shape", shape, "--without-names", "--to", to)
    assert export(out, "--format", "csv", *words) == 0
    assert not key.exists()
    first = to.read_text()
    for word in ("ann", "bo@", "Lee", "Chen", "101"):
        assert word not in first
    assert export(out, "--format", "csv", *words, "--key", key) == 0
    assert to.read_text() == first
    rows = list(csv.DictReader(io.StringIO(key.read_text())))
    assert [row["student"] for row in rows] == ["ann", "bo"]
    for row in rows:
        assert row["code"] in first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "codes.secret").stat().st_mode) == 0o600


def test_pages(batch: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of pages, closed to others; never among older ones."""
    out, to = batch(), tmp_path / "pages"
    assert export(out, "--format", "pages", "--without-names", "--to", to) == 0
    assert capsys.readouterr().out == f"Wrote 3 pages without names to {to}.\n"
    files = sorted(path for path in to.rglob("*") if path.is_file())
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in (to, to / "reports")} == {0o700}
    assert export(out, "--format", "pages", "--to", to) == 1
    assert f"{to} is not empty; give a new folder" in capsys.readouterr().err


def test_results_for_gradescope(
    batch: Make, result: Make, verdict: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file for each student whose mark is known; the others are listed."""
    out = batch(
        result("ann", verdict("a", visibility="hidden")),
        result("bo", verdict("w", status="manual")),
    )
    to = tmp_path / "gs"
    assert export(out, "--format", "gradescope", "--hidden", "visible", "--to", to) == 2
    assert [path.name for path in to.iterdir()] == ["ann"]
    data = json.loads((to / "ann" / "results.json").read_text())
    assert (data["score"], data["tests"][0]["visibility"]) == (1.0, "visible")
    assert "Mark not known yet, no results.json was written (1):" in capsys.readouterr().err


def test_one_result_for_gradescope(
    batch: Make, result: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of one student the file itself; of more there is no telling whose it should be."""
    to = tmp_path / "results.json"
    out = batch()
    assert export(out, "--format", "gradescope", "--to", to) == 1
    assert "holds 2 results, and results.json is one: give --to" in capsys.readouterr().err
    (out / "journal").write_text((out / "journal").read_text().splitlines(keepends=True)[0])
    assert export(out, "--format", "gradescope", "--to", to) == 0
    assert json.loads(to.read_text())["score"] == 9.5


def test_parquet_and_summary(batch: Make, tmp_path: Path) -> None:
    """The remaining kinds of files."""
    out = batch()
    assert export(out, "--format", "parquet", "--to", tmp_path / "x.parquet") == 0
    assert (tmp_path / "x.parquet").read_bytes()[:4] == b"PAR1"
    assert export(out, "--format", "github", "--to", tmp_path / "summary.md") == 0
    assert (tmp_path / "summary.md").read_text().startswith("## Homework 1")
    assert export(out, "--format", "github", "--to", tmp_path / "grades.csv") == 0
    assert "ann@x.org" in (tmp_path / "grades.csv").read_text()


def test_feedback_into_a_worksheet(batch: Make, tmp_path: Path) -> None:
    """The option reaches the file."""
    given, to = tmp_path / "sheet.csv", tmp_path / "to.csv"
    given.write_text(
        "Identifier,Email address,Grade,Maximum Grade,Feedback comments\n"
        "Participant 1,ann@x.org,,10.00,\nParticipant 2,bo@x.org,,10.00,\n"
    )
    words = ("--into", given, "--to", to, "--feedback")
    assert export(batch(), "--format", "moodle", *words) == 0
    assert "Participant 1,ann@x.org,9.5,10.00,<p>Question 1: 10 of 10</p>" in to.read_text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("csv", "--into", "x"), "--into is for --format canvas or moodle, not for csv"),
        (("canvas", "--without-names"), "--without-names is for --format csv or parquet"),
        (("canvas", "--feedback"), "--feedback is for --format moodle, not for canvas"),
        (("moodle", "--scale"), "--scale needs --into, the file that is to be filled."),
        (("moodle", "--feedback"), "--feedback needs --into"),
        (("csv", "--key", "k"), "--key says who is behind the codes of --without-names; give both"),
        (("pages", "--to", "-"), "--format pages writes a folder; give --to a folder's name."),
        (("csv", "--to", "."), ". is a folder; give --to the name of a file."),
        (("csv", "--seed", "1"), "--seed is for --format gradescope-autograder, not for csv"),
        (("gradescope-autograder", "--marks", "final"), "--marks is for --format csv or"),
        (("gradescope-autograder", "--to", "-"), "An autograder is a zip file"),
        (("moodle", "--into", "missing.csv"), "missing.csv cannot be read: No such file"),
    ],
)
def test_wrong_use(
    batch: Make,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    why: str,
) -> None:
    """Each combination that means nothing is told, with exit code 1, and nothing is written."""
    to = () if "--to" in words else ("--to", tmp_path / "to")
    assert export(batch(), "--format", *words, *to) == 1
    assert why in capsys.readouterr().err
    assert not (tmp_path / "to").exists()


def test_the_given_file_is_kept(
    batch: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong with an import, the original is there."""
    given = tmp_path / "g.csv"
    given.write_text("Student,ID,SIS Login ID,Section,Homework 1 (1)\n")
    assert export(batch(), "--format", "canvas", "--into", given, "--to", given) == 1
    assert "is the file given with --into; write to another" in capsys.readouterr().err
    assert given.read_text() == "Student,ID,SIS Login ID,Section,Homework 1 (1)\n"


def test_no_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without results, or none at all."""
    assert export(tmp_path / "missing", "--format", "csv", "--to", tmp_path / "x") == 1
    assert "holds no graded submissions; `grader grade ... --out" in capsys.readouterr().err


def test_a_folder_that_is_no_batch_is_left_alone(tmp_path: Path) -> None:
    """A wrong DIR must not close somebody's home to others."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "page.html").write_text("x")
    for path in (home, home / "page.html"):
        path.chmod(0o755)
    assert export(home, "--format", "csv", "--to", tmp_path / "x") == 1
    assert {stat.S_IMODE(p.stat().st_mode) for p in (home, home / "page.html")} == {0o755}


def test_no_place_to_write(batch: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in the way of a folder."""
    (tmp_path / "file").write_text("")
    assert export(batch(), "--format", "csv", "--to", tmp_path / "file" / "x.csv") == 1
    assert "x.csv cannot be written: " in capsys.readouterr().err


def test_names_do_not_move_the_cursor(
    batch: Make, result: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name may hold anything; the terminal shows it and obeys nothing."""
    out = batch(result("x\x1b[2J", name="\x1b]0;owned\x07"))
    assert export(out, "--format", "github", "--to", tmp_path / "g.csv") == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_folder_that_others_could_read_is_closed(batch: Make, tmp_path: Path) -> None:
    """Also when it was made by an older version, or unpacked by hand."""
    out = batch()
    out.chmod(0o755)
    (out / "results" / "ann.json").chmod(0o644)
    assert export(out, "--format", "csv", "--to", tmp_path / "x.csv") == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert stat.S_IMODE((out / "results" / "ann.json").stat().st_mode) == 0o600
