"""What the terminal shows of a self-check.

`RENEW_GOLDEN=1 python -m pytest tests/selfcheck/test_terminal.py` writes tests/golden/check anew; look
at the difference before committing it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_handout import HEAD, MIXED, copied, notebook

from grader.selfcheck.ahead import Ahead
from grader.selfcheck.handout import read_handout
from grader.selfcheck.run import SelfCheck
from grader.selfcheck.terminal import Teller, exit_code, total
from grader.types import Result, Verdict

GOLDEN = Path(__file__).parents[1] / "golden" / "check"


def verdict(status: str = "passed", **fields: Any) -> Verdict:
    """The end of a check."""
    known: dict[str, Any] = {
        "check": "a.b",
        "question": "q1",
        "title": "It is so.",
        "earned": 0.0,
        "points": 1.0,
        "visibility": "public",
    }
    return Verdict(status=status, **(known | fields))  # type: ignore[arg-type]


def result(*verdicts: Verdict, notes: tuple[str, ...] = ()) -> Result:
    """A self-check."""
    return Result(
        assignment="small",
        student="you",
        digest="",
        verdicts=verdicts,
        made_with={},
        started_at="",
        seconds=0.0,
        notes=notes,
    )


TO_DO = verdict("failed", evidence={"what": "answers['q3']", "got": "None"})


@pytest.fixture
def lines() -> list[str]:
    """What is printed."""
    return []


@pytest.fixture
def teller(lines: list[str]) -> Teller:
    """Prints into `lines`."""
    return Teller(width=4, hidden=True, echo=lambda line: lines.append(plain(line)))


def plain(line: str) -> str:
    """Without colours."""
    import click

    return click.unstyle(line)


def golden(name: str, text: str) -> None:
    """Compares with the stored text."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def shown(folder: Path) -> str:
    """All that the terminal shows of the work in a handout."""
    out: list[str] = []
    with SelfCheck(read_handout(folder)) as check:
        teller = Teller(width=2, hidden=True, echo=lambda line: out.append(plain(line)))
        submission = check.load(folder)
        ahead = check.look_ahead(submission, folder)
        teller.close(check.judge(submission, on_verdict=teller.say), ahead)
    return "\n".join(out) + "\n"


def test_a_run_with_every_end(tmp_path: Path) -> None:
    """Passed, wrong with its diagnosis, raised, blocked, to do, by hand; what grading would refuse."""
    files = {
        "work.py": MIXED + "\nplot = open('/home/ann/data.txt')\n",
        "written.md": "## q4\n\nBecause of the columns.\n",
    }
    golden("mixed", shown(copied(tmp_path / "hw", files)))


def test_a_run_of_a_notebook_that_goes_on_from_wrong_numbers(tmp_path: Path) -> None:
    """Places are cells; what cannot be judged here says so."""
    affine = "def affine(x, w):\n    return w * x + 2\n"
    rows = "def mean_rows(x):\n    return x.mean(axis=0)\n"
    top = "def largest(x):\n    return top[0]\n"
    answers = 'answers = {"q3": None}\n'
    files = {"small.ipynb": notebook(HEAD, affine + "\n\n" + rows, top, answers)}
    golden("notebook", shown(copied(tmp_path / "hw", files)))


def test_one_line_for_what_passed(teller: Teller, lines: list[str]) -> None:
    """Word, question in its column, title; remarks beneath."""
    teller.say(verdict(remarks=("It took a loop.",)))
    assert lines == ["passed   q1   It is so.", "         remark: It took a loop."]


def test_the_same_reason_is_told_once(teller: Teller, lines: list[str]) -> None:
    """In a row; another one in between, and it is told again."""
    one, other = verdict("errored", message="f raised"), verdict("failed", message="g is wrong")
    for each in (one, one, other, one):
        teller.say(each)
    assert [line.strip() for line in lines[1::2]] == [
        "f raised",
        "for the same reason",
        "g is wrong",
        "f raised",
    ]


def test_nothing_is_explained_where_nothing_is_done(teller: Teller, lines: list[str]) -> None:
    """But where the starter still stands."""
    frames = [
        {"where": "hw.ipynb, cell 2, line 3", "function": "f", "code": "raise NotImplementedError"}
    ]
    left = {"exception": {"type": "NotImplementedError", "message": ""}, "frames": frames}
    teller.say(verdict("errored", message="f raised NotImplementedError", evidence=left, hint="h"))
    teller.say(TO_DO)
    assert lines == [
        "to do    q1   It is so. (hw.ipynb, cell 2, line 3)",
        "to do    q1   It is so.",
    ]


def test_diagnosis_message_own_lines_and_hint_in_this_order(
    teller: Teller, lines: list[str]
) -> None:
    """What it is, what came, where, what to look at."""
    evidence = {
        "diagnoses": [{"id": "a", "sentence": "The sign is lost."}],
        "frames": [{"where": "w.py, line 2", "function": "f", "code": "return -x"}],
    }
    teller.say(verdict("failed", message="f(x)\n  got  -1", evidence=evidence, hint="signs"))
    assert [line.removeprefix(" " * 9) for line in lines[1:]] == [
        "found: The sign is lost.",
        "f(x)",
        "  got  -1",
        "w.py, line 2, in f: return -x",
        "hint: signs",
    ]


