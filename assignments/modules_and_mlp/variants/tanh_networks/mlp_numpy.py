"""Both networks use tanh."""

from modules import LinearModule, SoftMaxModule, TanhModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.layers = []
        for n in n_hidden:
            self.layers += [LinearModule(n_inputs, n, input_layer=True), TanhModule()]
            n_inputs = n
        self.layers += [LinearModule(n_inputs, n_classes, input_layer=True), SoftMaxModule()]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
