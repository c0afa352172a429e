"""T1: every result of the residual block, as a function of any numbers and as the sheet's number.

Per item: the function where both gates are open (public), the number worked out by hand, and the
function where the sheet's numbers are blind (gates closed, x0 negative or not 1). Each check
looks at its own result only, so that one wrong derivative costs its own item. A number that is
right given the student's own x1 or y1 is right; the derivatives by w0, b0 and b1 depend on these
through the gates only.
"""

from own_numbers import own_x1, own_x1_through_an_open_gate, own_y1
from residual_cases import (
    BOTH_CLOSED,
    FIRST_CLOSED,
    NEGATIVE_OPEN,
    OPEN,
    SECOND_CLOSED,
    SKIP_OPENS,
    assert_block,
    draw_open,
)

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_number

ANSWER = "Insert x0 = 1.0, w0 = 0.3, w1 = -0.2, b0 = 0.1, b1 = -0.3 step by step."
GATES = "ReLU(a) is 0 for every a < 0, and so is its derivative."
CHAIN = "Multiply the derivatives along the path from z back to the parameter; each ReLU is one of them."


@check(question="s3.T1.x1", points=0.5, visibility="public", hint="x1 = ReLU(x0 * w0 + b0)")
def test_x1_open(student, reference):
    """residual_block returns x1 when both ReLUs are open."""
    assert_block(student, reference, "x1", OPEN)


@check(question="s3.T1.x1", points=1, visibility="hidden", hint=ANSWER)
def test_x1_number(student):
    """The number for x1 at the sheet's inputs."""
    student.remark(assert_number(student.answer("s3.T1.x1"), 0.4, what="x1", atol=1e-3))


@check(question="s3.T1.x1", points=0.5, visibility="hidden", hint=GATES)
def test_x1_elsewhere(student, reference, rng):
    """residual_block returns x1 also when the first ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "x1",
        FIRST_CLOSED + BOTH_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.y1", points=0.5, visibility="public", hint="y1 = x1 * w1 + b1")
def test_y1_open(student, reference):
    """residual_block returns y1 when both ReLUs are open."""
    assert_block(student, reference, "y1", OPEN)


@check(question="s3.T1.y1", points=1, visibility="hidden", hint=ANSWER)
def test_y1_number(student):
    """The number for y1 at the sheet's inputs."""
    y1 = student.answer("s3.T1.y1")
    right_or_carried(
        student,
        lambda: assert_number(y1, -0.38, what="y1", atol=1e-3),
        lambda: assert_number(y1, own_x1(student) * -0.2 - 0.3, what="y1", atol=1e-3),
        earlier="s3.T1.x1",
        how="y1 computed with your x1",
    )


