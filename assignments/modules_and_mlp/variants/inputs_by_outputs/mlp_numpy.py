"""Hidden layers, activations and the output layer in attributes of their own."""

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.n_hidden = n_hidden
        self.hidden_layers, self.activations = [], []
        n = n_inputs
        for hidden in n_hidden:
            self.hidden_layers.append(LinearModule(n, hidden))
            self.activations.append(ReLUModule())
            n = hidden
        self.output_layer = LinearModule(n, n_classes)
        self.softmax = SoftMaxModule()

    def forward(self, x):
        out = x
        for i in range(len(self.n_hidden)):
            out = self.activations[i].forward(self.hidden_layers[i].forward(out))
        return self.softmax.forward(self.output_layer.forward(out))

    def backward(self, dout):
        dout = self.output_layer.backward(self.softmax.backward(dout))
        for i in range(len(self.n_hidden) - 1, -1, -1):
            dout = self.hidden_layers[i].backward(self.activations[i].backward(dout))
