"""Reading a homework's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests_shared import TOML

from grader.assignment import find_assignment, load_assignment
from grader.errors import UsageError

Homework = Callable[..., Path]


def refused(folder: Path) -> str:
    """The sentence that refuses a folder."""
    with pytest.raises(UsageError) as caught:
        load_assignment(folder)
    return str(caught.value)


def test_what_the_file_says_is_in_the_record(homework: Homework) -> None:
    """Title, limits, questions in order, and written answers as manual checks."""
    a = load_assignment(homework())
    assert (a.id, a.title, a.limits.cpu_s, a.preload) == ("tiny", "A tiny homework", 5, ("numpy",))
    assert [q.id for q in a.questions] == ["q1", "q2"]
    (written,) = a.written
    assert (written.id, written.manual, written.rubric) == ("written.q2", True, ("because",))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "tiny"', "id = 3", "'id' must be a text"),
        ('title = "A tiny homework"', "titel = 'x'", "unknown key 'titel'"),
        ('preload = ["numpy"]', 'preload = "numpy"', "'preload' must be a list"),
        ("cpu_s = 5", "cpu = 5", "unknown limit 'cpu'"),
        ("cpu_s = 5", "cpu_s = -5", "limit 'cpu_s' must be a number that is not negative"),
        ('id = "q2"', 'id = "q1"', "question 'q1' stands there twice"),
        ('title = "Why"\n', "", "needs an 'id' and a 'title'"),
        ('question = "q2"', 'question = "q9"', "names the question 'q9', which is not listed"),
        ("points = 1", "points = 0", "'points' must be a positive number"),
        ('rubric = ["because"]', "rubric = 1", "needs a 'title' and a list 'rubric'"),
        ('id = "tiny"', "id = ", "is not valid TOML"),
    ],
)
def test_a_contradiction_is_refused_with_its_place(
    homework: Homework, old: str, new: str, says: str
) -> None:
    """The sentence names the file and what is wrong."""
    assert old in TOML
    folder = homework(toml=TOML.replace(old, new, 1))
    sentence = refused(folder)
    assert says in sentence
    assert "assignment.toml" in sentence


def test_a_homework_without_questions_is_refused(homework: Homework) -> None:
    """There would be nothing to grade."""
    assert "there is no [[question]]" in refused(homework(toml='id="x"\ntitle="y"\n'))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """With its path."""
    assert "cannot be read" in refused(tmp_path)


def test_another_check_or_reference_is_another_digest(homework: Homework) -> None:
    """Everything a mark depends on is in the digest; touching a file is not."""
    folder = homework()
    before = load_assignment(folder).digest
    (folder / "assignment.toml").touch()
    assert load_assignment(folder).digest == before
    path = folder / "checks" / "test_double.py"
    path.write_text(path.read_text() + "# more\n")
    after = load_assignment(folder).digest
    assert after != before
    (folder / "assignment.toml").write_text('reference = ["reference.linear"]\n' + TOML)
    assert load_assignment(folder).digest not in (before, after)


def test_a_homework_is_found_by_path_and_by_id(homework: Homework, tmp_path: Path) -> None:
    """By path from anywhere; by id under `assignments/` of the current folder or as installed."""
    folder = homework()
    assert find_assignment(str(folder)) == folder.resolve()
    here = tmp_path / "course"
    (here / "assignments").mkdir(parents=True)
    folder.rename(here / "assignments" / "tiny")
    assert find_assignment("tiny", here=here).name == "tiny"
    assert find_assignment("network_basics", here=tmp_path).name == "network_basics"


def test_an_unknown_homework_names_the_known_ones(tmp_path: Path) -> None:
    """So that a typing mistake is seen at once."""
    with pytest.raises(UsageError, match=r"no homework 'netwrok'.*network_basics"):
        find_assignment("netwrok", here=tmp_path)


def test_a_folder_that_is_no_homework_is_told_apart(tmp_path: Path) -> None:
    """A folder of submissions given by mistake."""
    (tmp_path / "subs").mkdir()
    with pytest.raises(UsageError, match="folder without an assignment.toml"):
        find_assignment("subs", here=tmp_path)
