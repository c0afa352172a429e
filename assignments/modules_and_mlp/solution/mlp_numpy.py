"""Question 3: a multi-layer perceptron made of your own modules.

Linear, ReLU, Linear, ReLU, ..., Linear, SoftMax: a ReLU after every linear layer but the last.
"""

from modules import LinearModule, ReLUModule, SoftMaxModule


class MLP:
    """A multi-layer perceptron for classification.

    Keep the modules in attributes, lists or dicts of the object, in the order in which they are
    applied, so that their `params` and `grads` can be found.
    """

    def __init__(self, n_inputs, n_hidden, n_classes):
        """Build the layers.

        n_inputs: number of features of a sample.
        n_hidden: list with the width of each hidden layer; [] means no hidden layer.
        n_classes: number of classes.
        """
        # BEGIN SOLUTION
        self.layers = []
        width = n_inputs
        for n in n_hidden:
            self.layers += [LinearModule(width, n, input_layer=not self.layers), ReLUModule()]
            width = n
        self.layers += [LinearModule(width, n_classes, input_layer=not n_hidden), SoftMaxModule()]
        # END SOLUTION

    def forward(self, x):
        """Map x of shape (S, n_inputs) to class probabilities of shape (S, n_classes)."""
        # BEGIN SOLUTION
        for layer in self.layers:
            x = layer.forward(x)
        return x
        # END SOLUTION

    def backward(self, dout):
        """Given dL/d(probabilities) of shape (S, n_classes), fill `grads` of every linear layer."""
        # BEGIN SOLUTION
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        # END SOLUTION
