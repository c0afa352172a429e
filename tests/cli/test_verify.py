"""`grader verify` as a person meets it: a table, and an exit code that CI can use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from proved_homework import sandbox_tier, write

from grader.cli.main import main
from grader.errors import Refused
from grader.verify import Step

Run = Callable[..., tuple[int, str, str]]
STEPS = ["solution", "handout", "variants", "misconceptions", "items", "inputs", "tolerances"]


@pytest.fixture(scope="module")
def tier() -> str:
    """The strongest sandbox there is."""
    return sandbox_tier()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`grader verify ARGUMENTS`: exit code, standard output, standard error."""

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["verify", *map(str, arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return ran


def row(out: str, step: str) -> str:
    """The line of a step."""
    (line,) = [line for line in out.splitlines() if line.startswith(f"  {step} ")]
    return line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small homework."""
    return write(tmp_path_factory.mktemp("cli") / "small")


def test_a_proved_homework_has_a_table_that_holds_and_exit_code_0(
    run: Run, folder: Path, tier: str
) -> None:
    """A line for every step, with the time it took; nothing on standard error."""
    code, out, err = run(folder, "--jobs", 1, "--sandbox", tier, "--seed", 3)
    assert (code, err) == (0, "")
    assert out.startswith("small: A small homework (seed 3)\n")
    for step in (*STEPS, "mutants"):
        assert row(out, step).split()[1] == "holds"
    assert row(out, "mutants").endswith("by machine: 17 caught, 0 judged equivalent, 0 survive")
    assert row(out, "time").endswith(" s")
    assert "affine.fixed" not in out


def test_a_damaged_homework_says_what_is_wrong_and_exits_with_1(
    run: Run, tmp_path: Path, tier: str
) -> None:
    """Below the step that found it; the others still hold."""
    folder = write(tmp_path / "small", {"handout/README.md": None})
    code, out, _ = run(folder, "--jobs", 1, "--sandbox", tier, "--no-mutants")
    assert code == 1
    assert row(out, "handout").split()[1] == "FAILS"
    assert "\n      handout/README.md is missing\n" in out
    assert [step for step in STEPS if row(out, step).split()[1] == "FAILS"] == ["handout"]
    assert "  mutants " not in out


def test_the_details_come_with_verbose(run: Run, folder: Path, tier: str) -> None:
    """Every tolerance and every count."""
    code, out, _ = run(folder, "-v", "--jobs", 1, "--sandbox", tier, "--mutants", 0)
    assert code == 0
    assert "\n      work.py: affine: 4 styles\n" in out
    assert "\n      affine.fixed: right within " in out


class Recorder:
    """Stands for `grader.verify.verify`: keeps what it was asked and yields what it is told."""

    def __init__(self, problems: dict[str, list[str]] | None = None) -> None:
        self.asked: list[dict] = []
        self.problems = problems or {}

    def __call__(self, folder: Path, **options: object):
        self.asked.append({"folder": folder.name, **options})
        yield Step("solution", "looked at", problems=self.problems.get(folder.name, []))


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three homeworks and a template, to stand in."""
    for name in ("a", "b", "c", "_template"):
        write(tmp_path / "assignments" / name, cut=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.assignment.importlib.util.find_spec", lambda name: None)
    return tmp_path


def test_without_a_name_all_homeworks_are_proved(
    run: Run, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But the template; one that fails makes the exit code 1, and the rest is still told."""
    recorder = Recorder({"b": ["something is wrong"]})
    monkeypatch.setattr("grader.verify.verify", recorder)
    code, out, _ = run()
    assert code == 1
    assert [asked["folder"] for asked in recorder.asked] == ["a", "b", "c"]
    assert out.count("holds  looked at") == 2
    assert out.count("FAILS  looked at\n      something is wrong\n") == 1
    recorder.problems = {}
    assert run("a", "_template")[0] == 0
    assert [asked["folder"] for asked in recorder.asked[3:]] == ["a", "_template"]


def test_options_reach_the_proof(run: Run, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its meaning; the seed is the homework's own unless another is given."""
    recorder = Recorder()
    monkeypatch.setattr("grader.verify.verify", recorder)
    run("a", "--jobs", 3, "--seed", 5, "--mutants", 7, "--only", "rows", "--sandbox", "2")
    run("a", "--no-mutants", "--record")
    run("a")
    given, recorded, plain = recorder.asked
    assert given == {
        "folder": "a",
        "jobs": 3,
        "seed": 5,
        "mutants": 7,
        "only": "rows",
        "tier": "2",
        "record": False,
    }
    assert (recorded["mutants"], recorded["record"]) == (0, True)
    assert plain["mutants"] is None
    assert plain["jobs"] >= 1
    assert plain["tier"] == "auto"
    assert plain["seed"] == recorded["seed"] != 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing"], "There is no homework 'nothing'"),
        (["a", "--jobs", "0"], "--jobs"),
        (["a", "--mutants", "-1"], "--mutants"),
        (["a", "--sandbox", "4"], "--sandbox"),
        (["a", "--only", "rows", "--record"], "--record needs all checks: leave --only out."),
        (["a", "--only", "colums"], "no variant, misconception or check has 'colums' in its name"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_1(
    arguments: list[str], says: str, run: Run, three: Path
) -> None:
    """On standard error, without a traceback."""
    code, _, err = run(*arguments)
    assert code == 1
    assert says in err
    assert "Traceback" not in err


def test_where_there_is_no_homework_nothing_holds(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty table must not look like a proof."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.assignment.importlib.util.find_spec", lambda name: None)
    code, out, err = run()
    assert (code, out) == (1, "")
    assert err == "grader: There is no homework here: name one, by the path of its folder.\n"


def test_without_a_sandbox_the_exit_code_is_3(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for grading; `--sandbox none` is the way out."""

    def refused(*_: object, **__: object) -> None:
        raise Refused("There is no sandbox on this machine.")

    monkeypatch.setattr("grader.verify.bench.open_sandbox", refused)
    code, _, err = run(folder, "--jobs", 1)
    assert (code, err) == (3, "grader: There is no sandbox on this machine.\n")
