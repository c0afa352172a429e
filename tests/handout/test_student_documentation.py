"""The pages for students, and for courses that use GitHub: their commands, words and links are real."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from grader.cli.main import cli
from grader.selfcheck.github_summary import LARGEST
from grader.selfcheck.words import TO_DO, WORDS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("student-guide.md", "handout-on-github.md")


def page(name: str) -> str:
    """The text of a page."""
    return (DOCS / name).read_text("utf-8")


def commands(name: str) -> set[str]:
    """Every use of the program in a page, whatever stands behind it as an explanation."""
    text = page(name)
    lines = re.findall(r"^    (grader .*)$", text, flags=re.M)
    inside = re.findall(r"`(?:python3? -m )?(grader [a-z][^`]*)`", text)
    return {re.split(r"\s{3,}", each)[0] for each in (*lines, *inside)}


@pytest.mark.parametrize("name", PAGES)
def test_every_command_is_real(name: str) -> None:
    """Its name and each of its options are known to the program."""
    found = commands(name)
    assert len(found) > 3
    for line in found:
        words = line.split()[1:]
        command = cli.get_command(click.Context(cli), words[0])
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    """Those to other pages; the web is not asked."""
    for target in re.findall(r"\]\(([^)#]+)", page(name)):
        assert target.startswith("https://") or (DOCS / target).is_file(), target


def test_every_word_of_a_result_is_explained() -> None:
    """The words that the program prints, and no others."""
    table = page("student-guide.md").partition("| word |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([A-Za-z ]+) \|", table, flags=re.M) == [TO_DO, *WORDS.values()]


def test_messages_that_are_shown_are_real() -> None:
    """They are the ones that tests of the comparisons keep as golden texts."""
    golden = [
        path.read_text("utf-8") for path in (DOCS.parent / "tests/golden/messages").glob("*.txt")
    ]
    text = page("student-guide.md")
    blocks = re.findall(r"(?:^    .+\n)+", text, flags=re.M)
    shown = [re.sub(r"^    ", "", b, flags=re.M) for b in blocks if "  expected  " in b]
    assert len(shown) == 2
    assert any(shown[1].strip() == each.strip() for each in golden)


def test_limits_that_are_told_hold() -> None:
    """Numbers on the page are those of the program."""
    from grader.handout.workflow import workflow_text
    from grader.selfcheck.github import MOST
    from grader.worker import IMPORT_S

    text = page("handout-on-github.md")
    assert f"until {LARGEST:,} bytes" in text
    assert f"keeps {MOST} errors and {MOST} warnings" in text
    minutes = [
        re.findall(r"timeout-minutes: (\d+)", workflow_text(wheel="w.whl", torch=torch))[0]
        for torch in (False, True)
    ]
    assert f"{minutes[0]} minutes, {minutes[1]} with PyTorch" in text
    assert f"is stopped after {IMPORT_S:.0f} seconds" in page("student-guide.md")


def test_the_step_for_other_graders_is_yaml() -> None:
    """And asks for what the command grader's README names as its inputs."""
    block = page("handout-on-github.md").partition("look like this:\n\n")[2].partition("\n\n")[0]
    [step] = yaml.safe_load(block)
    assert set(step["with"]) == {"test-name", "setup-command", "command", "timeout", "max-score"}
