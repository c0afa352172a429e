"""What the handout of `network_basics` must not hold."""

from leak_tests import Leaks


class TestNetworkBasics(Leaks):
    """Built once for all of them."""

    homework = "network_basics"
