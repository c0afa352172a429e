"""A homework's material: what is there is read, what does not fit is refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.material import (
    expand,
    load_misconceptions,
    load_solution,
    load_starter,
    load_variants,
)

MASTER = """import numpy as np


def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION


def half(x):
    # BEGIN SOLUTION
    return x / 2
    # END SOLUTION
"""
SOLUTION = {
    "work.py": "import numpy as np\n\n\ndef double(x):\n    return 2 * x\n\n\n"
    "def half(x):\n    return x / 2\n",
}
ENTRY = """
[[misconception]]
id = "tripled"
replace = "2 * x"
by = "3 * x"
fails = ["double.*"]
sentence = "It is twice."
"""

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Lays files out; the solution is there unless it is named."""

    def make(files: Mapping[str, str | bytes] | None = None) -> Path:
        for path, text in {"solution/work.py": MASTER, **(files or {})}.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return make


def test_the_solution_is_what_would_be_handed_in(folder: Folder) -> None:
    """Marks are cut from code only; files of other kinds and compiled ones stay out."""
    made = folder(
        {
            "solution/models/net.py": "WIDTH = 3\n",
            "solution/written.md": "## q1\n\n# BEGIN SOLUTION\n",
            "solution/__pycache__/work.py": "x",
            "solution/picture.png": b"\x89PNG",
        }
    )
    assert load_solution(made) == {
        **SOLUTION,
        "models/net.py": "WIDTH = 3\n",
        "written.md": "## q1\n\n# BEGIN SOLUTION\n",
    }


def test_the_starter_is_cut_from_it_and_has_the_empty_written_answers(folder: Folder) -> None:
    """The solution's own written answers are not in it."""
    made = folder({"solution/written.md": "## q1\n\nBecause.\n", "handout/written.md": "## q1\n"})
    starter = load_starter(made)
    assert starter["written.md"] == "## q1\n"
    assert starter["work.py"].count("raise NotImplementedError") == 2
    assert "2 * x" not in starter["work.py"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {"solution/work.py": "# BEGIN SOLUTION\n"},
            "solution/work.py: the region begun in line 1",
        ),
        ({"solution/work.py": "def f(:\n"}, "solution/work.py, line 1: does not parse: "),
        ({"solution/work.py": b"x = '\xff'\n"}, "solution/work.py cannot be read: 'utf-8' codec"),
    ],
)
def test_a_solution_that_cannot_be_read_is_named(files: dict, says: str, folder: Folder) -> None:
    """Whether as bytes, marks or Python; the starter says the same."""
    made = folder(files)
    with pytest.raises(UsageError) as refused:
        load_solution(made)
    assert str(refused.value).startswith(says)


def test_a_homework_without_a_solution_says_what_is_missing(tmp_path: Path) -> None:
    """It is the master of everything else."""
    with pytest.raises(UsageError) as refused:
        load_solution(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} has no folder 'solution': the right solution as it would be handed in."
    )


@pytest.mark.parametrize(
    ("master", "says"),
    [
        (
            "class Net:\n    # BEGIN SOLUTION\n    def f(self):\n        pass\n    # END SOLUTION\n",
            "the starter of solution/work.py: a region of class Net stands outside its methods, so "
            "that importing it would raise; say after # STARTER what stands there instead.",
        ),
        (
            "def f():\n    # BEGIN SOLUTION\n    return 1\n    # STARTER\n    # END SOLUTION\n",
            "the starter of solution/work.py, line 1: does not parse: expected an indented block",
        ),
    ],
)
def test_a_starter_that_could_not_be_imported_is_refused(
    master: str, says: str, folder: Folder
) -> None:
    """Students would have to mend it before they could begin."""
    made = folder({"solution/work.py": master})
    load_solution(made)
    with pytest.raises(UsageError) as refused:
        load_starter(made)
    assert str(refused.value).startswith(says)


def test_a_method_and_a_class_with_its_own_starter_are_fine(folder: Folder) -> None:
    """Raising inside a method is what a starter does."""
    made = folder(
        {
            "solution/work.py": "class Net:\n    def f(self):\n        # BEGIN SOLUTION\n"
            "        return 1\n        # END SOLUTION\n\n    # BEGIN SOLUTION\n    A = 1\n"
            "    # STARTER\n    # A = None\n    # END SOLUTION\n"
        }
    )
    assert load_starter(made)["work.py"].endswith("    A = None\n")


