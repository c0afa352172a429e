"""Linear layers and activations in two lists, the softmax beside them."""

from itertools import pairwise

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        sizes = [n_inputs, *n_hidden, n_classes]
        self.linear = [LinearModule(a, b, i == 0) for i, (a, b) in enumerate(pairwise(sizes))]
        self.relu = [ReLUModule() for _ in n_hidden]
        self.softmax = SoftMaxModule()

    def forward(self, x):
        for linear, relu in zip(self.linear, self.relu, strict=False):
            x = relu.forward(linear.forward(x))
        return self.softmax.forward(self.linear[-1].forward(x))

    def backward(self, dout):
        grad = self.linear[-1].backward(self.softmax.backward(dout))
        for linear, relu in list(zip(self.linear, self.relu, strict=False))[::-1]:
            grad = linear.backward(relu.backward(grad))
        return grad

    def clear_cache(self):
        for module in [*self.linear, *self.relu, self.softmax]:
            module.clear_cache()
