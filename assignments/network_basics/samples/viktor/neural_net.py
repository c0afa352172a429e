import numpy as np

class TwoLayerNet(object):
  def __init__(self, input_size, hidden_size, output_size, std=1e-4):
    self.params = {}
    self.params['W1'] = std * np.random.randn(input_size, hidden_size)
    self.params['b1'] = np.zeros(hidden_size)
    self.params['W2'] = std * np.random.randn(hidden_size, output_size)
    self.params['b2'] = np.zeros(output_size)

  def loss(self, X, y=None, reg=0.0):
    hidden = np.maximum(0, X.dot(self.params['W1']) + self.params['b1'])
    scores = hidden.dot(self.params['W2']) + self.params['b2']
    if y is None:
      return scores
    raise NotImplementedError

  def train(self, X, y, X_val, y_val, num_iters=100, verbose=False):
    for it in xrange(num_iters):
      if verbose:
        print 'iteration %d / %d' % (it, num_iters)