def test_an_unreadable_written_answer_sheet_is_named(folder: Folder) -> None:
    """The handout's own."""
    with pytest.raises(UsageError, match=r"^handout/written\.md cannot be read: "):
        load_starter(folder({"handout/written.md": b"\xff"}))


def test_variants_are_the_solution_with_some_definitions_replaced(folder: Folder) -> None:
    """A file, or a folder that says which file is meant; in the order of their names."""
    made = folder(
        {
            "variants/sums.py": '"""Sums.\n\nMore."""\ndef double(x):\n    return x + x\n',
            "variants/both/work.py": '"""Two."""\ndef half(x):\n    return 0.5 * x\n',
            "variants/README.md": "not a variant",
            "variants/empty/notes.txt": "nothing here",
        }
    )
    both, sums = load_variants(made, SOLUTION)
    assert (both.name, both.about) == ("both", "Two.")
    assert (sums.name, sums.about) == ("sums", "Sums.")
    assert "x + x" in sums.files["work.py"]
    assert "2 * x" in both.files["work.py"]
    assert "0.5 * x" in both.files["work.py"]


def test_no_variants_and_no_misconceptions_are_none(folder: Folder) -> None:
    """A homework may begin without them."""
    assert load_variants(folder(), SOLUTION) == ()
    assert load_misconceptions(folder(), SOLUTION) == ()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"variants/a.py": "def nine(): pass\n"}, "variants/a.py: no file defines nine."),
        (
            {"variants/a/b.py": "def double(): pass\n"},
            "variants/a/b.py: the solution has no file 'b.py'",
        ),
        ({"variants/a.py": "def double(:\n"}, "variants/a.py, line 1: does not parse: "),
        ({"variants/a.py": b"# \xff\n"}, "variants/a.py cannot be read: "),
    ],
)
def test_a_variant_that_does_not_fit_is_named(files: dict, says: str, folder: Folder) -> None:
    """With its path inside the homework."""
    with pytest.raises(UsageError) as refused:
        load_variants(folder(files), SOLUTION)
    assert str(refused.value).startswith(says)


def test_a_misconception_is_the_solution_with_one_mistake(folder: Folder) -> None:
    """In three ways of writing it; the sentence becomes one line."""
    made = folder(
        {
            "misconceptions/b.toml": ENTRY.replace("It is twice.", "It is\\n   twice."),
            "misconceptions/a.toml": """
[[misconception]]
id = "both"
file = "work.py"
patches = [["2 * x", "4 * x"], ["x / 2", "x / 4"]]
fails = ["double.a", "half.a"]
may = ["train.a"]
sentence = "Squared."

[[misconception]]
id = "other"
code = '''
def half(x):
    return 0
'''
fails = ["half.a"]
sentence = "Nothing is left."
""",
        }
    )
    both, other, tripled = load_misconceptions(made, SOLUTION)
    assert [both.id, other.id, tripled.id] == ["both", "other", "tripled"]
    assert both.fails == ("double.a", "half.a")
    assert both.may == ("train.a",)
    assert "4 * x" in both.files["work.py"]
    assert "x / 4" in both.files["work.py"]
    assert "return 0\n" in other.files["work.py"]
    assert tripled.sentence == "It is twice."
    assert tripled.place == "misconceptions/b.toml, tripled"
    assert tripled.files["work.py"] == SOLUTION["work.py"].replace("2 * x", "3 * x")


