"""The network takes the slope as a fourth argument."""

from modules import LeakyReLUModule, LinearModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes, neg_slope):
        sizes = [n_inputs, *n_hidden]
        self.layers = []
        for i in range(len(n_hidden)):
            self.layers.append(LinearModule(sizes[i], sizes[i + 1], input_layer=(i == 0)))
            self.layers.append(LeakyReLUModule(neg_slope))
        self.layers.append(LinearModule(sizes[-1], n_classes, input_layer=not n_hidden))
        self.layers.append(SoftMaxModule())

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return dout
