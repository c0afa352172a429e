"""A numbered attribute for every module."""

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        self.depth = len(n_hidden)
        sizes = [n_inputs, *n_hidden, n_classes]
        for i in range(self.depth + 1):
            setattr(self, f"fc{i}", LinearModule(sizes[i], sizes[i + 1]))
            setattr(self, f"act{i}", ReLUModule() if i < self.depth else SoftMaxModule())

    @property
    def layers(self):
        names = [f"{kind}{i}" for i in range(self.depth + 1) for kind in ("fc", "act")]
        return [getattr(self, name) for name in names]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in self.layers[::-1]:
            dout = layer.backward(dout)
