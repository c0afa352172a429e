from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.layers = []
        sizes = [n_inputs] + list(n_hidden)
        for i in range(len(n_hidden)):
            self.layers.append(LinearModule(sizes[i], sizes[i + 1], input_layer=(i == 0)))
            self.layers.append(ReLUModule())
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
