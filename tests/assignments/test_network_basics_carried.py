"""Errors carried forward in `network_basics`: what is right given one's own earlier answer earns its points.

Each case changes some of the sheet's numbers in the right solution. Early answers that would make the
rest trivial carry nothing.
"""

from __future__ import annotations

import pytest
import verdicts
from network_basics_right import SOLUTION

HOMEWORK = "network_basics"
NUMBERS = ("residual.y1_number", "residual.z_number", "residual.dw1_number")
COUNT = "sizes.parameters_number"


def grade(**answers: object):
    """The verdicts on the hand answers, with some of them changed; None leaves one out."""
    lines = ["", "nan = float('nan')"]
    for item, value in answers.items():
        key = "s3." + item.replace("_", ".")
        lines.append(f"answers.pop({key!r})" if value is None else f"answers[{key!r}] = {value!r}")
    files = {"basics.py": SOLUTION["basics.py"] + "\n".join(lines) + "\n"}
    only = [c.id for c in verdicts.context(HOMEWORK).checks() if c.id.endswith(("_number", "_a", "_b", "_c"))]  # fmt: skip
    return {v.check: v for v in verdicts.grade_files(HOMEWORK, files, only=only).verdicts}


def lost(ends) -> set[str]:
    """Checks that did not pass."""
    return {check for check, verdict in ends.items() if verdict.status != "passed"}


def carried(ends) -> set[str]:
    """Checks that passed by an earlier answer."""
    return {check for check, verdict in ends.items() if "carried" in verdict.evidence}


def test_right_numbers_need_no_carrying():
    """The sheet's own numbers pass by the truth, without a mark that something was carried."""
    ends = grade()
    assert lost(ends) == set()
    assert carried(ends) == set()


def test_the_truth_counts_beside_a_wrong_earlier_number():
    """Right later numbers are right, whatever stands before them."""
    ends = grade(T1_x1=7.0, T1_y1=3.0, T2_A=1, T2_B=(5, 5), T2_C="?")
    assert lost(ends) == {
        *("residual.x1_number", "residual.y1_number"),
        *("sizes.output_a", "sizes.output_b", "sizes.output_c"),
    }
    assert carried(ends) == set()


def test_a_wrong_x1_costs_its_own_points_only():
    """y1 = 0.3 * -0.2 - 0.3, z = y1 + 1 and dw1 = x1 follow from an x1 without its bias."""
    ends = grade(T1_x1=0.3, T1_y1=-0.36, T1_z=0.64, T1_dw1=0.3)
    assert lost(ends) == {"residual.x1_number"}
    assert carried(ends) == set(NUMBERS)
    assert any("your own answer to s3.T1.x1" in r for r in ends["residual.y1_number"].remarks)


def test_a_wrong_y1_costs_its_own_points_only():
    """z follows from the student's y1; x1 and with it dw1 are right as they are."""
    ends = grade(T1_y1=-0.22, T1_z=0.78)
    assert lost(ends) == {"residual.y1_number"}
    assert carried(ends) == {"residual.z_number"}


def test_a_second_mistake_is_not_carried():
    """What follows neither from the truth nor from the earlier number is wrong, and said so by the truth."""
    ends = grade(T1_x1=0.3, T1_y1=-0.4, T1_z=0.7, T1_dw1=-0.2)
    assert lost(ends) == {"residual.x1_number", *NUMBERS}
    assert carried(ends) == set()


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"T1_x1": 0.0, "T1_y1": -0.3, "T1_dw1": 0.0}, {"residual.y1_number", "residual.dw1_number"}),
        ({"T1_x1": None, "T1_y1": -0.3, "T1_dw1": 0.0}, {"residual.y1_number", "residual.dw1_number"}),
        ({"T1_x1": -0.4, "T1_y1": -0.22}, {"residual.y1_number"}),
        ({"T1_x1": 1e6, "T1_y1": -200000.3}, {"residual.y1_number"}),
        ({"T1_x1": "0.3", "T1_y1": -0.36}, {"residual.y1_number"}),
        ({"T1_y1": 0.0, "T1_z": 1.0}, {"residual.z_number"}),
        ({"T1_y1": -2.0, "T1_z": 0.0}, {"residual.z_number"}),
        ({"T1_y1": float("nan"), "T1_z": float("nan")}, {"residual.z_number"}),
        ({"T1_x1": 5.0, "T1_y1": 5.0, "T1_z": 5.0, "T1_dw1": 5.0},
         {"residual.y1_number", "residual.z_number", "residual.dw1_number"}),
        ({"T1_x1": 0.3, "T1_y1": -2.0, "T1_dw1": 0.3}, {"residual.dw1_number"}),
    ],
    ids=["zero", "missing", "negative", "huge", "a string", "z is x0", "closed gate", "nan",
         "one number everywhere", "dw1 behind a closed gate"],
)  # fmt: skip
def test_a_silly_earlier_number_carries_nothing(answers, refused):
    """Zeros, closed gates, numbers that drown the rest, and filling in one number make nothing right."""
    ends = grade(**answers)
    assert refused <= lost(ends)
    assert carried(ends) == set()


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ({"T2_A": 32 * 1000}, 31 * 1000 + 1001 * 512 + 513),
        ({"T2_A": (32, 1000), "T2_C": [32, 2]}, 31 * 1000 + 1001 * 512 + 513 * 2),
        ({"T2_A": 960, "T2_B": 32768, "T2_C": 16384}, 31 * 30 + 31 * 1024 + 1025 * 512),
    ],
)
def test_parameters_of_the_student_s_own_layers_are_right(answers, count: int):
    """T3 counted with the layers of a wrong T2 passes, as elements or as shapes; T2 itself is lost."""
    ends = grade(**answers, T3=count)
    assert COUNT not in lost(ends)
    assert carried(ends) == {COUNT}
    assert lost(ends) == {f"sizes.output_{item[-1].lower()}" for item in answers}


def test_a_forgotten_bias_is_not_carried():
    """The count has to fit the student's own layers exactly, biases included."""
    assert COUNT in lost(grade(T2_A=32 * 1000, T3=30 * 1000 + 1000 * 512 + 512))


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ({"T2_A": 0, "T2_B": 0, "T2_C": 0}, 0),
        ({"T2_A": 32, "T2_B": 32, "T2_C": 32}, 35),
        ({"T2_A": 640, "T2_B": 640, "T2_C": 640}, 31 * 20 + 2 * 21 * 20),
        ({"T2_A": 64, "T2_B": 96}, 31 * 2 + 3 * 3 + 4),
        ({"T2_A": 100}, 31 * 3.125 + 4.125 * 512 + 513),
        ({"T2_A": (1000, 32)}, 31 * 1000 + 1001 * 512 + 513),
        ({"T2_A": 32 * 10**9}, 31 * 10**9 + (10**9 + 1) * 512 + 513),
        ({"T2_A": None}, 31 * 1000 + 1001 * 512 + 513),
        ({"T2_A": float("nan")}, float("nan")),
        ({"T2_A": [[32, 2], [3]]}, 0),
    ],
    ids=["zeros", "one unit", "all alike", "a handful", "no whole units", "no batch first",
         "without end", "missing", "nan", "ragged"],
)  # fmt: skip
def test_silly_layers_carry_nothing(answers, count):
    """Layers that leave nothing to count, or that are none, make no count right."""
    ends = grade(**answers, T3=count)
    assert COUNT in lost(ends)
    assert carried(ends) == set()
