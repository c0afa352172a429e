"""What the handout of `two_layer_network` must not hold."""

from leak_tests import Leaks


class TestTwoLayerNetwork(Leaks):
    """Built once for all of them."""

    homework = "two_layer_network"
