"""Blocks of a linear layer and its ReLU, nested in the network."""

from itertools import pairwise

from modules import LinearModule, ReLUModule, SoftMaxModule


class Block:
    """Linear + ReLU."""

    def __init__(self, n_in, n_out):
        self.linear = LinearModule(n_in, n_out)
        self.relu = ReLUModule()

    def forward(self, x):
        return self.relu.forward(self.linear.forward(x))

    def backward(self, dout):
        return self.linear.backward(self.relu.backward(dout))


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        widths = [n_inputs, *n_hidden]
        self.blocks = [Block(a, b) for a, b in pairwise(widths)]
        self.head = LinearModule(widths[-1], n_classes)
        self.softmax = SoftMaxModule()

    @property
    def linears(self):
        return [*(block.linear for block in self.blocks), self.head]

    def forward(self, x):
        for block in self.blocks:
            x = block.forward(x)
        return self.softmax.forward(self.head.forward(x))

    def backward(self, dout):
        dout = self.head.backward(self.softmax.backward(dout))
        for block in self.blocks[::-1]:
            dout = block.backward(dout)
        return dout
