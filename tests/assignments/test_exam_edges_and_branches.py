"""`exam_exercises`, second half: accepted layouts, errors carried forward, abuse refused."""

from __future__ import annotations

import pytest
from verdicts import ROOT, grade_files, not_passed

from grader.material import load_solution
from grader.patching import replace_definitions, replace_text
from grader.types import Result

HOMEWORK = "exam_exercises"
ITEMS = [f"s2.{i}" for i in ("0901.mid", "0901.x1", "0901.x2", "0901.x3", "0616.mid", "0616.x")]
BRANCHES = ["s2.0708.a1", "s2.0708.a2", "s2.0708.a3", "s2.0708.b"]
SEPTEMBER = '"s2.0901.mid": [-10, 10, -10, -20, 30, -10, 10],'
JUNE = '"s2.0616.mid": [-10, 10, -10, -20, 30, -30, 10],'
SIZES = '"s2.0708.b": [(3, 4), (3, 4), 4],'


def grade(*patches: tuple[str, str], code: str = "", only: list[str] = ITEMS) -> Result:
    """Grades the solution with pieces of text, or a definition, replaced."""
    files = load_solution(ROOT / HOMEWORK)
    if patches:
        files = replace_text(files, patches, file=None, place="the test")
    if code:
        files = replace_definitions(files, code, file=None, place="the test")
    return grade_files(HOMEWORK, files, only=only)


def message(result: Result, check: str) -> str:
    """What one check told."""
    return next(v.message for v in result.verdicts if v.check == check)


@pytest.mark.parametrize(
    "given",
    [
        "(-10, (10, -10, -20), (30, -10, 10))",
        "np.array([-10, 10, -10, -20, 30, -10, 10], dtype=np.float32)",
        "[[-10], [[10], [-10], [-20]], [[30, -10, 10]]]",
        "{'o': -10, 'u1': 10, 'u2': -10, 'u3': -20, 'v1': 30, 'v2': -10, 'v3': 10}",
        "{'dL/do': -10, 'dL/du': [10, -10, -20], 'dL/dv': (30, -10, 10)}",
        "{'dL_do': -10, 'U_1': 10, 'U_2': -10, 'U_3': -20, 'dv1': 30, 'dv2': -10, 'dv3': 10}",
    ],
)
def test_layouts_of_hidden_nodes(given: str):
    """The seven numbers in one list, nested, or by name in several spellings."""
    assert not_passed(grade((SEPTEMBER, f'"s2.0901.mid": {given},'))) == set()


@pytest.mark.parametrize(
    "given",
    ["[10, -10, -20, 30, -30, 10]", "{'act': -10, 'q': [10, -10, -20], 'p': [30, -30, 10]}"],
)
def test_layouts_of_june(given: str):
    """dL/do, needed on the way only, may be left out; its node may be called act."""
    assert not_passed(grade((JUNE, f'"s2.0616.mid": {given},'))) == set()


def test_june_without_p3():
    """The sheet breaks off before p3: q1 to p2 alone are right as far as they go."""
    assert not_passed(grade((JUNE, '"s2.0616.mid": [10, -10, -20, 30, -30],'))) == set()


@pytest.mark.parametrize(
    "given",
    [
        "((3, 4), (3, 4), (4,))",
        "[[3, 4], [3, 4], [1, 4]]",
        "{'W1': (3, 4), 'w2': (3, 4), 'dL/dv': 4}",
    ],
)
def test_layouts_of_sizes(given: str):
    """Shapes as tuples or lists, the length as a number, a row or a column."""
    assert not_passed(grade((SIZES, f'"s2.0708.b": {given},'), only=BRANCHES)) == set()


def test_sheets_own_numbers():
    """What the sheets have: u right, v2 missing, x right; the sign of q1 lost, p1 and p2 right."""
    result = grade(
        (SEPTEMBER, '"s2.0901.mid": {"o": -10, "u": [10, -10, -20], "v1": 30, "v3": 10},'),
        (JUNE, '"s2.0616.mid": {"o": -10, "q": [-10, -10, -20], "p1": 30, "p2": -30},'),
        ('"s2.0616.x": [-180, 110, -30],', ""),
    )
    assert not_passed(result) == {"edge_numbers.v", "edge_numbers.q", "edge_numbers.x"}
    assert "none for v2" in message(result, "edge_numbers.v")


def test_carried_from_own_nodes():
    """Inputs that follow from one's own wrong v pass, marked so."""
    result = grade(
        (SEPTEMBER, '"s2.0901.mid": [-10, 10, -10, -20, 30, -10, -30],'),
        ('"s2.0901.x2": 110,', '"s2.0901.x2": 30,'),
        ('"s2.0901.x3": -30,', '"s2.0901.x3": 90,'),
    )
    assert not_passed(result) == {"edge_numbers.v"}
    told = {v.check: v.remarks for v in result.verdicts}
    for check in ("edge_numbers.x2", "edge_numbers.x3"):
        assert any("your own answer to s2.0901.mid" in text for text in told[check])


