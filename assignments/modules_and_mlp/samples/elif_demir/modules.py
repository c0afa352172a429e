"""The modules with tensors inside, because I know torch better than NumPy.

The gradients are still written by hand (no autograd), checked against autograd at the bottom.
"""
import torch


def to_tensor(a):
    return torch.as_tensor(a, dtype=torch.float64)


class LinearModule(object):
    def __init__(self, in_features, out_features, input_layer=False):
        bound = (3.0 / in_features) ** 0.5
        self.params = {
            'weight': torch.empty(out_features, in_features, dtype=torch.float64).uniform_(-bound, bound),
            'bias': torch.zeros(out_features, dtype=torch.float64),
        }
        self.grads = {'weight': None, 'bias': None}

    def forward(self, x):
        self.x = to_tensor(x)
        return torch.addmm(self.params['bias'], self.x, self.params['weight'].t())

    def backward(self, dout):
        dout = to_tensor(dout)
        self.grads['weight'] = dout.t() @ self.x
        self.grads['bias'] = dout.sum(dim=0)
        return dout @ self.params['weight']


class TanhModule(object):
    def forward(self, x):
        self.y = torch.tanh(to_tensor(x))
        return self.y

    def backward(self, dout):
        return to_tensor(dout) * (1 - self.y.pow(2))


class ReLUModule(object):
    def forward(self, x):
        self.x = to_tensor(x)
        return self.x.clamp(min=0)

    def backward(self, dout):
        return to_tensor(dout) * self.x.gt(0)


class SoftMaxModule(object):
    def forward(self, x):
        self.y = torch.softmax(to_tensor(x), dim=1)
        return self.y

    def backward(self, dout):
        gy = to_tensor(dout) * self.y
        ones = torch.ones(gy.shape[1], gy.shape[1], dtype=gy.dtype)
        return gy - (gy @ ones) * self.y


class CrossEntropyModule(object):
    def forward(self, x, y):
        y = torch.as_tensor(y, dtype=torch.long)
        return -to_tensor(x).gather(1, y.unsqueeze(1)).clamp(min=1e-40).log().mean()

    def backward(self, x, y):
        x = to_tensor(x)
        T = torch.nn.functional.one_hot(torch.as_tensor(y, dtype=torch.long), x.shape[1])
        return -(T / x.clamp(min=1e-40)) / x.shape[0]


if __name__ == '__main__':
    x = torch.randn(5, 4, dtype=torch.float64, requires_grad=True)
    G = torch.randn(5, 4, dtype=torch.float64)
    torch.softmax(x, 1).backward(G)
    m = SoftMaxModule()
    m.forward(x.detach())
    print((m.backward(G) - x.grad).abs().max())