@check(
    question="s3.T1.y1",
    points=0.5,
    visibility="hidden",
    hint="y1 itself passes through no ReLU: it may be negative.",
)
def test_y1_elsewhere(student, reference, rng):
    """residual_block returns y1 also when a ReLU is closed or y1 is negative."""
    assert_block(
        student,
        reference,
        "y1",
        SECOND_CLOSED + BOTH_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.z", points=0.5, visibility="public", hint="z = ReLU(y1 + x0)")
def test_z_open(student, reference):
    """residual_block returns z when both ReLUs are open."""
    assert_block(student, reference, "z", OPEN)


@check(question="s3.T1.z", points=1, visibility="hidden", hint=ANSWER)
def test_z_number(student):
    """The number for z at the sheet's inputs."""
    z = student.answer("s3.T1.z")
    right_or_carried(
        student,
        lambda: assert_number(z, 0.62, what="z", atol=1e-3),
        lambda: assert_number(z, own_y1(student) + 1.0, what="z", atol=1e-3),
        earlier="s3.T1.y1",
        how="z computed with your y1",
    )


@check(
    question="s3.T1.z",
    points=0.5,
    visibility="hidden",
    hint="The skip connection adds x0 itself, and the last ReLU comes after the sum.",
)
def test_z_elsewhere(student, reference, rng):
    """residual_block returns z also when a ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "z",
        FIRST_CLOSED + SECOND_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.dw0", points=0.5, visibility="public", hint=CHAIN)
def test_dw0_open(student, reference):
    """residual_block returns dz/dw0 when both ReLUs are open."""
    assert_block(student, reference, "dw0", OPEN)


@check(question="s3.T1.dw0", points=1, visibility="hidden", hint=CHAIN)
def test_dw0_number(student):
    """The number for dz/dw0 at the sheet's inputs."""
    student.remark(assert_number(student.answer("s3.T1.dw0"), -0.2, what="dz/dw0", atol=1e-3))


@check(question="s3.T1.dw0", points=0.5, visibility="hidden", hint=GATES)
def test_dw0_elsewhere(student, reference, rng):
    """residual_block returns dz/dw0 also when a ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "dw0",
        FIRST_CLOSED + SECOND_CLOSED + BOTH_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.dw1", points=0.5, visibility="public", hint=CHAIN)
def test_dw1_open(student, reference):
    """residual_block returns dz/dw1 when both ReLUs are open."""
    assert_block(student, reference, "dw1", OPEN)


@check(question="s3.T1.dw1", points=1, visibility="hidden", hint=CHAIN)
def test_dw1_number(student):
    """The number for dz/dw1 at the sheet's inputs."""
    dw1 = student.answer("s3.T1.dw1")
    right_or_carried(
        student,
        lambda: assert_number(dw1, 0.4, what="dz/dw1", atol=1e-3),
        lambda: assert_number(dw1, own_x1_through_an_open_gate(student), what="dz/dw1", atol=1e-3),
        earlier="s3.T1.x1",
        how="the derivative taken at your x1",
    )


@check(question="s3.T1.dw1", points=0.5, visibility="hidden", hint=GATES)
def test_dw1_elsewhere(student, reference, rng):
    """residual_block returns dz/dw1 also when the last ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "dw1",
        FIRST_CLOSED + SECOND_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.db0", points=0.5, visibility="public", hint=CHAIN)
def test_db0_open(student, reference):
    """residual_block returns dz/db0 when both ReLUs are open."""
    assert_block(student, reference, "db0", OPEN)


@check(question="s3.T1.db0", points=1, visibility="hidden", hint=CHAIN)
def test_db0_number(student):
    """The number for dz/db0 at the sheet's inputs."""
    student.remark(assert_number(student.answer("s3.T1.db0"), -0.2, what="dz/db0", atol=1e-3))


@check(question="s3.T1.db0", points=0.5, visibility="hidden", hint=GATES)
def test_db0_elsewhere(student, reference, rng):
    """residual_block returns dz/db0 also when a ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "db0",
        FIRST_CLOSED + SECOND_CLOSED + BOTH_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )


@check(question="s3.T1.db1", points=0.5, visibility="public", hint=CHAIN)
def test_db1_open(student, reference):
    """residual_block returns dz/db1 when both ReLUs are open."""
    assert_block(student, reference, "db1", OPEN)


@check(question="s3.T1.db1", points=1, visibility="hidden", hint=CHAIN)
def test_db1_number(student):
    """The number for dz/db1 at the sheet's inputs."""
    student.remark(assert_number(student.answer("s3.T1.db1"), 1.0, what="dz/db1", atol=1e-3))


@check(question="s3.T1.db1", points=0.5, visibility="hidden", hint=GATES)
def test_db1_elsewhere(student, reference, rng):
    """residual_block returns dz/db1 also when the last ReLU is closed or x0 is negative."""
    assert_block(
        student,
        reference,
        "db1",
        SECOND_CLOSED + BOTH_CLOSED + NEGATIVE_OPEN + SKIP_OPENS + draw_open(rng, 3),
    )
