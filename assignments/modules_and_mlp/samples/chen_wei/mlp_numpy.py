from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.modules = {}
        width = n_inputs
        count = 0
        for h in n_hidden:
            count += 1
            self.modules["linear%d" % count] = LinearModule(width, h)
            self.modules["relu%d" % count] = ReLUModule()
            width = h
        self.modules["linear%d" % (count + 1)] = LinearModule(width, n_classes)
        self.modules["softmax"] = SoftMaxModule()

    def forward(self, x):
        for name in self.modules:
            x = self.modules[name].forward(x)
        return x

    def backward(self, dout):
        for name in list(self.modules)[::-1]:
            dout = self.modules[name].backward(dout)
