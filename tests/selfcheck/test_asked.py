"""What somebody means who types a few letters of a question."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.selfcheck.asked import chosen

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
QUESTIONS = (
    "s4.1a s4.1b s4.2a.dW s4.2a.db s4.2a.dX s4.2b.i s4.2b.ii s4.2c.i s4.2c.ii s4.3.acc s4.3.curve "
    "s4.4a.acc s4.4a.curve s4.TwoLayerNet.loss s4.TwoLayerNet.train"
).split()
CHECKS = "linear.weights linear.shapes net_loss.scores net_loss.batch[3] net_loss.batch[7]".split()


def choose(*asked: str) -> list[str]:
    """What these words mean in the homework above."""
    return list(chosen(asked, QUESTIONS, CHECKS))


def below(*heads: str) -> list[str]:
    """The questions that begin so, in their order."""
    return [q for q in QUESTIONS if q.startswith(heads)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("s4.2a.dW", ["s4.2a.dW"]),
        ("S4.2A.dw", ["s4.2a.dW"]),
        ("s4.2a", below("s4.2a.")),
        ("2a", below("s4.2a.")),
        ("2A", below("s4.2a.")),
        ("2a.dW", ["s4.2a.dW"]),
        ("dW", ["s4.2a.dW"]),
        ("dw", ["s4.2a.dW"]),
        ("s4", QUESTIONS),
        ("2", below("s4.2")),
        ("1", ["s4.1a", "s4.1b"]),
        ("3", below("s4.3.")),
        ("2b.i", ["s4.2b.i"]),
        ("two", below("s4.TwoLayerNet")),
        ("twolayernet.lo", ["s4.TwoLayerNet.loss"]),
        ("2a.d", below("s4.2a.")),
        ("train", ["s4.TwoLayerNet.train"]),
        (" 2a ", below("s4.2a.")),
        ("linear.shapes", ["linear.shapes"]),
        ("shapes", ["linear.shapes"]),
        ("scor", ["net_loss.scores"]),
        ("net_loss.batch[3]", ["net_loss.batch[3]"]),
        ("net_loss.batch", ["net_loss.batch[3]", "net_loss.batch[7]"]),
    ],
)
def test_a_few_letters_are_enough(word: str, meant: list[str]) -> None:
    """Whole ids, parts of them and beginnings of parts, capitals aside."""
    assert choose(word) == meant


def test_several_words_come_in_the_order_of_the_sheet() -> None:
    """Each once, whatever the order of the words."""
    assert choose("shapes", "dX", "1a", "2a.dX") == ["s4.1a", "s4.2a.dX", "linear.shapes"]


def test_nothing_asked_for_is_no_choice() -> None:
    """It stands for everything, which is said by an empty answer."""
    assert choose() == []


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("i", "'i' can mean s4.2b.i or s4.2c.i; type more of the one that you mean."),
        ("acc", "'acc' can mean s4.3.acc or s4.4a.acc; type more of the one that you mean."),
        ("cur", "'cur' can mean s4.3.curve or s4.4a.curve; type more of the one that you mean."),
    ],
)
def test_what_can_mean_several_things_is_refused(word: str, said: str) -> None:
    """With each of them named."""
    with pytest.raises(UsageError) as caught:
        choose(word)
    assert str(caught.value) == said


def test_what_means_nothing_is_refused() -> None:
    """One sentence with the closest, and the list."""
    with pytest.raises(UsageError) as caught:
        choose("TwoLayerNet.los2")
    said = str(caught.value)
    assert said.startswith("There is no question or check 'TwoLayerNet.los2'; the closest")
    assert "s4.TwoLayerNet.loss" in said.partition("The questions are")[0]
    assert said.endswith(f"The questions are {', '.join(QUESTIONS)}.")


def test_nothing_near_says_only_the_list() -> None:
    """No guess where there is none."""
    with pytest.raises(UsageError, match=r"check 'zzzzzz'\. The questions are"):
        choose("zzzzzz")


@pytest.mark.parametrize("word", ["", "  ", "."])
def test_an_empty_word_is_refused(word: str) -> None:
    """It is a slip, not everything."""
    with pytest.raises(UsageError, match="asks for no question"):
        choose(word)


def homeworks() -> dict[str, list[str]]:
    """The questions of every homework that ships."""
    return {
        toml.parent.name: [q["id"] for q in tomllib.loads(toml.read_text("utf-8"))["question"]]
        for toml in sorted(ASSIGNMENTS.glob("*/assignment.toml"))
    }


@pytest.mark.parametrize("name", homeworks())
def test_every_question_of_every_homework_can_be_asked_for(name: str) -> None:
    """By its whole id, and without the prefix that all of them share, as the sheet calls it."""
    questions = homeworks()[name]
    for question in questions:
        under = [q for q in questions if f"{q}.".startswith(f"{question}.")]
        assert list(chosen([question], questions, [])) == under
        assert list(chosen([question.partition(".")[2]], questions, [])) == under


@given(st.text(max_size=12))
def test_any_text_is_an_answer_or_a_sentence(word: str) -> None:
    """Nothing but ids that there are, or a refusal."""
    try:
        assert set(choose(word)) <= {*QUESTIONS, *CHECKS}
    except UsageError as refusal:
        assert str(refusal).endswith(".")
