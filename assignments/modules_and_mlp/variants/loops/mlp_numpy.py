"""Modules in a dict under names of their own."""

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.modules = {}
        width, count = n_inputs, 0
        for n in n_hidden:
            count += 1
            self.modules[f"linear{count}"] = LinearModule(width, n)
            self.modules[f"relu{count}"] = ReLUModule()
            width = n
        self.modules["output"] = LinearModule(width, n_classes)
        self.modules["softmax"] = SoftMaxModule()

    def forward(self, x):
        for name in self.modules:
            x = self.modules[name].forward(x)
        return x

    def backward(self, dout):
        for name in list(self.modules)[::-1]:
            dout = self.modules[name].backward(dout)
