import numpy as np


class LinearModule(object):
    """
    Linear module. Applies a linear transformation to the input data.
    """

    def __init__(self, in_features, out_features):
        self.params = {'weight': None, 'bias': None}
        self.grads = {'weight': None, 'bias': None}
        self.params['weight'] = np.random.normal(0, 0.1, size=(in_features, out_features))
        self.params['bias'] = np.zeros((1, out_features))
        self.grads['weight'] = np.zeros((in_features, out_features))
        self.grads['bias'] = np.zeros((1, out_features))

    def forward(self, x):
        out = np.dot(x, self.params['weight']) + self.params['bias']
        self.x = x.copy()
        return out

    def backward(self, dout):
        dx = np.dot(dout, self.params['weight'].T)
        self.grads['weight'] = np.dot(self.x.T, dout)
        self.grads['bias'] = np.sum(dout, axis=0, keepdims=True)
        return dx


class TanhModule(object):
    def forward(self, x):
        out = np.tanh(x)
        self.derivative = 1 - np.multiply(out, out)
        return out

    def backward(self, dout):
        return np.multiply(dout, self.derivative)


class ReLUModule(object):
    def forward(self, x):
        self.x = x
        out = (np.abs(x) + x) / 2
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.x < 0] = 0
        return dx


class SoftMaxModule(object):
    def forward(self, x):
        b = x.max(axis=1, keepdims=True)
        y = np.exp(x - b)
        out = y / y.sum(axis=1, keepdims=True)
        self.out = out
        return out

    def backward(self, dout):
        dx = np.zeros_like(dout)
        for i in range(dout.shape[0]):
            s = self.out[i].reshape(-1, 1)
            jacobian = np.diagflat(s) - np.dot(s, s.T)
            dx[i] = np.dot(jacobian, dout[i])
        return dx


class CrossEntropyModule(object):
    """ y: one-hot labels """

    def forward(self, x, y):
        out = -np.sum(y * np.log(x + 1e-15)) / x.shape[0]
        return out

    def backward(self, x, y):
        dx = -(y / (x + 1e-15)) / y.shape[0]
        return dx