def test_a_students_text_cannot_move_the_cursor(teller: Teller, lines: list[str]) -> None:
    """Escape sequences, line breaks inside of a line, lone surrogates."""
    evil = "\x1b[2J\x07\ud800\u202e"
    frames = [{"where": f"{evil}.py, line 1", "function": "f", "code": evil}]
    teller.say(verdict("errored", title=evil, message=evil, evidence={"frames": frames}, hint=evil))
    teller.close(
        result(verdict(), notes=(evil,)),
        [Ahead(kind="path", path="", line=0, where=evil, sentence=evil)],
    )
    for line in lines:
        assert all(c.isprintable() or c == "\n" for c in line), line
    assert any("\\x1b[2J" in line for line in lines)


def test_written_answers_say_whether_there_is_a_text(teller: Teller, lines: list[str]) -> None:
    """Its words, so that a wrong heading is noticed."""
    for text in ("Because it is so.", "Yes."):
        teller.say(verdict("manual", message="Waits for a person.", evidence={"text": text}))
    teller.say(verdict("manual", message="No text was found under a heading with q1."))
    assert [line.strip() for line in lines[1::2]] == [
        "Your text of 4 words was found; a person reads it.",
        "Your text of 1 word was found; a person reads it.",
        "No text was found under a heading with q1.",
    ]


def test_what_grading_refuses_stands_before_the_sum(teller: Teller, lines: list[str]) -> None:
    """With its place; a note of the loader that says the same is left out."""
    ahead = [
        Ahead(kind="file", path="a.py", line=3, where="a.py, line 3", sentence="No such file."),
        Ahead(kind="missing", path="", line=0, where="", sentence="f is missing."),
        Ahead(kind="unparsable", path="b.py", line=1, where="b.py", sentence="b.py is no Python."),
    ]
    teller.close(result(verdict(), notes=("b.py is no Python.", "c.py was left out.")), ahead)
    assert "\n".join(lines).splitlines() == [
        "",
        "Before you hand in",
        "  a.py, line 3: No such file.",
        "  f is missing.",
        "  b.py is no Python.",
        "  c.py was left out.",
        "",
        "The public check passed. Grading also runs checks that are not public.",
    ]


def test_long_sentences_end_where_the_terminal_does(lines: list[str]) -> None:
    """Later pieces stand below the first; nothing is lost."""
    words = [f"word{n}" for n in range(60)]
    teller = Teller(width=2, hidden=False, columns=50, echo=lambda line: lines.append(plain(line)))
    teller.say(verdict("failed", message=" ".join(words)))
    assert all(len(line) <= 50 for line in lines)
    assert all(line.startswith(" " * 9) for line in lines[1:])
    assert " ".join(lines[1:]).split() == words


@pytest.mark.parametrize(
    ("verdicts", "hidden", "says"),
    [
        ((verdict(),), False, "The check passed."),
        ((verdict("failed"),), False, "The check did not pass."),
        ((TO_DO,), False, "The check is still to do."),
        ((verdict("manual"),), False, "There is no check for this; a person reads it."),
        ((), False, "There is no check for this; a person reads it."),
        ((verdict(), verdict(), verdict("manual")), False, "All 2 checks passed."),
        ((verdict(), verdict("failed")), False, "1 of 2 checks passed."),
        ((verdict(), TO_DO), False, "1 of 2 checks passed, 1 is still to do."),
        ((TO_DO, TO_DO), False, "0 of 2 checks passed, 2 are still to do."),
        (
            (verdict(), verdict("blocked")),
            True,
            "1 of 2 public checks passed. Grading also runs checks that are not public.",
        ),
    ],
)
def test_the_sum(verdicts: tuple[Verdict, ...], hidden: bool, says: str) -> None:
    """Public checks are called that where there are others."""
    assert total(result(*verdicts), hidden=hidden) == says


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ((), 0),
        (("passed",), 0),
        (("passed", "manual"), 0),
        (("passed", "failed"), 1),
        (("errored",), 1),
        (("timed_out",), 1),
        (("passed", "blocked"), 1),
        (("failed", "broken"), 2),
    ],
)
def test_the_exit_code(statuses: tuple[str, ...], code: int) -> None:
    """Non-zero until all pass; our own fault is another one than the student's."""
    assert exit_code(result(*map(verdict, statuses))) == code


def test_a_broken_check_is_said_to_be_ours(teller: Teller, lines: list[str]) -> None:
    """Loudly."""
    broken = verdict("broken", message="This check broke on our side (NameError: x).")
    teller.say(replace(broken, earned=None))
    assert lines[0].startswith("BROKEN   q1")
