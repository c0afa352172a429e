from __future__ import print_function

from builtins import range
from builtins import object
import numpy as np
import matplotlib.pyplot as plt
from past.builtins import xrange


class TwoLayerNet(object):
    """Written for Python 2 and 3 alike."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        Z1 = X.dot(W1) + b1
        A1 = np.maximum(0, Z1)
        scores = A1.dot(W2) + b2
        if y is None:
            return scores

        scores = scores - np.amax(scores, axis=1)[:, np.newaxis]
        exp_scores = np.exp(scores)
        probs = exp_scores / exp_scores.sum(axis=1)[:, np.newaxis]
        loss = 0.0
        for i in xrange(N):
            loss += -np.log(probs[i, y[i]])
        loss /= N
        loss += 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)

        grads = {}
        dZ2 = probs
        for i in xrange(N):
            dZ2[i, y[i]] -= 1
        dZ2 /= N
        grads['W2'] = A1.T.dot(dZ2) + reg * W2
        grads['b2'] = dZ2.sum(axis=0)
        dA1 = dZ2.dot(W2.T)
        dZ1 = dA1 * (A1 > 0)
        grads['W1'] = X.T.dot(dZ1) + reg * W1
        grads['b1'] = dZ1.sum(axis=0)
        return loss, grads

    def train(self, X, y, X_val, y_val,
              learning_rate=1e-3, learning_rate_decay=0.95,
              reg=5e-6, num_iters=100,
              batch_size=200, verbose=False):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train / batch_size, 1)

        loss_history = []
        train_acc_history = []
        val_acc_history = []

        for it in xrange(num_iters):
            mask = np.random.choice(np.arange(num_train), batch_size, replace=True)
            X_batch = X[mask]
            y_batch = y[mask]
            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            for p in ['W1', 'b1', 'W2', 'b2']:
                self.params[p] += -learning_rate * grads[p]

            if verbose and it % 100 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))

            if it % iterations_per_epoch == 0:
                train_acc = (self.predict(X_batch) == y_batch).mean()
                val_acc = (self.predict(X_val) == y_val).mean()
                train_acc_history.append(train_acc)
                val_acc_history.append(val_acc)
                learning_rate *= learning_rate_decay

        return {
            'loss_history': loss_history,
            'train_acc_history': train_acc_history,
            'val_acc_history': val_acc_history,
        }

    def predict(self, X):
        y_pred = np.zeros(X.shape[0], dtype=np.int64)
        scores = self.loss(X)
        for i in xrange(X.shape[0]):
            y_pred[i] = np.argmax(scores[i])
        return y_pred


def show(stats):
    plt.subplot(2, 1, 1)
    plt.plot(stats['loss_history'])
    plt.title('Loss history')
    plt.xlabel('Iteration')
    plt.show()


if __name__ == '__main__':
    np.random.seed(0)
    net = TwoLayerNet(4, 10, 3, std=1e-1)
    X = 10 * np.random.randn(5, 4)
    y = np.array([0, 1, 2, 2, 1])
    show(net.train(X, y, X, y, learning_rate=1e-1, reg=5e-6, num_iters=100, verbose=True))
