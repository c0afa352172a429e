"""What the handout of `exam_exercises` must not hold."""

from leak_tests import Leaks


class TestExamExercises(Leaks):
    """Built once for all of them."""

    homework = "exam_exercises"
