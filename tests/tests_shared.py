"""Sources that several test files use."""

TOML = """
id = "tiny"
title = "A tiny homework"
preload = ["numpy"]
[limits]
cpu_s = 5
wall_s = 20
[[question]]
id = "q1"
title = "Doubling"
[[question]]
id = "q2"
title = "Why"
[[written]]
question = "q2"
title = "Why doubling?"
points = 1
rubric = ["because"]
"""

CHECKS = '''
from grader.checks import check
from grader.errors import CheckFailed
from grader.types import Mismatch


@check(question="q1", points=2, visibility="public", hint="multiply by two")
def test_double(student, rng):
    """double(x) is twice x."""
    x = float(rng.normal())
    got = student.double(x)
    if got != 2 * x:
        raise CheckFailed(Mismatch(what="double(x)", expected="2x", got=repr(got)))


@check(question="q1", points=1, visibility="hidden", needs=["double.double"])
def test_double_zero(student):
    """double(0) is 0."""
    assert student.double(0) == 0
'''
