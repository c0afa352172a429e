"""Small programs that nobody would format like this, for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["x", "y", "W", "β", "größe", "len(y)", "x.shape[0]", "self.θ"])
NUMBERS = st.sampled_from(["0", "1", "2", "0.5", "1e-12", "-1", "True", "1_000", "3.0"])
SPACE = st.sampled_from(["", " ", "  ", " \\\n  ", "\t"])
INSIDE = st.sampled_from(["", " ", "\n", "  # é + 1)\n   "])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "@", "//", "%", "&", "<<"])
COMPARISONS = st.sampled_from([" < ", ">=", " == ", " is not ", " not  in ", " in "])
CALLS = st.sampled_from(
    [
        "np.sum({0}, axis=0)",
        "{0}.sum(1,keepdims=True)",
        "np.maximum({1} ,{0})",
        "f({0}, {1}, *{0})",
        "np.exp(\n  {0} # ü\n)",
        "({0}).T",
        "x[{0}:{1}, None]",
        "x[:, None]",
        "sum({0} for y in {1})",
        "[{0} for _ in range({1})]",
        "({0} if {1} else {0})",
        "(lambda x, y=1: {0})({1})",
        "f'é {{x + 1}} {{x:>{{y}}}}'",
        "{{'W': {0}, 'é': {1}}}",
        "({0} and not {1} or {0})",
        "np.zeros(({0}, {1}))",
        "rng.permutation({0})",
        "-{0}",
        "not {0}",
    ]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.builds(
        lambda a, s, op, t, b: f"({a}{s}{op}{t}{b})", inner, SPACE, OPERATORS, SPACE, inner
    )
    loose = st.builds(
        lambda a, op, b, i: f"({i}{a} {op} {i}({b}{i}))", inner, OPERATORS, inner, INSIDE
    )
    compared = st.builds(lambda a, op, b: f"({a}{op}{b})", inner, COMPARISONS, inner)
    called = st.builds(lambda c, a, b: c.format(a, b), CALLS, inner, inner)
    return binary | loose | compared | called


EXPRESSIONS = st.recursive(NAMES | NUMBERS, _larger, max_leaves=8)

STATEMENTS = st.builds(
    lambda form, a, b: form.format(a, b),
    st.sampled_from(
        [
            "z = {0}  # ß",
            "β, z = {0}, {1}",
            "x = x - {0}",
            "x[0] -= {0}",
            "self.g = {0}; y = {1}",
            "optimizer.zero_grad()",
            "if {0}: z = {1}",
            "if {0}:\n        z = {1}\n    elif {1}:\n        z = 2\n    else: z = {0}",
            "for i in {0}:\n        z = {1}\n        break",
            "while {0}:\n        y = {1}",
            "with f({0}) as g: z = {1}",
            "try:\n        z = {0}\n    finally:\n        y = {1}",
            "return {0}, {1}",
            "return {0}",
            "'''docstring'''",
            "raise E({0})",
        ]
    ),
    EXPRESSIONS,
    EXPRESSIONS,
)


def function(name: str, statements: list[str]) -> str:
    """A method-like function of these statements."""
    body = "".join(f"    {s}\n" for s in statements)
    return f"def {name}(self, x, y, n=10):\n    '''é: 1 + 2.'''\n{body}"


FUNCTIONS = st.lists(STATEMENTS, min_size=1, max_size=4)
