from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.layers = [LinearModule(n_inputs, n_hidden[0]), ReLUModule()]
        for a, b in zip(n_hidden[:-1], n_hidden[1:]):
            self.layers += [LinearModule(a, b), ReLUModule()]
        self.layers += [LinearModule(n_hidden[-1], n_classes), SoftMaxModule()]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return dout
