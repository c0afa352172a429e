"""What GitHub is told of a self-check: read back as its runner reads it, whatever students print."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.errors import UsageError
from grader.load.from_text import load_text
from grader.selfcheck.ahead import Ahead
from grader.selfcheck.github import annotations, silenced, summary, write_summary
from grader.selfcheck.github_summary import LARGEST, printable
from grader.types import Result, Verdict

NAMES = {
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-matcher",
    "remove-matcher", "set-output", "save-state", "set-env", "add-path", "echo", "stop-commands",
}  # fmt: skip


@dataclass
class Told:
    """A command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


class Runner:
    """How actions/runner reads what a step prints, written again from its `ActionCommand.cs`."""

    def __init__(self) -> None:
        self.names = set(NAMES)
        self.stopped: str | None = None
        self.told: list[Told] = []

    def read(self, printed: str) -> None:
        """All that a step printed."""
        for line in re.split(r"\r\n|\r|\n", printed):
            command = self._colons(line) or self._brackets(line)
            if command is None:
                continue
            if self.stopped:
                if command.name == self.stopped:
                    self.names.discard(self.stopped)
                    self.stopped = None
            elif command.name == "stop-commands":
                self.stopped = command.message.lower()
                self.names.add(self.stopped)
            else:
                self.told.append(command)

    def _colons(self, line: str) -> Told | None:
        line = line.lstrip()
        end = line.find("::", 2)
        if not line.startswith("::") or end < 0:
            return None
        return self._made(line[2:end], line[end + 2 :], ",", ":,")

    def _brackets(self, line: str) -> Told | None:
        start = line.find("##[")
        end = line.find("]", start)
        if start < 0 or end < 0:
            return None
        return self._made(line[start + 3 : end], line[end + 1 :], ";", ";]")

    def _made(self, head: str, message: str, between: str, escaped: str) -> Told | None:
        name, _, rest = head.partition(" ")
        if name.lower() not in self.names:
            return None
        pairs = [pair.partition("=") for pair in rest.strip().split(between)]
        properties = {key: _plain(value, escaped) for key, mark, value in pairs if mark and value}
        return Told(name.lower(), properties, _plain(message, ""))


def _plain(text: str, escaped: str) -> str:
    for character in ("\r", "\n", *escaped, "%"):
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def read(lines: Sequence[str]) -> list[Told]:
    """What the runner makes of printed lines; each of them is one command."""
    runner = Runner()
    runner.read("\n".join(lines) + "\n")
    assert len(runner.told) == len(lines)
    return runner.told


def verdict(status: str = "failed", number: int = 1, **fields: Any) -> Verdict:
    """The end of a check."""
    given: dict[str, Any] = {
        "check": f"basics.c{number}",
        "question": f"s3.T{number}",
        "title": f"Number {number} is right.",
        "status": status,
        "earned": 1.0 if status == "passed" else 0.0,
        "points": 1.0,
        "visibility": "public",
    }
    return Verdict(**{**given, **fields})


def result(*verdicts: Verdict) -> Result:
    """A self-check with these ends."""
    return Result(
        assignment="hw",
        student="you",
        digest="",
        verdicts=verdicts,
        made_with={},
        started_at="2026-11-21T10:00:00Z",
        seconds=0.0,
        title="Home | work *1*",
    )


def warned(sentence: str, kind: str = "path", where: str = "") -> Ahead:
    """A warning."""
    return Ahead(kind=kind, path="", line=0, where=where, sentence=sentence)


def at(where: str) -> dict[str, Any]:
    """Evidence of a traceback that ends there."""
    frames = [("other.py, line 1", "<module>", "f()"), (where, "f", "return x")]
    return {"frames": [dict(zip(("where", "function", "code"), f, strict=True)) for f in frames]}


def test_a_failure_is_an_error_at_the_students_own_line(tmp_path: Path) -> None:
    """The innermost of their lines, with what stands in the terminal."""
    (tmp_path / "basics.py").write_text("x\n" * 20)
    raised = verdict(
        "errored",
        message="ValueError: no, 100% wrong\nsecond line",
        evidence=at("basics.py, line 12"),
        hint="Look at the shapes.",
    )
    [told] = read(annotations(result(raised, verdict("passed", 2)), (), tmp_path))
    assert told.name == "error"
    assert told.properties == {"file": "basics.py", "line": "12", "title": "raised: s3.T1"}
    assert told.message == (
        "Number 1 is right.\nValueError: no, 100% wrong\nsecond line\nhint: Look at the shapes."
    )


