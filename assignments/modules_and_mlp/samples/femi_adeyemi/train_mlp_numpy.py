import matplotlib.pyplot as plt
import numpy as np

from mlp_numpy import MLP
from modules import CrossEntropyModule


def one_hot(t, n_classes):
    out = np.zeros((t.shape[0], n_classes))
    out[np.arange(t.shape[0]), t] = 1
    return out


def accuracy(predictions, targets):
    predicted = np.argmax(predictions, axis=1)
    labels = np.argmax(targets, axis=1)
    return np.mean(predicted == labels)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    n_classes = max(np.max(t) for _, t in data.values()) + 1
    x_train, y_train = data['train'][0], one_hot(data['train'][1], n_classes)
    x_val, y_val = data['validation'][0], one_hot(data['validation'][1], n_classes)
    x_test, y_test = data['test'][0], one_hot(data['test'][1], n_classes)

    net = MLP(x_train.shape[1], hidden_dims, n_classes)
    criterion = CrossEntropyModule()
    losses, val_accuracies = [], []

    for epoch in range(epochs):
        perm = np.random.permutation(x_train.shape[0])
        n_batches = int(np.ceil(x_train.shape[0] / batch_size))
        for b in range(n_batches):
            index = perm[b * batch_size:(b + 1) * batch_size]
            x, y = x_train[index], y_train[index]
            out = net.forward(x)
            loss = criterion.forward(out, y)
            losses.append(loss)
            net.backward(criterion.backward(out, y))
            for layer in net.hidden_layers + [net.output_layer]:
                layer.params['weight'] = layer.params['weight'] - lr * layer.grads['weight']
                layer.params['bias'] = layer.params['bias'] - lr * layer.grads['bias']
        val_accuracies.append(accuracy(net.forward(x_val), y_val))

    test_accuracy = accuracy(net.forward(x_test), y_test)
    logging_info = {'loss': losses, 'val': val_accuracies}
    return net, val_accuracies, test_accuracy, logging_info


def plot(logging_info):
    plt.plot(logging_info['loss'])
    plt.xlabel('step')
    plt.ylabel('loss')
    plt.savefig('loss_numpy.png')


if __name__ == '__main__':
    from sklearn.datasets import load_digits

    X, T = load_digits(return_X_y=True)
    X = X / 16
    sets = {'train': (X[:1000], T[:1000]), 'validation': (X[1000:1200], T[1000:1200]), 'test': (X[1200:], T[1200:])}
    net, val, test, info = train([100], 0.1, 64, 20, 42, sets)
    print('test accuracy', test)
    plot(info)
