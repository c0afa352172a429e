"""`grader similar` on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from similarity import disguises
from similarity.classes import Work, batch

import assignments
from grader.cli.main import main
from grader.cli.similar import command

SAMPLES = Path(assignments.__path__[0]) / "softmax_network" / "samples"


def work(name: str) -> str:
    """An honest program."""
    return "\n".join(p.read_text("utf-8") for p in sorted((SAMPLES / name).glob("*.py")))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A class of five, one of whom has a renamed copy of another's."""
    sources: Mapping[str, str] = {n: work(n) for n in ("carla", "deniz", "gina", "kim")}
    copies = {"zo\x1b[31me": disguises.renamed(sources["kim"])}
    return batch(tmp_path, {n: Work(files={"hw.py": s}) for n, s in (sources | copies).items()})


def test_the_heaviest_pairs_are_printed(out: Path) -> None:
    """With weight and share, in words that ask, and nothing that moves the cursor."""
    done = CliRunner().invoke(command, [str(out)], standalone_mode=False)
    assert done.return_value == 0
    assert "a reason to look, not a finding" in done.output
    assert "kim / zo\\x1b[31me" in done.output
    assert "5 compared, 1 pair with much in common." in done.output
    assert "similarity.html shows what they have in common." in done.output


def test_a_higher_threshold_lists_nobody(out: Path) -> None:
    """`--least 1` asks for identical ones."""
    done = CliRunner().invoke(command, [str(out), "--least", "1"], standalone_mode=False)
    assert "5 compared, 0 pairs with much in common." in done.output


def test_codes_instead_of_names(out: Path) -> None:
    """Also on the terminal."""
    done = CliRunner().invoke(command, [str(out), "--without-names"], standalone_mode=False)
    assert "kim" not in done.output
    assert "A" in done.output


def test_what_could_not_be_read_is_said(out: Path) -> None:
    """Nobody is left out silently."""
    next((out / "recordings").glob("kim.rec")).unlink()
    done = CliRunner().invoke(command, [str(out)], standalone_mode=False)
    assert "Nothing to compare from: kim." in done.output


@pytest.mark.parametrize("bad", [["--least", "2"], ["--most-pairs", "0"]])
def test_wrong_numbers_are_refused(out: Path, bad: list[str]) -> None:
    """Exit code 1 and the range."""
    done = CliRunner().invoke(command, [str(out), *bad])
    assert done.exit_code == 2
    assert "is not in the range" in done.output


def test_a_folder_without_a_batch_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program ends with one sentence and exit code 1."""
    with pytest.raises(SystemExit) as ended:
        main(["similar", str(tmp_path)])
    assert ended.value.code == 1
    assert "holds no batch" in capsys.readouterr().err