def test_a_wrong_answer_is_told_where_it_is_defined(tmp_path: Path) -> None:
    """It has no traceback; where the work is known, its definition is the place."""
    files = {"basics.py": "x = 1\n\ndef softmax(z):\n    return z\n"}
    (tmp_path / "basics.py").write_text(files["basics.py"])
    work = load_text(files, name="work", assignment="hw", items=[])
    made = result(verdict(message="softmax(z) for z of shape (2,)\n  expected  1"))
    [told] = read(annotations(made, (), tmp_path, submission=work))
    assert (told.properties["file"], told.properties["line"]) == ("basics.py", "3")
    [told] = read(annotations(made, (), tmp_path))
    assert "file" not in told.properties


def test_a_diagnosis_is_told(tmp_path: Path) -> None:
    """In the words of the report."""
    evidence = {"diagnoses": [{"id": "sign", "sentence": "The sign is turned."}]}
    [told] = read(annotations(result(verdict(evidence=evidence, message="got -1")), (), tmp_path))
    assert told.message == "Number 1 is right.\nfound: The sign is turned.\ngot -1"
    assert told.properties == {"title": "wrong: s3.T1"}


def test_a_warning_is_a_warning(tmp_path: Path) -> None:
    """At its place, where it has one."""
    (tmp_path / "basics.py").write_text("x\n")
    ahead = (warned("A is missing."), warned("B is a path.", where="basics.py, line 3"))
    first, second = read(annotations(result(), ahead, tmp_path))
    assert (first.name, first.message, "file" in first.properties) == (
        "warning",
        "A is missing.",
        False,
    )
    assert (second.properties["file"], second.properties["line"]) == ("basics.py", "3")


def test_paths_are_counted_from_the_workspace(tmp_path: Path) -> None:
    """GitHub shows nothing at a path that is not one of the repository."""
    root = tmp_path / "hw1"
    root.mkdir()
    (root / "basics.py").write_text("x\n")
    raised = verdict("errored", message="x", evidence=at("basics.py, line 2"))
    [told] = read(annotations(result(raised), (), root, workspace=tmp_path))
    assert told.properties["file"] == "hw1/basics.py"


def test_what_stops_at_a_line_comes_first_and_passed_checks_not_at_all(tmp_path: Path) -> None:
    """Then what takes too long, and what is wrong; what was not tried is only in the table."""
    statuses = ["blocked", "passed", "failed", "manual", "timed_out", "broken", "errored"]
    ends = [verdict(s, n, message=s) for n, s in enumerate(statuses)]
    told = read(annotations(result(*ends), (), tmp_path))
    words = [each.properties["title"].partition(": ")[0] for each in told]
    assert words == ["raised", "too long", "wrong", "BROKEN"]


def test_checks_that_stop_at_the_same_line_are_one_remark(tmp_path: Path) -> None:
    """The starter raises at ten places, and would hide everything else."""
    (tmp_path / "a.py").write_text("x\n")
    same = [
        verdict("errored", n, message="NotImplementedError", evidence=at("a.py, line 1"))
        for n in (1, 2, 3)
    ]
    other = verdict("errored", 4, message="NotImplementedError", evidence=at("a.py, line 2"))
    first, second = read(annotations(result(*same, other), (), tmp_path))
    assert first.message == "NotImplementedError\n3 public checks end so: s3.T1, s3.T2, s3.T3"
    assert first.properties["title"] == "raised: s3.T1, s3.T2, s3.T3"
    assert second.message == "Number 4 is right.\nNotImplementedError"


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("my net.py cannot be run: line 3 is Python 2 (print without parentheses)", "3"),
        ("my net.py cannot be run: it is empty", "1"),
        ("My Net.ipynb cannot be run: none of its code parses; cell 1, line 2: no", "7"),
    ],
)
def test_a_file_that_is_lost_is_one_remark_at_its_line(
    tmp_path: Path, message: str, line: str
) -> None:
    """Every check that needs it says the same, and none of them has a traceback."""
    (tmp_path / "my net.py").write_text("x\n" * 5)
    notebook = {"cells": [{"cell_type": "code", "source": ["a\n", "b"]}]}
    (tmp_path / "My Net.ipynb").write_text(json.dumps(notebook, indent=1))
    ends = [verdict("errored", n, message=message) for n in range(20)]
    [told] = read(annotations(result(*ends), (), tmp_path))
    assert told.properties["file"] == message.partition(" cannot")[0]
    assert told.properties["line"] == line


