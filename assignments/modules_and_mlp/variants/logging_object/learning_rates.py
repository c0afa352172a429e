"""Reads the log as an object."""

from train_mlp_pytorch import train


def learning_rate_sweep(data, rates, seed):
    def run(rate):
        _, accuracies, _, logging = train([32], rate, 32, 10, seed, data)
        return {"loss": logging.loss, "val_accuracy": accuracies}

    return {rate: run(rate) for rate in rates}
