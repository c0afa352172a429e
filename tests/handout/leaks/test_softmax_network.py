"""What the handout of `softmax_network` must not hold."""

from leak_tests import Leaks


class TestSoftmaxNetwork(Leaks):
    """Built once for all of them."""

    homework = "softmax_network"