@pytest.mark.parametrize(
    "nodes",
    [
        (0, 0, 0, 0, 0, 0, 0),
        (1, 1, 1, 1, 1, 1, 1),
        (1e-9, 2e-9, 1e-9, 3e-9, 6e-9, 1e-9, -2e-9),
        (1e9, 2e9, 1e9, 3e9, 6e9, 1e9, -2e9),
    ],
)
def test_trivial_nodes_carry_nothing(nodes: tuple[float, ...]):
    """Zeros, all the same, absurdly small or large: what follows from them earns nothing."""
    v1, v2, v3 = nodes[4:]
    result = grade(
        (SEPTEMBER, f'"s2.0901.mid": {list(nodes)},'),
        ('"s2.0901.x1": -100,', f'"s2.0901.x1": {-2 * v1 + 4 * v2},'),
        ('"s2.0901.x2": 110,', f'"s2.0901.x2": {3 * v1 + 2 * v3},'),
        ('"s2.0901.x3": -30,', f'"s2.0901.x3": {-3 * v3},'),
    )
    hand = {f"edge_numbers.{name}" for name in ("u", "x1", "x2", "x3")}
    assert hand <= not_passed(result)


def test_wrong_loss_costs_its_own_item():
    """A wrong dL/do in edge_derivatives fails its own checks; the paths are judged given it."""
    result = grade(("known = {out: -1 / o}", "known = {out: -o}"))
    assert not_passed(result) == {"edges.one_path", "edges.output_value"}


@pytest.mark.parametrize("value", ["0.0", "1.0", "float('nan')", "1e9"])
def test_same_number_everywhere(value: str):
    """A function that gives one number for everything has no dL/do to count with."""
    code = f"def edge_derivatives(edges, out, o, inputs):\n    return [{value}] * len(inputs)\n"
    functions = {v.check for v in grade(code=code).verdicts if v.check.startswith("edges.")}
    assert not_passed(grade(code=code)) == functions


def test_dv_follows_from_own_vectors():
    """dv is right when it follows from one's own dz1 and dz2."""
    changes = (("dz1 = g1 * (z1 > 0)", "dz1 = g1"), ("dz2 = g2 * h2 * (1 - h2)", "dz2 = g2 * h2"))
    assert not_passed(grade(*changes, only=BRANCHES)) == {
        "branches.dz1",
        "branches.dz1_elsewhere",
        "branches.dz2",
        "branches.dz2_elsewhere",
    }


@pytest.mark.parametrize("value", ["0.0", "1.0", "1e-9", "1e9"])
def test_trivial_vectors_carry_nothing(value: str):
    """Vectors of one number repeated leave nothing to compute for dv."""
    code = f"""
def two_branch_gradient(v, W1, W2, g1, g2):
    dz1, dz2 = np.full(len(g1), {value}), np.full(len(g2), {value})
    return dz1, dz2, W1.T @ dz1 + W2.T @ dz2
"""
    assert {"branches.dv", "branches.dv_elsewhere"} <= not_passed(grade(code=code, only=BRANCHES))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("[1, 2, 3]", "7 numbers: o, u1, u2, u3, v1, v2, v3"),
        ("5", "7 numbers"),
        ("'-10, 10'", "7 numbers"),
        ("{'u1': 10}", "none for o, u2, u3"),
        ("['a'] * 7", "o in dL/d(o, u1, u2, u3)"),
    ],
)
def test_messages_about_nodes(given: str, told: str):
    """A list of another length, a missing name and a value that is no number are each told."""
    result = grade((SEPTEMBER, f'"s2.0901.mid": {given},'))
    assert told in message(result, "edge_numbers.u")


def test_messages_about_activations():
    """A matrix of another shape, and a function that does not rise, are told."""
    items = ["s2.0120.b.relu"]
    turned = grade(code="def activation_slopes(lam, al):\n    return np.ones((3, 4))\n", only=items)
    assert "(4, 3)" in message(turned, "activations.relu_value")
    flat = grade(code="def activation_slopes(lam, al):\n    return np.zeros((4, 3))\n", only=items)
    assert not_passed(flat) == {"activations.relu_value", "activations.relu_slopes"}
    assert "rises" in message(flat, "activations.relu_value")


def test_activations_by_name():
    """The rows may come as a dict with the functions' names."""
    code = """
def activation_slopes(lam, al):
    rows = {"Sigmoid": [0.5, 0.25, 0.25], "tanh": (0, 1, 1), "ReLU": [0, 0, 1]}
    return rows | {"SELU": [0, al, lam]}
"""
    items = [f"s2.0120.b.{name}" for name in ("sigmoid", "tanh", "relu", "selu")]
    assert not_passed(grade(code=code, only=items)) == set()
