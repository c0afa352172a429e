"""The gradient: against the formula, and against the slopes of the student's own loss."""

from cases import PUBLIC, draw, gradient

from grader.checks import check
from grader.compare import assert_same_function, number
from grader.gradients import directional_check

CHAIN = "Each prediction enters the loss once, squared, and the loss is a mean over the rows."


@check(question="s9.3", points=1, visibility="public", hint=CHAIN)
def test_public(student):
    """mean_squared_error_gradient(y, t) of a batch of three."""
    student.remark(
        assert_same_function(
            student.mean_squared_error_gradient,
            gradient,
            PUBLIC,
            what="mean_squared_error_gradient",
        )
    )


@check(question="s9.3", points=1, visibility="hidden", hint=CHAIN)
def test_elsewhere(student, rng):
    """mean_squared_error_gradient(y, t) of other batches."""
    student.remark(
        assert_same_function(
            student.mean_squared_error_gradient,
            gradient,
            draw(rng),
            what="mean_squared_error_gradient",
        )
    )


@check(
    question="s9.3",
    points=1,
    visibility="hidden",
    hint="Compare your gradient with how your own loss changes when one prediction changes a little.",
)
def test_slopes(student, rng):
    """The gradient is that of the submitted loss, whatever the loss is."""
    y, t = rng.normal(size=(2, 5, 3))
    directional_check(
        lambda point: number(student.mean_squared_error(point, t), what="the loss"),
        y,
        student.mean_squared_error_gradient(y, t),
        rng=rng,
        what="mean_squared_error_gradient(y, t) for y of shape (5, 3)",
    )
