"""clear_cache() of the network clears its layers."""

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    __slots__ = ("_layers",)

    def __init__(self, n_inputs, n_hidden, n_classes, *, activation=ReLUModule):
        layers = []
        for width in n_hidden:
            layers += [LinearModule(n_inputs, width, input_layer=not layers), activation()]
            n_inputs = width
        self._layers = (*layers, LinearModule(n_inputs, n_classes), SoftMaxModule())

    @property
    def layers(self):
        return self._layers

    def clear_cache(self):
        for layer in self._layers:
            if isinstance(layer, LinearModule):
                layer.clear_cache()

    def forward(self, x):
        for layer in self._layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in self._layers[::-1]:
            dout = layer.backward(dout)
