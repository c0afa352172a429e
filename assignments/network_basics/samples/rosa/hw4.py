import matplotlib.pyplot as plt
import numpy as np

answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2,
    "s3.T1.db1": 1,
    "s3.T2.A": 32768,
    "s3.T2.B": 16384,
    "s3.T2.C": 32,
    "s3.T3": 557057,
}


def residual_block(x0, w0, b0, w1, b1):
    s1 = x0 * w0 + b0
    x1 = max(0.0, s1)
    y1 = x1 * w1 + b1
    s2 = y1 + x0
    z = max(0.0, s2)
    ds2 = 1.0 if s2 > 0 else 0.0
    dw1 = ds2 * x1
    db1 = ds2
    dx1 = ds2 * w1
    ds1 = dx1 * (1.0 if s1 > 0 else 0.0)
    dw0 = ds1 * x0
    db0 = ds1
    dx0 = ds2 + ds1 * w0
    return x1, y1, z, dw0, dw1, db0, db1, dx0


def layer_outputs(sizes, batch):
    return [batch * n for n in sizes[1:]]


def parameter_count(sizes):
    total = 0
    for m, n in zip(sizes[:-1], sizes[1:]):
        total += m * n + n
    return total


def softmax(h):
    e = np.exp(h - np.max(h))
    return e / e.sum()


def softmax_jacobian(h):
    p = softmax(h)
    return np.diag(p) - np.outer(p, p)


def softmax_cross_entropy_gradient(h, y):
    return softmax(h) - y


class TwoLayerNet(object):
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

        hidden_in = X.dot(W1) + b1
        hidden = np.maximum(0, hidden_in)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores

        shifted = scores - np.max(scores, axis=1, keepdims=True)
        probs = np.exp(shifted)
        probs = probs / np.sum(probs, axis=1, keepdims=True)
        loss = np.sum(-np.log(probs[np.arange(N), y])) / N
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores = dscores / N
        grads['W2'] = hidden.T.dot(dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden_in <= 0] = 0
        grads['W1'] = X.T.dot(dhidden)
        grads['b1'] = np.sum(dhidden, axis=0)
        grads['W2'] += 2 * reg * W2
        grads['W1'] += 2 * reg * W1
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95,
              reg=5e-6, num_iters=100, batch_size=200, verbose=False):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        loss_history = []
        train_acc_history = []
        val_acc_history = []
        for it in range(num_iters):
            indices = np.random.choice(num_train, batch_size)
            X_batch = X[indices]
            y_batch = y[indices]
            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
            if it % iterations_per_epoch == 0:
                train_acc_history.append((self.predict(X_batch) == y_batch).mean())
                val_acc_history.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return {
            'loss_history': loss_history,
            'train_acc_history': train_acc_history,
            'val_acc_history': val_acc_history,
        }

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)

X = np.random.randn(300, 6)
y = np.random.randint(0, 3, 300)
net = TwoLayerNet(6, 20, 3, 1e-1)
stats = net.train(X, y, X, y, learning_rate=0.1, num_iters=300, verbose=True)
plt.plot(stats['loss_history'])
plt.show()
