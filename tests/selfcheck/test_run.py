"""A student's work judged by the public checks of its handout, in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from small_handout import HEAD, MIXED, MIXED_ENDS, PARTS, RIGHT, built, copied, notebook

from grader.errors import UsageError
from grader.load import LoadError
from grader.selfcheck.handout import read_handout
from grader.selfcheck.run import SelfCheck
from grader.types import Result, Verdict

Judged = Callable[..., Result]


def work(**parts: str) -> str:
    """The right work with other texts for some of its definitions."""
    return HEAD + "\n\n".join((PARTS | parts).values())


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """The result of files laid into a copy of the handout."""

    def run(
        files: Mapping[str, str], *, fields: Mapping[str, Any] | None = None, **asked: Any
    ) -> Result:
        folder = copied(tmp_path / "hw", dict(files))
        if fields:
            path = folder / "checks/handout.json"
            raw = json.loads(path.read_text("utf-8"))
            raw["limits"] |= fields.get("limits", {})
            path.write_text(json.dumps(raw | {k: v for k, v in fields.items() if k != "limits"}))
        with SelfCheck(read_handout(folder)) as check:
            return check.judge(check.load(folder), **asked)

    return run


def ends(result: Result) -> dict[str, str]:
    """Check -> status."""
    return {v.check: v.status for v in result.verdicts}


def one(result: Result, check: str) -> Verdict:
    """The verdict of a check."""
    return next(v for v in result.verdicts if v.check == check)


def test_right_work_passes_and_nothing_hidden_is_judged(judged: Judged) -> None:
    """Every public check, in the order of the sheet; the written answer waits."""
    result = judged({"work.py": RIGHT, "written.md": "## q4\n\nBecause they are many.\n"})
    assert ends(result) == dict.fromkeys(MIXED_ENDS, "passed") | {"written.q4": "manual"}
    assert list(ends(result)) == list(MIXED_ENDS)
    assert result.notes == ()
    assert one(result, "written.q4").evidence["text"] == "Because they are many."
    assert (result.assignment, result.student) == ("small", "you")


def test_every_end_and_the_same_words_as_the_report(judged: Judged) -> None:
    """The diagnosis included, and the student's own line."""
    told: list[Verdict] = []
    result = judged({"work.py": MIXED}, on_verdict=told.append)
    assert ends(result) == MIXED_ENDS
    assert tuple(told) == result.verdicts
    wrong = one(result, "affine.fixed")
    assert wrong.diagnosis == "sign"
    assert [d["sentence"] for d in wrong.evidence["diagnoses"]] == ["What sign misses."]
    raised = one(result, "rows.mean")
    assert raised.message == "mean_rows(array (3, 4)) raised ValueError: no rows today"
    assert raised.evidence["frames"][-1]["code"] == 'raise ValueError("no rows today")'
    assert raised.hint == "add the rows up"
    assert raised.replay == "grader check --only rows.mean"
    assert one(result, "rows.one_row").replay == ""


def test_the_notebook_is_work_as_well(judged: Judged) -> None:
    """Beside the untouched file, which is nobody's answer."""
    result = judged({"small.ipynb": notebook(*RIGHT.split("\n\n\n"))})
    assert set(ends(result).values()) == {"passed", "manual"}


def test_halves_in_file_and_notebook(judged: Judged) -> None:
    """Each name is asked where it was filled in."""
    starter = (built() / "work.py").read_text()
    kept, _, rest = starter.partition("def mean_rows")
    filled = (
        kept
        + "def mean_rows"
        + rest.partition("def largest")[0].replace(
            "raise NotImplementedError", "return x.mean(axis=0)"
        )
    )
    result = judged(
        {
            "work.py": filled + "def largest" + rest.partition("def largest")[2],
            "small.ipynb": notebook(HEAD, PARTS["affine"], PARTS["largest"], PARTS["answers"]),
        }
    )
    assert set(ends(result).values()) == {"passed", "manual"}


