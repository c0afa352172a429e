"""The same multi-layer perceptron in PyTorch: sheet question 4.a (s4.4a.acc, s4.4a.curve).

One of the two files of this folder that import torch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

from reference.initialisation import relu_second_moment

__all__ = ["MLP"]


class MLP(nn.Module):
    """Linear, ReLU, ..., Linear: logits for every row of a batch.

    There is no softmax at the end: `nn.CrossEntropyLoss` takes logits and applies it itself, so
    a softmax here would be applied twice.

    Source: sheet question 4.a.

    >>> model = MLP(64, [32], 10, generator=torch.Generator().manual_seed(0))
    >>> tuple(model(torch.zeros(5, 64, dtype=torch.float64)).shape)
    (5, 10)
    >>> sum(parameter.numel() for parameter in model.parameters())
    2410
    """

    def __init__(
        self,
        n_inputs: int,
        n_hidden: Sequence[int],
        n_classes: int,
        *,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> None:
        """Builds the network with Kaiming weights and zero biases.

        Args:
            n_inputs: D, features of the data.
            n_hidden: sizes of the hidden layers; may be empty.
            n_classes: K.
            generator: where the weights are drawn from; None for torch's global one.
            dtype: of the parameters; float64 here so that it can be compared with NumPy.
        """
        super().__init__()
        sizes = [n_inputs, *n_hidden, n_classes]
        layers: list[nn.Module] = []
        for i, (n_in, n_out) in enumerate(pairwise(sizes)):
            if i > 0:
                layers.append(nn.ReLU())
            # skip_init: the default weights would be drawn from torch's global generator.
            linear = nn.utils.skip_init(nn.Linear, n_in, n_out, dtype=dtype)
            share = relu_second_moment(1.0) if i > 0 else 1.0
            nn.init.normal_(linear.weight, std=math.sqrt(1.0 / (share * n_in)), generator=generator)
            nn.init.zeros_(linear.bias)
            layers.append(linear)
        self.layers = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(S, D) -> logits (S, K), in the dtype of the parameters."""
        return self.layers(x)
