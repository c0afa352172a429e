"""What the handout of `_template` must not hold."""

from leak_tests import Leaks


class TestTemplate(Leaks):
    """Built once for all of them."""

    homework = "_template"
