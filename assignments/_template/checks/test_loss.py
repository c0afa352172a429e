"""The loss: one number by hand, and the function at other batches."""

from cases import PUBLIC, draw, loss

from grader.checks import check
from grader.compare import assert_number, assert_same_function

MEAN = "The squared distances of the samples are averaged: divide by the number of rows."


@check(question="s9.1", points=1, visibility="hidden", hint=MEAN)
def test_number(student):
    """The loss of the batch on the sheet, worked out by hand."""
    # y = (1, 2), (3, 5) and t = (0, 4), (2, 2): squared distances 5 and 10.
    student.remark(assert_number(student.answer("s9.1"), 7.5, what="answers['s9.1']", atol=1e-3))


@check(question="s9.2", points=1, visibility="public", hint=MEAN)
def test_public(student):
    """mean_squared_error(y, t) of a batch of three."""
    student.remark(
        assert_same_function(student.mean_squared_error, loss, PUBLIC, what="mean_squared_error")
    )


@check(question="s9.2", points=1, visibility="hidden", hint=MEAN)
def test_elsewhere(student, rng):
    """mean_squared_error(y, t) of other batches."""
    student.remark(
        assert_same_function(student.mean_squared_error, loss, draw(rng), what="mean_squared_error")
    )


@check(
    question="s9.2",
    points=0.5,
    visibility="hidden",
    blind="a batch of one",
    hint="With one sample the mean is that sample's squared distance.",
)
def test_one_sample(student, rng):
    """mean_squared_error(y, t) of a single sample."""
    y, t = rng.normal(size=(2, 1, 4))
    got = student.mean_squared_error(y, t)
    student.remark(assert_number(got, loss(y, t), what="mean_squared_error of a batch of one"))