def test_nothing_done_yet_is_all_to_do(judged: Judged) -> None:
    """The untouched text for the written answer is no answer."""
    result = judged({})
    assert set(ends(result).values()) == {"errored", "blocked", "failed", "manual"}
    assert "text" not in one(result, "written.q4").evidence
    assert result.notes == ()


def test_what_goes_on_from_wrong_numbers_is_left_to_grading(judged: Judged) -> None:
    """The handout has the truth for the right ones only; nobody is called wrong for it."""
    result = judged({"work.py": work(affine="def affine(x, w):\n    return w * x + 2\n")})
    blocked = one(result, "rows.of_affine")
    assert blocked.status == "blocked"
    assert "so it cannot be judged here" in blocked.message
    assert one(result, "rows.mean").status == "passed"


def test_only_what_is_asked_for(judged: Judged) -> None:
    """With the checks that it needs; then the rest of the files is left alone."""
    files = {"work.py": RIGHT, "scratch.py": "raise RuntimeError('not asked for')\n"}
    result = judged(files, only=["q3", "rows.one_row"])
    assert list(ends(result)) == ["rows.mean", "rows.one_row", "hand.quarter"]
    assert result.notes == ()


def test_a_written_question_alone(judged: Judged) -> None:
    """Nothing runs for it."""
    assert ends(judged({"work.py": "raise SystemExit\n"}, only=["q4"])) == {"written.q4": "manual"}


def test_a_question_that_is_judged_only_when_graded(judged: Judged) -> None:
    """It is on the sheet, so it is not called unknown."""
    with pytest.raises(UsageError) as raised:
        judged({"work.py": RIGHT}, only=["q6"])
    assert str(raised.value) == (
        "There is no public check for q6 of small; that is judged only when the homework is graded."
    )


def test_a_name_that_nothing_has(judged: Judged) -> None:
    """Told with what there is."""
    with pytest.raises(UsageError, match=r"There is no question or check 'q9'.*q1, q2, q3"):
        judged({"work.py": RIGHT}, only=["q9"])


def test_it_judges_any_number_of_times(tmp_path: Path) -> None:
    """The same handout, other work in between, the same inputs."""
    folder = copied(tmp_path / "hw", {"work.py": MIXED})
    with SelfCheck(read_handout(folder)) as check:
        first = check.judge(check.load(folder))
        (folder / "work.py").write_text(RIGHT)
        second = check.judge(check.load(folder))
        unused = check.load(folder)
        (folder / "work.py").write_text(MIXED)
        third = check.judge(check.load(folder))
        assert ends(check.judge(unused)) == ends(second)
    assert ends(first) == ends(third) == MIXED_ENDS
    assert one(first, "affine.fixed").message == one(third, "affine.fixed").message
    assert set(ends(second).values()) == {"passed", "manual"}