def test_no_more_than_github_keeps(tmp_path: Path) -> None:
    """The last of each kind counts the others, and the most important ones are there."""
    ends = [verdict("failed", n, message=f"m{n}") for n in range(30)]
    ahead = [warned(f"w{n}", "missing" if n == 29 else "order") for n in range(30)]
    told = read(annotations(result(*ends), ahead, tmp_path))
    assert [each.name for each in told] == ["error"] * 10 + ["warning"] * 10
    assert told[9].message.startswith("21 more public checks")
    assert told[10].message == "w29"
    assert told[19].message.startswith("21 more warnings")
    exactly = read(annotations(result(*ends[:10]), (), tmp_path))
    assert exactly[9].properties["title"] == "wrong: s3.T9"


def test_long_messages_are_cut(tmp_path: Path) -> None:
    """And say so by dots."""
    [told] = read(annotations(result(verdict(message="x" * 100_000)), (), tmp_path))
    assert len(told.message) == 2000
    assert told.message.endswith("x...")


TRICKS = [
    "::set-output name=a::b",
    "  ::error::forged",
    "text ##[error]forged",
    "##[stop-commands]x",
    "::stop-commands::y",
    "\n::add-mask::a",
    "\r::add-mask::a",
    "%0A::add-mask::a",
    "a,file=/etc/passwd,line=1",
    "::",
    "%",
    "\u2028::add-mask::a",
    "\x85::add-mask::a",
    "\ud800",
    "\x1b[31m",
    "- a",
    "12. b",
    "# c",
    "> d",
    "===",
    "    e",
]
hostile = st.lists(st.one_of(st.sampled_from(TRICKS), st.text(max_size=20)), max_size=5).map(
    "".join
)


@given(message=hostile, title=hostile, question=hostile, sentence=hostile)
def test_no_text_can_become_a_command(
    tmp_path_factory: pytest.TempPathFactory, message: str, title: str, question: str, sentence: str
) -> None:
    """The runner reads back the texts themselves, and nothing else."""
    end = verdict(message=message, title=title, question=question)
    told = read(annotations(result(end), [warned(sentence)], tmp_path_factory.getbasetemp()))
    assert [each.name for each in told] == ["error", "warning"]
    assert set(told[0].properties) <= {"title"}
    lines = "\n".join(line for line in (title, message) if line.strip())
    shown = printable(lines).strip()
    assert told[0].message == (shown or told[0].properties["title"])
    heading = printable(f"wrong: {question}").strip()
    assert told[0].properties["title"] in (heading, f"{heading[:117].rstrip()}...")
    assert told[1].message == (printable(sentence).strip() or "Before you hand in")


