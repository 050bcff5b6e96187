"""Many passages -> their token vectors, by BERT's forward pass in PyTorch (Devlin et al., 2019), in batches.

The same network as `question`, written for throughput on a CPU: texts are laid end to end, so that nothing is padded;
weights are converted and laid out for the processor once; attention is two plain products into memory that is used
again; softmax, sums and normalisation are in 32 bits. Products are in bfloat16 where the processor has it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from torch import Tensor
from torch.nn import functional as F

from index.question import Shape

Rows = NDArray[np.float32]  # (pieces, width)
Weights = tuple[Tensor, Tensor]  # a matrix or scales, and a bias
Step = Callable[[Tensor], Tensor]

# oneDNN keeps code for each length that it has met, a megabyte each, up to 1,024 of them unless told otherwise by then.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
os.environ.setdefault("LRU_CACHE_CAPACITY", "32")  # the same of PyTorch's own cache before it

USUAL = 1024  # word pieces in a batch, about: what weights are laid out for


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer in the order of its steps; `joined` gives query, key and value, `wide` ends with GELU."""

    joined: Step
    out: Step
    first: Step
    wide: Step
    narrow: Step
    second: Step


@dataclass(frozen=True, slots=True)
class Room:
    """Memory for one text's scores, (heads, pieces, pieces) at most: getting it anew each time costs as much as the
    products do."""

    exact: Tensor
    short: Tensor

    def of(self, heads: int, pieces: int) -> tuple[Tensor, Tensor]:
        """Both as (heads, pieces, pieces)."""
        size = heads * pieces * pieces
        return self.exact[:size].view(heads, pieces, pieces), self.short[:size].view(heads, pieces, pieces)


class PassageModel:
    """The network for batches of texts; safe to share between threads, since a pass changes nothing of it."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self._shape = shape
        self._dtype = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
        stored: Any = safe_open(folder / "model.safetensors", "pt")
        taken: dict[str, Tensor] = {
            name: stored.get_tensor(name).float()
            for name in stored.keys()  # noqa: SIM118  (the file is no mapping)
            if name.startswith(("embeddings.", "encoder.")) and not name.endswith("position_ids")
        }
        self._layers = [self._layer(taken, f"encoder.layer.{layer}.") for layer in range(shape.layers)]
        self._normal = self._normalised(taken, "embeddings.LayerNorm")
        self._words, self._places, self._kinds = (
            taken[f"embeddings.{one}_embeddings.weight"] for one in ("word", "position", "token_type")
        )

    def _layer(self, taken: dict[str, Tensor], name: str) -> Layer:
        """One layer; the scale of the scores (Vaswani et al., 2017) goes into the query."""
        query, key, value = (_pop(taken, f"{name}attention.self.{part}") for part in ("query", "key", "value"))
        scale = 1 / math.sqrt(len(query[1]) / self._shape.heads)
        joined = torch.cat([query[0] * scale, key[0], value[0]]), torch.cat([query[1] * scale, key[1], value[1]])
        return Layer(
            joined=dense(joined, self._dtype),
            out=dense(_pop(taken, f"{name}attention.output.dense"), self._dtype),
            first=self._normalised(taken, f"{name}attention.output.LayerNorm"),
            wide=dense(_pop(taken, f"{name}intermediate.dense"), self._dtype, gelu=True),
            narrow=dense(_pop(taken, f"{name}output.dense"), self._dtype),
            second=self._normalised(taken, f"{name}output.LayerNorm"),
        )

    def _normalised(self, taken: dict[str, Tensor], name: str) -> Step:
        scales, bias = _pop(taken, name)
        return lambda rows: F.layer_norm(rows, rows.shape[-1:], scales, bias, self._shape.epsilon)

    def tokens(self, batch: Sequence[Sequence[int]]) -> list[Rows]:
        """The last layer's rows (pieces, width) of each text, given as numbers of word pieces, special ones included.

        None may exceed the model's limit.
        """
        lengths = [len(ids) for ids in batch]
        size = self._shape.heads * max(lengths) ** 2
        with torch.inference_mode():
            room = Room(torch.empty(size), torch.empty(size, dtype=self._dtype))
            rows = self._embedded(batch)
            for layer in self._layers:
                each = torch.split(layer.joined(rows.to(self._dtype)), lengths)
                mixed = torch.cat([self._attention(one, room) for one in each])
                rows = layer.first(rows + layer.out(mixed))
                rows = layer.second(rows + layer.narrow(layer.wide(rows.to(self._dtype))))
        return [one.numpy() for one in torch.split(rows, lengths)]

    def _embedded(self, batch: Sequence[Sequence[int]]) -> Tensor:
        ids = torch.tensor([id for one in batch for id in one])
        places = torch.cat([torch.arange(len(one)) for one in batch])
        return self._normal(F.embedding(ids, self._words) + F.embedding(places, self._places) + self._kinds[0])

    def _attention(self, joined: Tensor, room: Room) -> Tensor:
        """Each piece's mix of all pieces' values in one text; `joined` is (pieces, 3 · width)."""
        parts = joined.view(len(joined), 3, self._shape.heads, -1).permute(1, 2, 0, 3)
        query, key, value = parts.contiguous()  # each (heads, pieces, width / heads)
        exact, short = room.of(*query.shape[:2])
        exact.copy_(torch.bmm(query, key.transpose(1, 2), out=short))
        short.copy_(torch.softmax(exact, -1, out=exact))
        return torch.bmm(short, value).transpose(0, 1).reshape(len(joined), -1)


def dense(weights: Weights, dtype: torch.dtype, gelu: bool = False) -> Step:
    """A linear layer, with GELU after it or not, over rows of `dtype`.

    In bfloat16 its weights are laid out for the processor once, by the operators that torch.compile uses for it, which
    is a fifth quicker than doing so with each product; a PyTorch without them does the latter.
    """
    matrix, bias = (one.to(dtype) for one in weights)
    try:
        if dtype is torch.bfloat16:
            ready = torch.ops.mkldnn._reorder_linear_weight(matrix, USUAL)
            after: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")
            _ = torch.ops.mkldnn._linear_pointwise(matrix[:1], ready, bias, *after)
            return lambda rows: torch.ops.mkldnn._linear_pointwise(rows, ready, bias, *after)
    except (AttributeError, RuntimeError, TypeError):
        pass
    if gelu:
        return lambda rows: F.gelu(F.linear(rows, matrix, bias))
    return lambda rows: F.linear(rows, matrix, bias)


def _pop(taken: dict[str, Tensor], name: str) -> Weights:
    return taken.pop(f"{name}.weight"), taken.pop(f"{name}.bias")
