"""A handout on a student's computer: found, read, and told when it is damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_handout import built, homework

from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.handout.starter import starter_definitions
from grader.selfcheck.handout import find_handout, handout_text, read_handout

DAMAGED = (
    "handout.json cannot be read (it is damaged); unpack the handout again, all files together."
)


@pytest.fixture(scope="module")
def text() -> str:
    """`handout.json` of a real handout."""
    return (built() / "checks/handout.json").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path, text: str) -> Path:
    """A folder with it."""
    (tmp_path / "hw/checks").mkdir(parents=True)
    (tmp_path / "hw/checks/handout.json").write_text(text, "utf-8")
    return tmp_path / "hw"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The public part of a homework; nothing else of it."""
    place = homework(tmp_path / "small")
    whole = load_assignment(place)
    parts: dict[str, Any] = {
        "seed": 7,
        "hidden": True,
        "starter": {"work.py": ("affine", "mean_rows")},
        "untouched": starter_definitions(place),
    }
    out = tmp_path / "out"
    (out / "checks").mkdir(parents=True)
    (out / "checks/handout.json").write_text(handout_text(whole, **parts), "utf-8")
    read = read_handout(out)
    assert {name: getattr(read, name) for name in parts} == parts
    assert read.folder == out
    assert read.packages == whole.packages
    written = tuple(replace(c, rubric=(), rubric_points=()) for c in whole.written)
    public = replace(
        whole,
        folder=out,
        reference=(),
        data=None,
        void={},
        notebook={},
        written=written,
        digest=read.assignment.digest,
        misconceptions_digest="",
    )
    assert read.assignment == replace(public, written=read.assignment.written)
    for ours, theirs in zip(read.assignment.written, written, strict=True):
        assert (ours.id, ours.question, ours.title) == (theirs.id, theirs.question, theirs.title)
        assert (ours.points, ours.manual, ours.rubric) == (theirs.points, True, ())


def test_line_ends_do_not_matter(folder: Path, text: str) -> None:
    """git may have changed them."""
    before = read_handout(folder)
    (folder / "checks/handout.json").write_bytes(text.replace("\n", "\r\n").encode())
    after = read_handout(folder)
    assert after.assignment.questions == before.assignment.questions
    assert after.untouched == before.untouched


def test_it_is_found_from_anything_inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder, one below, a file, a relative path; the nearest one counts."""
    below = folder / "mine/deep"
    below.mkdir(parents=True)
    (below / "work.py").write_text("")
    for start in (folder, below, below / "work.py", folder / "checks", below / ".." / ".."):
        assert find_handout(start).folder == folder
    monkeypatch.chdir(below)
    assert find_handout(Path(".")).folder == folder
    assert find_handout(Path("../..")).folder == folder


def test_outside_of_any_it_is_said_where_to_go(folder: Path, tmp_path: Path) -> None:
    """Also when the way there leads through one: `..` is no folder of it."""
    beside = tmp_path / "beside"
    beside.mkdir()
    for start in (beside, folder / ".." / "beside"):
        with pytest.raises(UsageError) as raised:
            find_handout(start)
        assert str(raised.value) == (
            f"{beside} is in no handout: `grader check` works inside the folder of a homework, "
            "the one that has checks/ in it. Change to it, or give its path."
        )


def test_a_newer_one_asks_for_its_own_program(folder: Path, text: str) -> None:
    """Rather than being misread."""
    raw = json.loads(text) | {"format": 2}
    (folder / "checks/handout.json").write_text(json.dumps(raw))
    with pytest.raises(UsageError) as raised:
        find_handout(folder)
    assert str(raised.value) == (
        f"{folder}/checks/handout.json was made by a newer program; install the wheel that came "
        "with this handout."
    )


def test_a_missing_one_is_told_as_the_system_says_it(folder: Path) -> None:
    """`read_handout` may be asked for a folder that is none."""
    (folder / "checks/handout.json").unlink()
    with pytest.raises(UsageError, match=r"handout\.json cannot be read \(No such file or direct"):
        read_handout(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": -1},
        {"seed": "7"},
        {"seed": 1.5},
        {"seed": float("inf")},
        {"hidden": "yes"},
        {"id": 3},
        {"title": None},
        {"preload": "numpy"},
        {"packages": [1]},
        {"limits": {"cpu_s": "5"}},
        {"limits": {"cpu_s": float("nan")}},
        {"limits": {"cpu_s": -1}},
        {"limits": {"speed": 1}},
        {"limits": [1]},
        {"submission_cpu_s": True},
        {"submission_wall_s": None},
        {"questions": []},
        {"questions": [{"id": "q1"}]},
        {"questions": [{"id": ["q1"], "title": "t"}]},
        {"questions": "q1"},
        {"written": [{"question": "q4", "title": "t"}]},
        {"written": [{"question": {}, "title": "t", "points": 1}]},
        {"starter": ["work.py"]},
        {"starter": {"work.py": "affine"}},
        {"untouched": {"affine": [None]}},
        {"untouched": None},
    ],
)
def test_a_field_of_another_kind_is_damage(folder: Path, text: str, change: dict[str, Any]) -> None:
    """Nothing goes on with half a handout."""
    (folder / "checks/handout.json").write_text(json.dumps(json.loads(text) | change))
    with pytest.raises(UsageError) as raised:
        read_handout(folder)
    assert str(raised.value).endswith(DAMAGED)


@pytest.mark.parametrize("field", ["format", "id", "seed", "questions", "untouched"])
def test_a_field_that_is_missing_is_damage(folder: Path, text: str, field: str) -> None:
    """As above."""
    raw = json.loads(text)
    del raw[field]
    (folder / "checks/handout.json").write_text(json.dumps(raw))
    with pytest.raises(UsageError, match="it is damaged"):
        read_handout(folder)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff\xfe", b"{" * 9, b"[" * 100_000])
def test_bytes_that_are_no_handout(folder: Path, data: bytes) -> None:
    """Whatever else is there."""
    (folder / "checks/handout.json").write_bytes(data)
    with pytest.raises(UsageError) as raised:
        read_handout(folder)
    assert str(raised.value).endswith(DAMAGED)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)


def replaced(tree: Any, data: st.DataObject) -> Any:
    """The tree with something else at some place."""
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    key = data.draw(st.sampled_from(keys))
    inner = tree[key]
    if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
        new = replaced(inner, data)
    else:
        new = data.draw(values)
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[key] = new
    return copy


@settings(max_examples=150)
@given(data=st.data())
def test_any_other_value_anywhere_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    """Never another error than the one sentence."""
    folder = tmp_path_factory.getbasetemp() / "mutated"
    (folder / "checks").mkdir(parents=True, exist_ok=True)
    raw = replaced(json.loads(text), data)
    (folder / "checks/handout.json").write_text(json.dumps(raw), "utf-8")
    try:
        read = read_handout(folder)
    except UsageError as error:
        assert str(error).startswith(str(folder))
    else:
        assert read.seed >= 0
        assert all(type(q.id) is str for q in read.assignment.questions)
