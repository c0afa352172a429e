"""What the handout of `modules_and_mlp` must not hold."""

from leak_tests import Leaks


class TestModulesAndMlp(Leaks):
    """Built once for all of them."""

    homework = "modules_and_mlp"
