"""reports.student.nameless: results without the names of their students."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from reports.student.nameless import GONE, nameless


def told(examples: ModuleType, text: str, **person: Any) -> str:
    """What becomes of a text in the message of a verdict."""
    verdict = examples.verdict("c", "q", "t", message=text)
    return nameless(examples.result("ann_lee", [verdict], **person))["verdicts"][0]["message"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ann_lee.py, line 3", f"{GONE}.py, line 3"),
        ("ANN-LEE and Ann  Lee", f"{GONE}-{GONE} and {GONE}  {GONE}"),
        ("hw1_ann_final.ipynb", f"hw1_{GONE}_final.ipynb"),
        ("announce the sleeve", "announce the sleeve"),
        ("Zoë Quist", f"{GONE}"),
        ("u90210@uni.example", f"{GONE}"),
        ("u90210", f"{GONE}"),
        ("an example at uni", "an example at uni"),
        ("bo helped", "bo helped"),
        ("Bartholomew helped", f"{GONE} helped"),
    ],
)
def test_names_go_and_other_words_stay(examples: ModuleType, text: str, left: str) -> None:
    """Whole words that are a name, an id or a member of the group; nothing shorter than three."""
    person = {
        "name": "Zoë Quist",
        "ids": {"email": "u90210@uni.example"},
        "group": ["ann_lee", "bo", "Bartholomew"],
    }
    assert told(examples, text, **person) == left


def test_every_text_of_the_submission_is_looked_at(examples: ModuleType) -> None:
    """Evidence of any depth, remarks, notes, comments; not what the course's author wrote."""
    evidence = {
        "text": "by Quist",
        "frames": [{"where": "quist.py", "function": "f", "code": "# Quist"}],
        "curves": {"quist loss": [1.0, None, "nan"]},
        "got_values": [[1, 2.5]],
    }
    verdict = examples.verdict(
        "c", "q", "Quist's inequality.", evidence=evidence, remarks=["Quist"], hint="See Quist."
    )
    made = nameless(
        examples.result("quist", [verdict], notes=["quist.zip: unpacked"], name="A Quist")
    )
    text = (
        str(made["verdicts"][0]["evidence"])
        + str(made["notes"])
        + str(made["verdicts"][0]["remarks"])
    )
    assert "uist" not in text
    assert made["verdicts"][0]["evidence"]["curves"] == {f"{GONE} loss": [1.0, None, "nan"]}
    assert made["verdicts"][0]["title"] == "Quist's inequality."
    assert made["verdicts"][0]["hint"] == "See Quist."


def test_nothing_personal_is_left(examples: ModuleType) -> None:
    """Who, what other systems call them, with whom, and what leads back to the files."""
    made = nameless(examples.rich())
    assert made["student"] == ""
    assert not set(made) & {"name", "ids", "group", "digest"}
    assert "90210" not in str(made)


def test_the_result_itself_is_left_alone(examples: ModuleType) -> None:
    """The page with names is made from the same dict afterwards."""
    result = examples.rich()
    nameless(result)
    assert result == examples.rich()


def test_a_student_without_letters(examples: ModuleType) -> None:
    """Nothing to look for, nothing replaced."""
    result = examples.good() | {"student": "7"}
    assert nameless(result)["verdicts"] == result["verdicts"]


def test_a_code_is_no_name(examples: ModuleType) -> None:
    """Where a code has taken the place of the name already, its words stay in every text."""
    result = examples.result("amber-fox", [examples.verdict("c", "q", "t", message="amber light")])
    assert nameless(result, keep="amber-fox")["verdicts"][0]["message"] == "amber light"
    assert nameless(result)["verdicts"][0]["message"] == f"{GONE} light"
