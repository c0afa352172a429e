import numpy as np
import torch
import torch.nn as nn

from mlp_pytorch import MLP


def accuracy(model, x, t):
    model.eval()
    with torch.no_grad():
        predicted = model(torch.Tensor(x)).argmax(dim=1).numpy()
    model.train()
    return np.mean(predicted == t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    torch.manual_seed(seed)
    x_train, t_train = data['train']
    net = MLP(x_train.shape[1], hidden_dims, max(np.max(t) for _, t in data.values()) + 1)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, val_accuracies = [], []
    for epoch in range(epochs):
        perm = np.random.permutation(len(x_train))
        for b in range(0, len(perm), batch_size):
            x = torch.Tensor(x_train[perm[b:b + batch_size]])
            t = torch.LongTensor(t_train[perm[b:b + batch_size]])
            optimizer.zero_grad()
            loss = criterion(net(x), t)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        val_accuracies.append(accuracy(net, *data['validation']))
    return net, val_accuracies, accuracy(net, *data['test']), {'loss': losses}
