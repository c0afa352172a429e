"""Programs in the manner of solutions that students of two public courses have published.

Written for the tests of that name; they are right as they stand, and the tests change pieces.
"""

from __future__ import annotations

from grader.types import Result

Changes = tuple[tuple[str, str], ...]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with pieces replaced, each of which must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def lost(result: Result) -> dict[str, str]:
    """Check -> message, for all that cost points."""
    return {v.check: v.message for v in result.verdicts if v.status not in ("passed", "manual")}


def remarks(result: Result) -> list[str]:
    """What was told without costing anything."""
    return [text for v in result.verdicts for text in v.remarks]


MODULES = """\
import numpy as np

class LinearModule(object):
  def __init__(self, in_features, out_features):
    self.params = {'weight': np.random.normal(0, 1e-4, (out_features, in_features)),
                   'bias': np.zeros((out_features, 1))}
    self.grads = {'weight': None, 'bias': None}

  def forward(self, x):
    self.seen = x
    return (self.params['weight'] @ x.T + self.params['bias']).T

  def backward(self, dout):
    self.grads['weight'] = dout.T @ self.seen
    self.grads['bias'] = dout.sum(axis=0).reshape(-1, 1)
    return dout @ self.params['weight']

class ReLUModule(object):
  def forward(self, x):
    self.seen = x
    return np.maximum(0, x)

  def backward(self, dout):
    return dout * (self.seen > 0)

class SoftMaxModule(object):
  def forward(self, x):
    top = np.exp(x - x.max(axis=1, keepdims=True))
    self.out = top / top.sum(axis=1, keepdims=True)
    return self.out

  def backward(self, dout):
    jacobian = self.out[:, :, None] * (np.eye(self.out.shape[1]) - self.out[:, None, :])
    return np.einsum('bi,bij->bj', dout, jacobian)

class CrossEntropyModule(object):
  def forward(self, x, y):
    return -np.mean(np.sum(y * np.log(x + 1e-7), axis=1))

  def backward(self, x, y):
    return -y / (x + 1e-7) / len(y)
"""
MLP = """\
from __future__ import print_function
from modules import *

class MLP(object):
  def __init__(self, n_inputs, n_hidden, n_classes):
    self.pairs = []
    for width in n_hidden:
      self.pairs.append((LinearModule(n_inputs, width), ReLUModule()))
      n_inputs = width
    self.pairs.append((LinearModule(n_inputs, n_classes), SoftMaxModule()))

  def forward(self, x):
    for linear, activation in self.pairs:
      x = activation.forward(linear.forward(x))
    return x

  def backward(self, dout):
    for linear, activation in reversed(self.pairs):
      dout = linear.backward(activation.backward(dout))
"""
LEAKY = """
class LeakyReLUModule(object):
  def __init__(self, neg_slope):
    self.slope = neg_slope

  def forward(self, x):
    self.seen = x
    return np.maximum(0, x) + self.slope * np.minimum(0, x)

  def backward(self, dout):
    return dout * np.where(self.seen > 0, 1, self.slope)
"""
NET = """\
import numpy as np
import matplotlib.pyplot as plt
from past.builtins import xrange

class TwoLayerNet(object):
  def __init__(self, input_size, hidden_size, output_size, std=1e-4):
    self.params = {'W1': std * np.random.randn(input_size, hidden_size),
                   'b1': np.zeros(hidden_size),
                   'W2': std * np.random.randn(hidden_size, output_size),
                   'b2': np.zeros(output_size)}

  def loss(self, X, y=None, reg=0.0):
    W1, b1 = self.params['W1'], self.params['b1']
    W2, b2 = self.params['W2'], self.params['b2']
    N = X.shape[0]
    hidden = np.maximum(0, X.dot(W1) + b1)
    scores = hidden.dot(W2) + b2
    if y is None:
      return scores
    scores -= np.max(scores, axis=1, keepdims=True)
    p = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
    loss = -np.sum(np.log(p[range(N), y])) / N
    loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
    p[range(N), list(y)] -= 1
    p /= N
    grads = {'W2': hidden.T.dot(p) + 2 * reg * W2, 'b2': np.sum(p, axis=0)}
    back = p.dot(W2.T)
    back[hidden <= 0] = 0
    grads['W1'] = X.T.dot(back) + 2 * reg * W1
    grads['b1'] = np.sum(back, axis=0)
    return loss, grads

  def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95,
            reg=5e-6, num_iters=100, batch_size=200, verbose=False):
    num_train = X.shape[0]
    per_epoch = max(num_train / batch_size, 1)
    losses, train_accs, val_accs = [], [], []
    for it in xrange(num_iters):
      picked = np.random.choice(num_train, batch_size)
      loss, grads = self.loss(X[picked], y=y[picked], reg=reg)
      losses.append(loss)
      for name in self.params:
        self.params[name] -= learning_rate * grads[name]
      if verbose and it % 100 == 0:
        print('iteration %d / %d: loss %f' % (it, num_iters, loss))
      if it % per_epoch == 0:
        train_accs.append((self.predict(X[picked]) == y[picked]).mean())
        val_accs.append((self.predict(X_val) == y_val).mean())
        learning_rate *= learning_rate_decay
    return {'loss_history': losses, 'train_acc_history': train_accs, 'val_acc_history': val_accs}

  def predict(self, X):
    return np.argmax(self.loss(X), axis=1)
"""
