import numpy as np

from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    epochs = np.arange(n)
    return lr0 * (1.0 - epochs / total * (1.0 - end))


def learning_rate_grid(lo, hi, n):
    return list(np.exp(np.linspace(lo * np.log(10), hi * np.log(10), n)))


def learning_rate_sweep(data, rates, seed):
    results = {}
    for lr in rates:
        net, val_accuracies, test_accuracy, info = train([32], lr, 32, 10, seed, data)
        results[str(lr)] = {'loss': info['loss'], 'val_accuracy': val_accuracies}
    return results


def best_learning_rate(sweep):
    keys = list(sweep.keys())
    best = [np.max(sweep[k]['val_accuracy']) for k in keys]
    return float(keys[int(np.argmax(best))])
