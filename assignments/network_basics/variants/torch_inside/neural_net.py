"""PyTorch inside, parameters as tensors: autograd does the derivatives; tensors come back."""

import torch


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        shapes = {"W1": (input_size, hidden_size), "W2": (hidden_size, output_size)}
        weights = {k: std * torch.randn(s, dtype=torch.float64) for k, s in shapes.items()}
        self.params = {
            **weights,
            "b1": torch.zeros(hidden_size, dtype=torch.float64),
            "b2": torch.zeros(output_size, dtype=torch.float64),
        }

    def leaves(self):
        return {k: torch.as_tensor(v).clone().requires_grad_() for k, v in self.params.items()}

    def scores(self, X, p):
        return torch.relu(torch.as_tensor(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]

    def loss(self, X, y=None, reg=0.0):
        p = self.leaves()
        s = self.scores(X, p)
        if y is None:
            return s.detach()
        loss = torch.nn.functional.cross_entropy(s, torch.as_tensor(y))
        loss = loss + reg * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
        loss.backward()
        return loss.detach(), {k: v.grad for k, v in p.items()}

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
        X, y = torch.tensor(X), torch.tensor(y)
        history = []
        for it in range(num_iters):
            rows = torch.randint(len(X), (batch_size,))
            loss, grads = self.loss(X[rows], y[rows], reg)
            history.append(loss.item())
            self.params = {
                k: torch.as_tensor(v) - learning_rate * grads[k] for k, v in self.params.items()
            }
            if (it + 1) % max(1, len(X) // batch_size) == 0:
                learning_rate *= learning_rate_decay
        return {"loss_history": history, "train_acc_history": [], "val_acc_history": []}

    def predict(self, X):
        return self.loss(X).argmax(1)
