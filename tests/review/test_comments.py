"""Comments that can be used again."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.review.comments import LONGEST, Comment, Comments


def test_comments_are_kept_for_the_check_they_were_written_for(tmp_path: Path) -> None:
    """In the order of writing, for whoever opens the folder next."""
    comments = Comments(tmp_path / "comments.json")
    assert comments.of("q") == ()
    comments.add("q", Comment("A sign is lost: $-x$.", 0.5))
    comments.add("q", Comment("Größe"))
    comments.add("r", Comment("Other."))
    found = Comments(tmp_path / "comments.json").of("q")
    assert found == (Comment("A sign is lost: $-x$.", 0.5), Comment("Größe"))
    assert (tmp_path / "comments.json").stat().st_mode & 0o777 == 0o600


def test_the_same_text_is_kept_once(tmp_path: Path) -> None:
    """With the points of the last time, in its place."""
    comments = Comments(tmp_path / "comments.json")
    for comment in (Comment("a", 0.5), Comment("b"), Comment("a", 1.0)):
        comments.add("q", comment)
    assert comments.of("q") == (Comment("a", 1.0), Comment("b"))


def test_a_comment_can_be_forgotten(tmp_path: Path) -> None:
    """One that is gone already is no error: two markers may have the same idea."""
    comments = Comments(tmp_path / "comments.json")
    comments.add("q", Comment("a"))
    comments.add("q", Comment("b"))
    assert comments.remove("q", "a") == (Comment("b"),)
    assert comments.remove("q", "a") == (Comment("b"),)


@pytest.mark.parametrize(
    ("text", "says"), [("  \n", "write one first"), ("x" * (LONGEST + 1), f"at most {LONGEST}")]
)
def test_what_is_no_comment_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """And nothing is written."""
    with pytest.raises(UsageError, match=says):
        Comments(tmp_path / "comments.json").add("q", Comment(text))
    assert not (tmp_path / "comments.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "comments": {}}', '{"format": 1}'])
def test_a_damaged_file_is_said_and_never_overwritten(tmp_path: Path, text: str) -> None:
    """Somebody's work may be in it."""
    path = tmp_path / "comments.json"
    path.write_text(text)
    comments = Comments(path)
    for use in (lambda: comments.of("q"), lambda: comments.add("q", Comment("a"))):
        with pytest.raises(UsageError, match="comments.json is damaged"):
            use()
    assert path.read_text() == text


def _add_many(path: Path, by: str) -> None:
    for n in range(25):
        Comments(path).add("q", Comment(f"{by} {n}"))


def test_what_two_markers_add_at_once_is_all_kept(tmp_path: Path) -> None:
    """Two processes, 25 comments each."""
    path = tmp_path / "comments.json"
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_add_many, args=(path, by)) for by in ("one", "two")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [p.exitcode for p in both] == [0, 0]
    assert {c.text for c in Comments(path).of("q")} == {
        f"{by} {n}" for by in ("one", "two") for n in range(25)
    }