def test_the_students_code_stays_in_its_own_process(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither modules nor the environment of this one are touched, nothing of it is read."""
    monkeypatch.setenv("SECRET_OF_THE_PARENT", "no")
    before = (os.getcwd(), dict(os.environ), list(sys.path))
    text = RIGHT + (
        "\nimport os, sys\nos.chdir('/')\nos.environ['X'] = 'y'\nsys.path.clear()\n"
        "np.mean = None\nassert 'SECRET_OF_THE_PARENT' not in os.environ\n"
    )
    assert set(ends(judged({"work.py": text})).values()) == {"passed", "manual"}
    assert (os.getcwd(), dict(os.environ), list(sys.path)) == before
    assert "work" not in sys.modules


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("while True: pass", "timed_out", "ran too long"),
        ("import os; os._exit(0)", "errored", "ended the process"),
        ("print('x' * 10**6, flush=True); return largest(x)", "errored", "ended the process"),
        ("import sys; sys.exit(3)", "errored", "SystemExit"),
        ("return bytearray(4 * 10**9)", "timed_out", "needed too much memory"),
    ],
)
def test_what_hangs_dies_or_floods_costs_itself_only(
    judged: Judged, body: str, status: str, says: str
) -> None:
    """The other checks go on in a fresh process."""
    text = work(largest=f"import sys\nsys.setrecursionlimit(10**6)\ndef largest(x):\n    {body}\n")
    limits = {"cpu_s": 0.5, "wall_s": 5, "output_mb": 2, "memory_mb": 1024}
    result = judged({"work.py": text}, fields={"limits": limits})
    ended = one(result, "top.largest")
    assert ended.status == status, ended.message
    assert says in ended.message
    others = {k: v for k, v in ends(result).items() if k not in ("top.largest", "written.q4")}
    assert set(others.values()) == {"passed"}


def test_a_library_that_is_not_there_loses_only_what_needs_it(judged: Judged) -> None:
    """As torch on a laptop: named in `preload`, imported by one file of the work."""
    files = {
        "work.py": work(largest=""),
        "deep.py": "import no_such_torch as torch\n\n\ndef largest(x):\n    return torch.max(x)\n",
    }
    result = judged(files, fields={"preload": ["numpy", "no_such_torch"]})
    lost = one(result, "top.largest")
    assert lost.status == "errored"
    assert "`import torch` is missing, or failed" in lost.message
    assert any("deep.py, line 1" in n and "no_such_torch" in n for n in result.notes)
    others = {k: v for k, v in ends(result).items() if k not in ("top.largest", "written.q4")}
    assert set(others.values()) == {"passed"}


def test_what_nobody_asked_is_run_once_and_told(judged: Judged) -> None:
    """Files and cells that a grader will also run are no surprise later."""
    files = {
        "work.py": RIGHT,
        "plots.py": "print('plots')\nvalue = 1 / 0\n",
        "later.ipynb": notebook("x = 1", "x.nothing"),
        "fine.py": "y = 2\n",
        "broken.py": "def f(:\n",
    }
    result = judged(files)
    assert set(ends(result).values()) == {"passed", "manual"}
    told = "\n".join(result.notes)
    assert "plots.py, line 2" in told
    assert "ZeroDivisionError" in told
    assert "later.ipynb, cell 2, line 1" in told
    assert "fine.py" not in told
    assert told.count("broken.py") == 1


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import os\nos._exit(3)\n", "scratch.py could not be run to its end: "),
        ("while True:\n    pass\n", "scratch.py"),
    ],
)
def test_a_file_that_ends_its_process_is_told_and_the_next_one_runs(
    judged: Judged, source: str, says: str
) -> None:
    """Each in what is left of the submission's time."""
    files = {"work.py": RIGHT, "scratch.py": source, "zz.py": "z = undefined_name\n"}
    result = judged(files, fields={"limits": {"cpu_s": 0.5, "wall_s": 2}})
    assert set(ends(result).values()) == {"passed", "manual"}
    told = [note for note in result.notes if says in note]
    assert len(told) == 1, result.notes
    assert told[0].endswith(".")
    assert not told[0].endswith("..")
    assert any("zz.py" in note for note in result.notes)


def test_when_the_time_of_the_submission_is_used_up_the_rest_is_not_run(judged: Judged) -> None:
    """Nobody waits for it; what was judged stands."""
    files = {
        "work.py": work(largest="def largest(x):\n    while True: pass\n"),
        "scratch.py": "raise RuntimeError('not reached')\n",
    }
    result = judged(files, fields={"limits": {"cpu_s": 0.5, "wall_s": 9}, "submission_cpu_s": 0.5})
    assert one(result, "top.largest").status == "timed_out"
    assert not any("not reached" in note for note in result.notes)


def test_the_handouts_own_files_are_not_loaded(tmp_path: Path) -> None:
    """Neither its checks nor its wheel; a folder below it is judged alone."""
    folder = copied(tmp_path / "hw", {"work.py": RIGHT, "mine/work.py": MIXED})
    with SelfCheck(read_handout(folder)) as check:
        assert {m.path for m in check.load(folder).modules} == {"work.py", "mine/work.py"}
        below = check.load(folder / "mine")
        assert ends(check.judge(below)) == MIXED_ENDS
        assert {m.path for m in check.load(folder / "work.py").modules} == {"work.py"}


def test_the_handouts_checks_are_nobodys_work(tmp_path: Path) -> None:
    """Whoever stands in their folder is told so."""
    folder = copied(tmp_path / "hw", {"work.py": RIGHT})
    with SelfCheck(read_handout(folder)) as check:
        for path in (folder / "checks", folder / "checks/test_top.py"):
            with pytest.raises(UsageError) as raised:
                check.load(path)
            assert str(raised.value) == (
                f"{path} holds the checks of the homework; give the folder or file with your work."
            )


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    """In the loader's sentence."""
    folder = copied(tmp_path / "hw")
    empty = folder / "empty"
    empty.mkdir()
    with SelfCheck(read_handout(folder)) as check, pytest.raises(LoadError, match="empty is empty"):
        check.load(empty)


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("checks/expected.rec", None, "expected.rec cannot be read (it is missing)"),
        ("checks/expected.rec", "x", "expected.rec cannot be read (it is damaged)"),
        ("checks/test_affine.py", "def (", "cannot be collected"),
        ("checks/test_rows.py", None, "nothing"),
    ],
)
def test_a_damaged_handout_is_told_before_anything_runs(
    tmp_path: Path, path: str, text: str | None, says: str
) -> None:
    """In one sentence; where only a file of checks is gone, the others still judge."""
    folder = copied(tmp_path / "hw", {"work.py": RIGHT})
    (folder / path).unlink()
    if text is not None:
        (folder / path).write_text(text)
    with SelfCheck(read_handout(folder)) as check:
        if says == "nothing":
            assert "rows.mean" not in ends(check.judge(check.load(folder)))
        else:
            with pytest.raises(UsageError) as raised:
                check.judge(check.load(folder))
            assert says in str(raised.value)


