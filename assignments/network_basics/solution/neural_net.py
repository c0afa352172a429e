"""A two-layer network from scratch, with NumPy only.

    scores = ReLU(X W1 + b1) W2 + b2,   loss = mean softmax cross entropy + regularisation

Replace every `raise NotImplementedError`. Keep the names, the order of the arguments, and the keys
of the dicts. Do not train or plot at the top level of this file: it is imported.
"""

# BEGIN SOLUTION
import numpy as np

# STARTER
# import numpy as np  # noqa: F401 - you will need it
# END SOLUTION


class TwoLayerNet:
    """Fully connected, one hidden layer of ReLU units, softmax cross entropy.

    N samples, D inputs, H hidden units, C classes.
    """

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        """Sets `self.params`, a dict of float arrays:

        W1: (D, H), b1: (H,), W2: (H, C), b2: (C,).
        Weights start as small random numbers of standard deviation `std`, biases as zeros.
        """
        # BEGIN SOLUTION
        rng = np.random.default_rng()
        self.params = {
            "W1": rng.normal(0.0, std, (input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": rng.normal(0.0, std, (hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }
        # END SOLUTION

    def loss(self, X, y=None, reg=0.0):
        """Scores, or loss and gradients, with the parameters as they stand in `self.params`.

        Args:
            X: (N, D) float array, N >= 1. Do not change it.
            y: (N,) integer labels, 0 <= y[i] < C; not every class needs to occur. Or None.
                Do not change it.
            reg: strength of the L2 penalty on W1 and W2 (not on the biases):
                reg * (sum of the squares of all their entries), or half of that if you prefer.

        Returns:
            If y is None: the scores, (N, C).
            Else the tuple (loss, grads): loss is a number, the mean over the samples of the
            softmax cross entropy, plus the penalty; grads is a dict with the keys W1, b1, W2, b2
            and the derivative of that loss with respect to each parameter, in its shape.
            Scores as large as +-10000 in a whole row must not overflow. Calls must not depend on
            earlier calls, and must not change the parameters.
        """
        # BEGIN SOLUTION
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        N = X.shape[0]

        hidden_in = X @ W1 + b1
        hidden = np.maximum(0.0, hidden_in)
        scores = hidden @ W2 + b2
        if y is None:
            return scores

        # The row's largest score is subtracted so that exp cannot overflow: softmax stays the same.
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        loss = -np.mean(log_probs[np.arange(N), y])
        loss += reg * (np.sum(W1**2) + np.sum(W2**2))

        dscores = np.exp(log_probs)
        dscores[np.arange(N), y] -= 1.0
        dscores /= N
        dhidden = dscores @ W2.T
        dhidden[hidden_in <= 0] = 0.0
        grads = {
            "W1": X.T @ dhidden + 2 * reg * W1,
            "b1": np.sum(dhidden, axis=0),
            "W2": hidden.T @ dscores + 2 * reg * W2,
            "b2": np.sum(dscores, axis=0),
        }
        return loss, grads
        # END SOLUTION

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=5e-6,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        """Stochastic gradient descent on `self.params`.

        Each of the `num_iters` iterations draws a minibatch of `batch_size` samples at random
        from all of X (with replacement, so that batch_size may be larger than N), computes
        `self.loss` on it with `reg`, and moves EVERY parameter by
        p <- p - learning_rate * gradient. After each epoch (N / batch_size iterations, at least
        one) the learning rate is multiplied by `learning_rate_decay`.

        Args:
            X, y: training data, (N, D) floats and (N,) integer labels.
            X_val, y_val: validation data of the same kind; measured, never trained on.
                Do not change any of these arrays.

        Returns:
            A dict with `loss_history`, the list of the minibatch losses, one number per
            iteration, and, once per epoch, `train_acc_history` and `val_acc_history` (these two
            are not marked).
        """
        # BEGIN SOLUTION
        rng = np.random.default_rng()
        N = X.shape[0]
        iterations_per_epoch = max(N // batch_size, 1)
        loss_history, train_acc_history, val_acc_history = [], [], []
        for it in range(num_iters):
            rows = rng.choice(N, batch_size)
            X_batch, y_batch = X[rows], y[rows]
            loss, grads = self.loss(X_batch, y_batch, reg)
            loss_history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]

            if (it + 1) % iterations_per_epoch == 0:
                train_acc_history.append(np.mean(self.predict(X_batch) == y_batch))
                val_acc_history.append(np.mean(self.predict(X_val) == y_val))
                learning_rate *= learning_rate_decay
                if verbose:
                    print(f"iteration {it + 1} of {num_iters}: loss {loss:.4f}")
        return {
            "loss_history": loss_history,
            "train_acc_history": train_acc_history,
            "val_acc_history": val_acc_history,
        }
        # END SOLUTION

    def predict(self, X):
        """The class with the highest score.

        Args:
            X: (N, D) float array, N >= 1. Do not change it.

        Returns:
            (N,) integers.
        """
        # BEGIN SOLUTION
        return np.argmax(self.loss(X), axis=1)
        # END SOLUTION
