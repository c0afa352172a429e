from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        sizes = [n_inputs] + list(n_hidden) + [n_classes]
        self.linear = [LinearModule(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.relu = ReLUModule()
        self.softmax = SoftMaxModule()

    def forward(self, x):
        for linear in self.linear[:-1]:
            x = self.relu.forward(linear.forward(x))
        return self.softmax.forward(self.linear[-1].forward(x))

    def backward(self, dout):
        dout = self.linear[-1].backward(self.softmax.backward(dout))
        for linear in self.linear[-2::-1]:
            dout = linear.backward(self.relu.backward(dout))
        return dout