def refusal(folder: Folder, text: str | bytes) -> str:
    """What is said of a file of misconceptions."""
    with pytest.raises(UsageError) as refused:
        load_misconceptions(folder({"misconceptions/m.toml": text}), SOLUTION)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[misconception]\n", "misconceptions/m.toml cannot be read: "),
        (b"\xff", "misconceptions/m.toml cannot be read: "),
        ("[[mutant]]\n", "misconceptions/m.toml: only [[misconception]] may stand there."),
        (
            "misconception = 3\n",
            "misconceptions/m.toml: every [[misconception]] needs an id such as",
        ),
        (
            "misconception = [3]\n",
            "misconceptions/m.toml: every [[misconception]] needs an id such",
        ),
        (
            ENTRY.replace('"tripled"', "3"),
            "misconceptions/m.toml: every [[misconception]] needs an id",
        ),
        (
            ENTRY.replace("tripled", "not an id"),
            "misconceptions/m.toml: every [[misconception]] needs",
        ),
        (ENTRY + ENTRY, "misconceptions/m.toml, tripled: the id 'tripled' stands there twice."),
    ],
)
def test_a_damaged_file_of_misconceptions_is_refused(
    text: str | bytes, says: str, folder: Folder
) -> None:
    """It names the file."""
    assert refusal(folder, text).startswith(says)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "replace =",
            "repalce =",
            "unknown key 'repalce'; known are by, code, fails, file, id, may,",
        ),
        ('sentence = "It is twice."', "", "'sentence' is missing: what the student reads."),
        ("It is twice.", "  ", "'sentence' is missing: what the student reads."),
        ('fails = ["double.*"]', 'fails = "double.a"', "'fails' must be a list of checks."),
        ('fails = ["double.*"]', 'fails = ["a"]\nmay = [3]', "'may' must be a list of checks."),
        (
            'fails = ["double.*"]',
            "fails = []",
            "'fails' is empty: a mistake that no check sees proves nothing.",
        ),
        (
            'by = "3 * x"',
            'by = "3 * x"\ncode = "x = 1"',
            "needs one of 'replace' with 'by', 'patches', or 'code'.",
        ),
        (
            'replace = "2 * x"\nby = "3 * x"',
            "",
            "needs one of 'replace' with 'by', 'patches', or 'code'.",
        ),
        ('by = "3 * x"', "", "a patch is a pair of texts, the old and the new."),
        (
            'replace = "2 * x"\nby = "3 * x"',
            'patches = [["2 * x"]]',
            "a patch is a pair of texts, the old and the new.",
        ),
        (
            'replace = "2 * x"\nby = "3 * x"',
            "patches = 3",
            "a patch is a pair of texts, the old and the new.",
        ),
        ('by = "3 * x"', 'by = "3 * x"\nfile = ["a"]', "'file' must be the name of a file of the"),
        ('by = "3 * x"', 'by = "3 * x"\nfile = "a.py"', "the solution has no file 'a.py'; it has"),
        ('by = "3 * x"', 'by = "2 * x"', "changes nothing."),
        ('by = "3 * x"', 'by = "2 * (x"', "work.py with the change, line 5: does not parse: "),
        ('by = "3 * x"', 'by = "2 * \\u0000"', "work.py with the change: does not parse: "),
        (
            'replace = "2 * x"',
            'replace = "9 * x"',
            "'9 * x' stands 0 times in the solution, not once.",
        ),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(
    old: str, new: str, says: str, folder: Folder
) -> None:
    """It names the file and the entry."""
    assert ENTRY.count(old) == 1
    told = refusal(folder, ENTRY.replace(old, new))
    head = "misconceptions/m.toml, tripled: "
    assert told.startswith(head)
    assert told.removeprefix(head).startswith(says)


def test_one_id_in_two_files_is_refused(folder: Folder) -> None:
    """A diagnosis names a misconception by its id."""
    made = folder({"misconceptions/a.toml": ENTRY, "misconceptions/b.toml": ENTRY})
    with pytest.raises(
        UsageError, match=r"misconceptions/b\.toml, tripled: the id 'tripled' stands"
    ):
        load_misconceptions(made, SOLUTION)


CHECKS = ["net.loss", "net.loss[a-1]", "net.loss[b]", "net.grad", "o.loss"]


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["net.loss"], {"net.loss"}),
        (["net.loss*"], {"net.loss", "net.loss[a-1]", "net.loss[b]"}),
        (["net.loss[a-1]"], {"net.loss[a-1]"}),
        (["net.loss[*"], {"net.loss[a-1]", "net.loss[b]"}),
        (["net.*", "o.loss"], set(CHECKS)),
        ([], set()),
    ],
)
def test_a_star_stands_for_any_end_and_brackets_for_themselves(
    patterns: list[str], found: set[str]
) -> None:
    """Ids of parametrized checks hold brackets."""
    assert expand(patterns, CHECKS, place="p") == found


@pytest.mark.parametrize("pattern", ["net", "loss*", "net.los", ""])
def test_a_pattern_that_names_no_check_is_refused(pattern: str) -> None:
    """It may be misspelt."""
    with pytest.raises(UsageError) as refused:
        expand(["net.grad", pattern], CHECKS, place="p")
    assert str(refused.value) == f"p: {pattern!r} is no check of this homework."
