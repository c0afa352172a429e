from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        dims = [n_inputs, *n_hidden, n_classes]
        self.linear = [
            LinearModule(i, o, input_layer=n == 0)
            for n, (i, o) in enumerate(zip(dims[:-1], dims[1:]))
        ]
        self.relu = [ReLUModule() for _ in n_hidden]
        self.softmax = SoftMaxModule()

    def forward(self, x):
        h = x.reshape(len(x), -1)
        for linear, relu in zip(self.linear, self.relu):
            h = relu.forward(linear.forward(h))
        return self.softmax.forward(self.linear[-1].forward(h))

    def backward(self, dout):
        grad = self.linear[-1].backward(self.softmax.backward(dout))
        for linear, relu in list(zip(self.linear, self.relu))[::-1]:
            grad = linear.backward(relu.backward(grad))
        return grad

    def clear_cache(self):
        for module in [*self.linear, *self.relu, self.softmax]:
            module.clear_cache()
