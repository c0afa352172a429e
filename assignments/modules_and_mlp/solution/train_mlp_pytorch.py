"""Question 4a: train the PyTorch MLP with mini-batch stochastic gradient descent."""

# BEGIN SOLUTION
import copy

# END SOLUTION
import torch
from mlp_pytorch import MLP
from torch import nn


# BEGIN SOLUTION
@torch.no_grad()
def accuracy(model, x, t):
    """The share of samples for which the largest logit is that of the right class."""
    model.eval()
    return (model(x).argmax(dim=1) == t).float().mean().item()


# END SOLUTION
def train(hidden_dims, lr, batch_size, epochs, seed, data):
    """Train an MLP with plain SGD (no momentum) on shuffled mini-batches.

    Arguments and results are those of `train` in train_mlp_numpy.py. `data` holds NumPy arrays.
    Seed torch (and NumPy and random where you use them) with `seed`.
    """
    # BEGIN SOLUTION
    torch.manual_seed(seed)
    tensors = {
        name: (torch.tensor(x, dtype=torch.float32), torch.tensor(t))
        for name, (x, t) in data.items()
    }
    x, t = tensors["train"]
    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    best_model, val_accuracies, losses = model, [], []
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            loss = criterion(model(x[batch]), t[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        val_accuracies.append(accuracy(model, *tensors["validation"]))
        if val_accuracies[-1] == max(val_accuracies):
            best_model = copy.deepcopy(model)
    test_accuracy = accuracy(best_model, *tensors["test"])
    return best_model, val_accuracies, test_accuracy, {"loss": losses}
    # END SOLUTION