@given(
    name=st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=10)
)
def test_no_file_name_can_become_a_property(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """A name may hold whatever the file system lets it hold."""
    folder = tmp_path_factory.mktemp("names")
    file = f"a{name},line=7,title=x.py"
    (folder / file).write_text("x\n")
    raised = verdict("errored", message="m", evidence=at(f"{file}, line 3"))
    [told] = read(annotations(result(raised), (), folder))
    assert told.properties["title"] == "raised: s3.T1"
    assert told.properties.get("line", "3") == "3"


@given(st.lists(hostile, max_size=4))
def test_nothing_printed_while_silenced_is_a_command(texts: list[str]) -> None:
    """Not even the command that would end it, for its token is not known; afterwards all is well."""
    printed: list[str] = []
    with silenced(printed.append):
        printed.extend(texts)
    runner = Runner()
    runner.read("\n".join([*printed, "::error::ours"]))
    assert [(each.name, each.message) for each in runner.told] == [("error", "ours")]


def test_commands_work_again_after_an_error() -> None:
    """However the printing ended; and the token is another each time."""
    printed: list[str] = []
    with pytest.raises(ValueError, match="stop"), silenced(printed.append):
        raise ValueError("stop")
    with silenced(printed.append):
        pass
    runner = Runner()
    runner.read("\n".join(printed))
    assert runner.stopped is None
    assert len(set(printed)) == 4


class Page(HTMLParser):
    """Tags and text of a rendered summary."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.pre = ""
        self._in = ""
        html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(html.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in = tag if tag in ("td", "pre") else self._in
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data: str) -> None:
        if self._in == "td":
            self.cells[-1] += data
        elif self._in == "pre":
            self.pre += data


def test_the_summary_has_a_row_per_check() -> None:
    """With the words of the terminal; what is read by a person is not counted."""
    statuses = ["passed", "failed", "errored", "timed_out", "blocked", "manual", "broken"]
    text = summary(result(*(verdict(s, n) for n, s in enumerate(statuses))), (), hidden=True)
    page = Page(text)
    words = ["passed", "wrong", "raised", "too long", "blocked", "by hand", "BROKEN"]
    assert page.cells[::3] == words
    assert page.cells[1::3] == [f"s3.T{n}" for n in range(7)]
    assert "**1 of 6 public checks passed. Grading also runs checks that are not public.**" in text
    assert page.tags.count("details") == 5


def test_only_where_there_are_hidden_checks_they_are_spoken_of() -> None:
    """A homework whose checks are all public says nothing of others."""
    text = summary(result(verdict("passed"), verdict("passed", 2)), (), hidden=False)
    assert "public" not in text
    assert "**All 2 checks passed.**" in text


def test_details_hold_what_the_terminal_shows() -> None:
    """Diagnosis, message, own lines, hint and remarks."""
    end = verdict(
        message="expected 1\n\ngot 2",
        evidence={"diagnoses": [{"sentence": "Twice."}], **at("a.py, line 3")},
        hint="Halve it.",
        remarks=("A remark.",),
    )
    page = Page(summary(result(end), (), hidden=True))
    assert page.pre.split("\n") == [
        "found: Twice.",
        "expected 1",
        "",
        "got 2",
        "other.py, line 1, in <module>: f()",
        "a.py, line 3, in f: return x",
        "hint: Halve it.",
        "remark: A remark.",
    ]


def test_what_is_still_to_do_is_no_fault(tmp_path: Path) -> None:
    """The untouched starter has a table, and neither remarks nor details."""
    evidence = at("a.py, line 2")
    evidence["frames"][-1]["code"] = "raise NotImplementedError"
    evidence["exception"] = {"type": "NotImplementedError"}
    made = result(verdict("errored", message="NotImplementedError", evidence=evidence))
    assert annotations(made, (), tmp_path) == []
    page = Page(summary(made, (), hidden=True))
    assert page.cells[0] == "to do"
    assert "details" not in page.tags


def test_notes_of_loading_stand_with_the_warnings() -> None:
    """But not twice."""
    ahead = [warned("a.py cannot be run: no. Mend it.")]
    made = replace(result(), notes=("a.py cannot be run: no.", "read b.py as Latin-1."))
    text = summary(made, ahead, hidden=True)
    assert text.count("cannot be run") == 1
    assert "- read b.py as Latin-1." in text


def test_warnings_come_before_the_table() -> None:
    """With their place."""
    text = summary(result(), [warned("A path.", where="a.py, line 3")], hidden=True)
    assert "### Before you hand in\n\n- a.py, line 3: A path.\n" in text


tags = "</pre><script>alert(1)</script> | a | `b` **c** [d](e) <!-- \n# f $x$ @me &lt; \\| ~~g~~"


@given(st.one_of(hostile, st.just(tags)), st.one_of(hostile, st.just(tags)))
def test_no_text_can_become_markup(message: str, title: str) -> None:
    """Neither a tag nor a cell nor a heading: text stays text."""
    end = verdict(message=message, title=title, remarks=(title,))
    page = Page(summary(result(end), [warned(title, where=title)], hidden=True))
    allowed = "h2 h3 p strong ul li table thead tbody tr th td details summary pre".split()
    assert set(page.tags) <= set(allowed)
    assert len(page.cells) == 3
    assert page.cells[2] == " ".join(printable(title).split())
    assert page.tags.count("pre") == page.tags.count("details") == 1
    assert printable(message).strip() in page.pre


def test_the_summary_is_never_dropped_for_its_size() -> None:
    """GitHub drops one of more than 1 MiB; the table comes first, and the rest is counted."""
    ends = [verdict("failed", n, message="é" * 10_000) for n in range(300)]
    text = summary(result(*ends), (), hidden=True)
    assert len(text.encode()) < LARGEST + 200 < 1 << 20
    assert text.count("\n| wrong") == 300
    assert re.search(r"There are \d+ more lines in the log\.\n$", text)


def test_the_summary_is_added_to_the_file_that_the_runner_names(tmp_path: Path) -> None:
    """What another step's line wrote stays; without the variable nothing is written."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    write_summary("née", {"GITHUB_STEP_SUMMARY": str(path)})
    assert path.read_bytes() == "before\nnée\n".encode()
    write_summary("x", {})
    write_summary("x", {"GITHUB_STEP_SUMMARY": ""})
    assert list(tmp_path.iterdir()) == [path]


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In a sentence that says what to do."""
    with pytest.raises(
        UsageError, match=r"cannot be written to \$GITHUB_STEP_SUMMARY.*Leave --github"
    ):
        write_summary("x", {"GITHUB_STEP_SUMMARY": str(tmp_path / "none/summary.md")})