def test_what_grading_will_refuse_is_seen_without_running_anything(tmp_path: Path) -> None:
    """A name that is missing, a package that the course does not have; nothing for right work."""
    folder = copied(tmp_path / "hw", {"small.ipynb": notebook(*RIGHT.split("\n\n\n"))})
    with SelfCheck(read_handout(folder)) as check:
        assert check.look_ahead(check.load(folder), folder) == ()
        (folder / "work.py").write_text(RIGHT)
        assert check.look_ahead(check.load(folder), folder) == ()
        text = RIGHT.replace("def largest", "def biggest").replace("w * x", "scipy.dot(w, x)")
        text = text.replace("import numpy as np", "import numpy as np\nimport scipy")
        (folder / "work.py").write_text(text)
        (folder / "small.ipynb").unlink()
        kinds = [each.kind for each in check.look_ahead(check.load(folder), folder)]
    assert kinds == ["missing", "package"]


@pytest.mark.parametrize(
    ("message", "where"),
    [
        (
            "area is not defined in what was handed in. The closest name is 'areas'.",
            "work.py, line 4",
        ),
        ("area is not defined in what was handed in. What is there: areas, other.", None),
        ("area(2)\n  expected  4\n  got       5", None),
    ],
)
def test_a_missing_name_points_at_the_closest_only(message: str, where: str | None) -> None:
    """What else the work defines has nothing to do with it."""
    from grader.selfcheck.run import _placed
    from grader.types import Module, Submission, Verdict

    source = "def other():\n    return 1\n\ndef areas(x):\n    return x\n"
    module = Module(
        name="work", path="work.py", source=source, cells=None, names=("other", "areas")
    )
    work = Submission(student="you", assignment="a", kind="script", modules=(module,), files={})
    verdict = Verdict(
        check="a.b",
        question="a",
        title="t",
        status="failed",
        earned=0.0,
        points=1.0,
        visibility="public",
        message=message,
    )
    assert _placed(work, verdict).evidence.get("where") == where
