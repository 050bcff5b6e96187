"""What the reader is trained to lower: telling an answer from none in each window, and ranking it within its group."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def told_apart(logits: Tensor, target: Tensor, rivals: int) -> Tensor:
    """Cross-entropy of each window, in nats; the windows of a group weigh as two, half for the one that answers.

    logits: (batch, length), target: (batch,).
    """
    losses = F.cross_entropy(logits, target, reduction="none")
    if not rivals:
        return losses.mean()
    weights = torch.tensor([1.0] + [1.0 / rivals] * rivals).repeat(len(losses) // (rivals + 1))
    return (losses * weights).sum() / weights.sum()


def ranked(logits: Tensor, target: Tensor, rivals: int) -> Tensor:
    """Cross-entropy, in nats, of the answer's place among all places of its group.

    Each counts by how far it stands above "no answer" in its own window, which is what the product ranks by (a shared
    normalisation, after Clark and Gardner, 2018). logits: (batch, length), target: (batch,).
    """
    above = (logits - logits[:, :1])[:, 1:]
    joined = above.reshape(len(logits) // (rivals + 1), -1)
    return F.cross_entropy(joined, target[:: rivals + 1] - 1)
