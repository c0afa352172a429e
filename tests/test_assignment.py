"""Reading a homework's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests_shared import TOML

from grader.assignment import find_assignment, list_assignments, load_assignment
from grader.errors import UsageError
from grader.types import Void

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
        (
            '["because"]',
            '["because", { text = "why", points = 1 }]',
            "its rubric leaves no points for the lines without any",
        ),
        ('["because"]', '["because", 3]', "a line of 'rubric' is a text or {text, points}"),
        ('["because"]', '[{ text = "why" }]', "a line of the rubric is {text, points}"),
        ('["because"]', '[{ text = "w", points = true }]', "of a rubric line is a number"),
        ('["because"]', '["a", { text = "w", points = 2 }]', "adds up to 2 points, the answer is"),
        (
            '["because"]',
            '[{ text = "w", points = 0.5 }, { text = "v", points = -0.5 }]',
            "its rubric adds up to 0.5 points, the answer is worth 1",
        ),
        ('title = "A tiny', 'void = [{ check = "a" }]\ntitle = "A tiny', "and a 'reason'"),
        (
            'title = "A tiny',
            'void = [{ check = "a", reason = "r", give = "half" }]\ntitle = "A tiny',
            "[[void]] a: 'give' must be \"full\"",
        ),
        (
            'title = "A tiny',
            "void = ["
            + 2 * '{ check = "a", reason = "r", give = "full" }, '
            + ']\ntitle = "A tiny',
            "[[void]] names the check 'a' twice",
        ),
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


def test_lines_of_a_rubric_are_worth_points(homework: Homework) -> None:
    """Texts share equally what the others leave; 0 is only noted, a negative number takes off."""

    def rubric(lines: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        toml = TOML.replace('["because"]', lines).replace("points = 1", "points = 3", 1)
        (written,) = load_assignment(homework(toml=toml)).written
        return written.rubric, written.rubric_points

    assert rubric('["a", "b"]') == (("a", "b"), (1.5, 1.5))
    assert rubric("[]") == ((), ())
    priced = '[{ text = "a", points = 1 }, { text = "b", points = 2 }, { text = "c", points = -1 }]'
    assert rubric(priced) == (("a", "b", "c"), (1, 2, -1))
    mixed = '["a", { text = "b", points = 2 }, "c", { text = "bonus", points = 0 }]'
    assert rubric(mixed) == (("a", "b", "c", "bonus"), (0.5, 2, 0.5, 0))


def test_a_voided_check_says_why_and_what_everybody_gets(homework: Homework) -> None:
    """By its id; whether there is such a check is known when they are collected."""
    void = (
        '[[void]]\ncheck = "double.double"\nreason = " The sheet says otherwise. "\ngive = "full"\n'
    )
    assert load_assignment(homework(toml=TOML + void)).void == {
        "double.double": Void(reason="The sheet says otherwise.", give="full")
    }


def test_what_is_asked_stands_in_the_sheet(homework: Homework) -> None:
    """Beside the title; it is no part of the exam, so its digest is the same."""
    folder = homework()
    before = load_assignment(folder)
    (folder / "sheet.md").write_text("# Sheet\n## q1\nDouble $x$.\n")
    after = load_assignment(folder)
    assert after.asked == (
        {"id": "q1", "title": "Doubling", "text": "Double $x$."},
        {"id": "q2", "title": "Why", "text": ""},
    )
    assert after.digest == before.digest


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


def test_homeworks_are_listed_without_the_template(tmp_path: Path) -> None:
    """Those of the folder first; the template is for copying, not for grading."""
    for name in ("zeta", "_template", "alpha"):
        (tmp_path / "assignments" / name).mkdir(parents=True)
        (tmp_path / "assignments" / name / "assignment.toml").write_text("")
    found = [path.name for path in list_assignments(here=tmp_path)]
    assert "_template" not in found
    assert [n for n in found if n in ("alpha", "zeta")] == ["alpha", "zeta"]
    assert "network_basics" in found
