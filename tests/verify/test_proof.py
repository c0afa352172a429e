"""The proof of a small homework: every step holds, and each way of damaging it is found by its step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from proved_homework import AFFINE, HAND, HOMEWORK, MISCONCEPTIONS, ROWS, SOLUTION, entry, write

from grader.errors import UsageError
from grader.verify import Proof, Step, verify
from grader.verify.proof import load_equivalent

Changes = dict[str, str | None]
STEPS = ["solution", "handout", "variants", "misconceptions", "items", "inputs", "tolerances"]

IMPORTS = '''
"""One more check."""
import numpy as np
from grader.checks import check
from grader.compare import assert_close, assert_number
'''


def extra(body: str, **options: object) -> Changes:
    """One more check file, `checks/test_extra.py`, with one check of q2."""
    told = {"question": "q2", "points": 1, "visibility": "hidden", **options}
    arguments = ", ".join(f"{key}={value!r}" for key, value in told.items())
    head = f'\n\n@check({arguments})\ndef test_one(student, rng):\n    """One more."""\n'
    return {"checks/test_extra.py": IMPORTS + head + body}


def replaced(path: str, old: str, new: str) -> Changes:
    """One file with something else in it."""
    text = HOMEWORK[path]
    assert old in text
    return {path: text.replace(old, new)}


@pytest.fixture
def proved(tmp_path: Path, tier: str) -> Callable[..., list[Step]]:
    """The steps of the small homework with some changes, mutants left out."""

    def run(changes: Changes | None = None, **options: object) -> list[Step]:
        folder = write(tmp_path / "small", changes)
        return list(verify(folder, seed=3, tier=tier, jobs=1, **{"mutants": 0, **options}))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tier: str) -> list[Step]:
    """The steps of the small homework as it is, mutants included, on two processes."""
    folder = write(tmp_path_factory.mktemp("whole") / "small")
    return list(verify(folder, seed=3, tier=tier, jobs=2))


def test_every_step_of_a_proved_homework_holds(whole: list[Step]) -> None:
    """In the order in which one would mend what they find."""
    assert [step.name for step in whole] == [*STEPS, "mutants"]
    assert {step.name: step.problems for step in whole if not step.holds} == {}


def test_each_step_says_what_it_looked_at(whole: list[Step]) -> None:
    """So that a homework that proves nothing does not look like a good one."""
    what = {step.name: step.what for step in whole}
    assert what["solution"] == "6 checks, 7 points, 1 by a person"
    assert what["handout"] == "untouched: no points, nothing broken"
    assert what["variants"] == "4 right ones in other styles, 4 at least of every name"
    assert what["misconceptions"] == "18, each fails what it names and nothing else"
    assert what["items"] == "3 graded by code, 6 to 6 misconceptions each"
    assert what["tolerances"].startswith("5 checks compare numbers: right ones within ")


def test_the_details_are_what_an_author_wants_to_see(whole: list[Step]) -> None:
    """Counts for every name and item, the reason of what is blind, the room of every check."""
    details = {step.name: step.details for step in whole}
    assert details["variants"] == ["work.py: affine: 4 styles", "work.py: mean_rows: 4 styles"]
    assert details["items"] == ["q1: 6", "q2: 6", "q3: 6"]
    assert details["inputs"] == ["rows.one_row: mean_rows, argument 1: a single row"]
    rows = dict(line.split(": ", 1) for line in details["tolerances"])
    assert set(rows) == {
        "affine.fixed",
        "affine.again",
        "rows.mean",
        "rows.one_row",
        "hand.quarter",
    }
    # 0.2 is the nearest of the wrong numbers: nine half widths below 0.245.
    assert rows["hand.quarter"] == "right within 0, nearest wrong 9 (number_4)"


FIVE = "".join(
    re.findall(r"\n\[\[misconception]].*?(?=\n\[\[|\Z)", MISCONCEPTIONS["rows"], re.S)[:5]
)
RECORD = "run `grader verify --record`"

DAMAGED: dict[str, tuple[Changes, str, list[str]]] = {
    "a check that is too loose for a misconception": (
        replaced("misconceptions/affine.toml", "return y - 1", "return y + 1.0001"),
        "misconceptions",
        [
            "offset_taken_off (misconceptions/affine.toml):",
            "  affine.again should fail and passes",
            "  affine.fixed should fail and passes",
        ],
    ),
    "a misconception that fails more than it names": (
        {"misconceptions/affine.toml": MISCONCEPTIONS["affine"].replace(", 'affine.again'", "", 1)},
        "misconceptions",
        [
            "sign (misconceptions/affine.toml):",
            "  affine.again is failed: affine(x, w) | expected (5, 2) float64 | got (5, 2) float64, "
            "10 of 10 differ",
        ],
    ),
    "a check that a misconception breaks": (
        {
            **extra(
                "    got = student.mean_rows(rng.normal(size=(3, 4)))\n"
                "    if isinstance(got, dict):\n        undefined\n"
            ),
            "misconceptions/more.toml": entry(
                "a_word", "total / len(x)", "{'a': 1}", ["rows.*", "extra.one"]
            ),
        },
        "misconceptions",
        ["a_word (misconceptions/more.toml):", "  extra.one is broken"],
    ),
    "a sentence that gives a hidden number away": (
        {
            "checks/test_hand.py": HAND.replace("public", "hidden"),
            **replaced("misconceptions/hand.toml", "What number_2 misses", "It is 0.25, not 7"),
        },
        "misconceptions",
        [
            "number_2 (misconceptions/hand.toml):",
            "  the sentence states 0.25, which the hidden check hand.quarter accepts",
        ],
    ),
    "a check that is too strict for a variant": (
        {"checks/test_affine.py": AFFINE.replace("what=", "rtol=1e-12, what=", 1)},
        "variants",
        [
            "variant float32: affine.fixed is failed: affine(x, w) | expected (3, 4) float64 | "
            "got (3, 4) float32, 12 of 12 differ"
        ],
    ),
    "too few styles": (
        replaced("variants/lists.py", "def mean_rows", "def another_name"),
        "variants",
        ["work.py: mean_rows has 3 variants; 4 styles are the least"],
    ),
    "a variant that brings only an import along": (
        {
            "variants/lists.py": '"""Another."""\nimport math\ndef mean_rows(x):\n    return np.mean(x, 0)\n'
        },
        "variants",
        ["work.py: affine has 3 variants; 4 styles are the least"],
    ),
    "an item with five misconceptions": (
        {"misconceptions/rows.toml": FIVE},
        "items",
        ["q2: 5 misconceptions are caught; 6 are the least"],
    ),
    "a blind input": (
        {"checks/test_rows.py": ROWS.replace('blind="a single row"', "cpu_s=3")},
        "inputs",
        ["rows.one_row: mean_rows, argument 1: an axis has length 1"],
    ),
    "a mistake that is nearly right": (
        {"checks/test_affine.py": AFFINE.replace("what=", "atol=0.6, what=")},
        "tolerances",
        [
            "affine.fixed: no_offset is only 1.67 tolerances away; 3 leaves room",
            "affine.again: no_offset is only 1.67 tolerances away; 3 leaves room",
        ],
    ),
    "a right variant that is nearly wrong": (
        {
            "checks/test_affine.py": AFFINE.replace("what=", "atol=0.01, what="),
            **replaced("variants/lists.py", " + 1)", " + 1.005)"),
        },
        "tolerances",
        [
            "affine.fixed: a right variant uses 0.5 of the tolerance; 0.33 leaves room",
            "affine.again: a right variant uses 0.5 of the tolerance; 0.33 leaves room",
        ],
    ),
    "tolerances that were not recorded": (
        {"tolerances.toml": None},
        "tolerances",
        [f"tolerances.toml is missing; {RECORD}"],
    ),
    "tolerances of other checks": (
        replaced("tolerances.toml", "rows.mean", "rows.median"),
        "tolerances",
        [
            f"tolerances.toml lacks rows.mean; {RECORD}",
            f"tolerances.toml has rows.median, which compares no numbers; {RECORD}",
        ],
    ),
    "a starter that passes a check": (
        extra("    assert student.has('mean_rows')\n"),
        "handout",
        [
            "the untouched starter files: extra.one is passed",
            "the untouched starter notebook: extra.one is passed",
        ],
    ),
    "a starter that breaks a check": (
        extra("    if student.answer('q3') is None:\n        undefined\n", question="q3"),
        "handout",
        [
            "the untouched starter files: extra.one is broken",
            "the untouched starter notebook: extra.one is broken",
        ],
    ),
    "a handout without instructions": (
        {"handout/README.md": None},
        "handout",
        ["handout/README.md is missing"],
    ),
}


@pytest.mark.parametrize("damage", list(DAMAGED))
def test_each_damage_is_found_by_its_step(damage: str, proved: Callable) -> None:
    """With the sentence that says what is wrong; every other step holds."""
    changes, name, says = DAMAGED[damage]
    steps = {step.name: step.problems for step in proved(changes)}
    assert list(steps) == STEPS
    found = steps.pop(name)
    assert len(found) == len(says), found
    for told, wanted in zip(found, says, strict=True):
        assert told.startswith(wanted)
    assert {n: p for n, p in steps.items() if p} == {}


def test_a_stale_handout_is_found_by_its_step(tmp_path: Path, tier: str) -> None:
    """It says which file, and how to renew it."""
    folder = write(tmp_path / "small")
    (folder / "handout/work.py").write_text("old")
    step = next(s for s in verify(folder, seed=3, tier=tier, jobs=1) if s.name == "handout")
    assert step.problems == [
        "handout/work.py is not what the solution gives; run `grader handout small --renew`"
    ]


def test_a_handout_that_cannot_be_cut_is_a_problem_not_the_end(tmp_path: Path, tier: str) -> None:
    """The other steps are still worth knowing."""
    text = "class Net:\n    # BEGIN SOLUTION\n    A = 1\n    # END SOLUTION\n"
    folder = write(
        tmp_path / "small", {"solution/work.py": HOMEWORK["solution/work.py"] + text}, cut=False
    )
    steps = {s.name: s.problems for s in verify(folder, seed=3, tier=tier, jobs=1, mutants=0)}
    assert list(steps) == STEPS
    (problem,) = steps["handout"]
    assert problem.startswith(
        "the starter of solution/work.py: a region of class Net stands outside"
    )


def test_a_wrong_solution_ends_the_proof_at_once(proved: Callable) -> None:
    """Nothing else would mean anything, mutants least of all."""
    (step,) = proved(replaced("solution/work.py", "y + 1", "y + 1 + 1"), mutants=None)
    assert step.name == "solution"
    assert [line.partition(" |")[0] for line in step.problems] == [
        "the solution: affine.again is failed: affine(x, w)",
        "the solution: affine.fixed is failed: affine(x, w)",
    ]


def test_a_mutant_that_nothing_catches_and_a_stale_key_are_told(proved: Callable) -> None:
    """With its diff; what the author judged to be no mistake is not run."""
    changes = {
        "solution/work.py": SOLUTION + "\n\ndef unseen(x):\n    return -x\n",
        "equivalent.toml": '[[mutant]]\nkey = "work.py:gone:123456"\nreason = "it was"\n',
    }
    step = proved(changes, mutants=None)[-1]
    assert step.name == "mutants"
    assert step.problems[-1] == "equivalent.toml: there is no mutant work.py:gone:123456 any more"
    (survivor,) = [line for line in step.problems if line.startswith("survives: ")]
    key = survivor.split()[1]
    assert survivor == f"survives: {key}  -x -> x"
    assert "    -    return -x" in step.problems
    assert "    +    return x" in step.problems
    assert step.what.endswith("17 caught, 0 judged equivalent, 1 survive")


def test_words_choose_what_is_proved(proved: Callable) -> None:
    """Variants, misconceptions and checks by a part of their name; counts are not judged, no mutants."""
    steps = {s.name: s for s in proved(with_less(), only="rows", mutants=None)}
    assert list(steps) == STEPS
    assert all(step.holds for step in steps.values()), steps
    assert steps["variants"].what.startswith("0 right ones")
    assert steps["misconceptions"].what.startswith("6, ")
    assert steps["tolerances"].what.startswith("2 checks")


def with_less() -> Changes:
    """A homework that is not ready: too few variants, no recorded tolerances, a blind check of affine."""
    return {"variants/lists.py": None, "tolerances.toml": None}


def test_a_word_that_nothing_has_in_its_name_is_refused(proved: Callable) -> None:
    """It would prove nothing and hold."""
    with pytest.raises(UsageError) as refused:
        proved(only="colums")
    assert str(refused.value) == (
        "small: no variant, misconception or check has 'colums' in its name."
    )


@pytest.mark.parametrize("pattern", ["hand.qarter", "written.q4"])
def test_a_misconception_of_a_check_that_code_does_not_judge_is_refused(
    pattern: str, proved: Callable
) -> None:
    """Misspelt, or one that waits for a person."""
    with pytest.raises(UsageError) as refused:
        proved({"misconceptions/more.toml": entry("m", "0.25", "3", [pattern])})
    assert str(refused.value) == (
        f"misconceptions/more.toml, m: {pattern!r} is no check of this homework."
    )


def test_checks_of_training_may_or_may_not_notice(proved: Callable) -> None:
    """What stands under `may` is no problem either way."""
    more = entry(
        "noticed",
        "return y + 1",
        "return y + 2",
        ["affine.fixed"],
        'may = ["affine.*", "rows.mean"]',
    )
    steps = {s.name: s.problems for s in proved({"misconceptions/more.toml": more})}
    assert steps["misconceptions"] == []


def test_the_measured_tolerances_are_recorded(tmp_path: Path, tier: str) -> None:
    """After which they are no problem any more."""
    folder = write(tmp_path / "small", {"tolerances.toml": "old = 1\n"})
    list(verify(folder, seed=3, tier=tier, jobs=1, mutants=0, record=True))
    steps = list(verify(folder, seed=3, tier=tier, jobs=1, mutants=0))
    assert all(step.holds for step in steps)
    assert (
        '["hand.quarter"]\nright = 0.0\nwrong = 9.0\nnearest = "number_4"\n'
        in (folder / "tolerances.toml").read_text()
    )


NEEDY = '''

@check(question="q2", points=1, visibility="hidden", needs=["affine.fixed"])
def test_needy(student, rng):
    """It needs another one."""
    x = rng.normal(size=(3, 4)) + 1
    assert_close(student.mean_rows(x), x.mean(axis=0), what="mean_rows(x)")
'''


@pytest.fixture
def needy(tmp_path: Path, tier: str) -> Iterator[Proof]:
    """The proof of a homework in which a check of mean_rows needs one of affine."""
    folder = write(tmp_path / "small", {"checks/test_rows.py": ROWS + NEEDY})
    proof = Proof(folder, seed=3, tier=tier, jobs=1)
    with proof.crew:
        next(iter(proof.steps()))
        yield proof


def test_a_change_affects_what_leans_on_it_and_what_needs_that(needy: Proof) -> None:
    """A blocked check does not pass either, though it never looks at the change."""
    (sign,) = [m for m in needy.misconceptions if m.id == "sign"]
    assert set(needy.affected(sign.files)) == {"affine.fixed", "affine.again", "rows.needy"}
    (axis,) = [m for m in needy.misconceptions if m.id == "columns"]
    assert set(needy.affected(axis.files)) == {"rows.mean", "rows.one_row", "rows.needy"}
    assert needy.affected(needy.solution) == ()
    in_order = [c.id for c in needy.checks if c.id in needy.affected(sign.files)]
    assert list(needy.affected(sign.files)) == in_order


def test_what_needs_a_failed_check_counts_as_failed(needy: Proof) -> None:
    """A misconception has to name it."""
    steps = {step.name: step for step in needy.steps()}
    assert (
        "  rows.needy is blocked: This needs another check to pass first: affine(x, w) is w x + 1."
        in (steps["misconceptions"].problems)
    )


def test_a_homework_without_a_solution_cannot_be_proved(tmp_path: Path, tier: str) -> None:
    """One sentence, before anything is started."""
    folder = write(
        tmp_path / "small", {"solution/work.py": None, "solution/written.md": None}, cut=False
    )
    with pytest.raises(UsageError, match="has no folder 'solution'"):
        list(verify(folder, seed=3, tier=tier))


def test_checks_that_cannot_be_collected_are_named(proved: Callable) -> None:
    """As when grading."""
    with pytest.raises(UsageError, match="cannot be collected"):
        proved({"checks/test_extra.py": "import nothing_of_that_name\n"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[mutant]\n", "equivalent.toml cannot be read: "),
        (b"\xff", "equivalent.toml cannot be read: "),
        (
            "[[mutant]]\nkey = 'a'\n",
            "equivalent.toml: every [[mutant]] needs a 'key' and a 'reason'.",
        ),
        ("[[mutant]]\nkey = 'a'\nreason = ' '\n", "equivalent.toml: every [[mutant]] needs a"),
        ("[[mutant]]\nreason = 'b'\n", "equivalent.toml: every [[mutant]] needs a 'key'"),
        ("mutant = [3]\n", "equivalent.toml: every [[mutant]] needs a 'key'"),
        ("mutant = 3\n", "equivalent.toml: every [[mutant]] needs a 'key'"),
    ],
)
def test_a_damaged_list_of_equivalent_mutants_is_refused(
    text: str | bytes, says: str, tmp_path: Path
) -> None:
    """A mutant that is let through has a reason."""
    (tmp_path / "equivalent.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as refused:
        load_equivalent(tmp_path)
    assert str(refused.value).startswith(says)


def test_equivalent_mutants_are_read_with_their_reasons(tmp_path: Path) -> None:
    """None at all where there is no file."""
    assert load_equivalent(tmp_path) == {}
    (tmp_path / "equivalent.toml").write_text('[[mutant]]\nkey = "k"\nreason = "r"\n')
    assert load_equivalent(tmp_path) == {"k": "r"}
