"""The span reader's network: the BERT encoder of all-MiniLM-L6-v2 and one linear layer for start and end.

Written out here, without transformers, so that the ONNX trace stays plain.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

FORBIDDEN = -1e4  # logit of positions that cannot be an answer; finite, so that int8 and bf16 stay sound


def _attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
    """Attention step by step: on CPUs the gradient of torch's fused one takes more than twice as long in bf16."""
    scores = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2)) + bias
    return torch.matmul(scores.softmax(-1), v)


class Layer(nn.Module):
    """One post-norm transformer layer over hidden states of shape (batch, length, width)."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """bias: (batch, 1, 1, length), added to attention scores: 0 for tokens, very low for padding."""
        batch, length, width = hidden.shape
        qkv = self.qkv(hidden).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = (_attention if self.training else F.scaled_dot_product_attention)(q, k, v, bias.to(q.dtype))
        hidden = self.norm1(hidden + self._dropped(self.out(mixed.transpose(1, 2).reshape(batch, length, width))))
        out: Tensor = self.norm2(hidden + self._dropped(self.down(F.gelu(self.up(hidden)))))
        return out

    def _dropped(self, hidden: Tensor) -> Tensor:
        return F.dropout(hidden, self.dropout) if self.training and self.dropout else hidden


class SpanReader(nn.Module):
    """[CLS] question [SEP] passage [SEP] -> start and end logits; position 0 stands for 'no answer here'."""

    def __init__(self, config: dict[str, Any], dropout: float = 0.0) -> None:
        super().__init__()
        width, eps = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.kinds = nn.Embedding(config["type_vocab_size"], width)
        self.norm = nn.LayerNorm(width, eps=eps)
        shape = (width, config["num_attention_heads"], config["intermediate_size"], eps, dropout)
        self.layers = nn.ModuleList(Layer(*shape) for _ in range(config["num_hidden_layers"]))
        self.head = nn.Linear(width, 2)

    def encode(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """ids, kinds, mask: integers of shape (batch, length). Returns hidden states (batch, length, width)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.words(ids) + self.positions(places) + self.kinds(kinds))
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * FORBIDDEN
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden  # type: ignore[no-any-return]

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Returns start and end logits, each float32 of shape (batch, length), low outside passage and position 0."""
        hidden = self.encode(ids, kinds, mask)
        with torch.autocast(ids.device.type, enabled=False):
            logits = self.head(hidden.float())
        first = torch.arange(ids.shape[1], device=ids.device) == 0
        allowed = ((kinds * mask) == 1) | first
        logits = logits.masked_fill(~allowed.unsqueeze(-1), FORBIDDEN)
        return logits[..., 0], logits[..., 1]


def _from_bert(weights: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Renames (and joins query, key, value) the tensors of a BERT checkpoint to those of SpanReader."""
    names = {
        "words": "embeddings.word_embeddings",
        "positions": "embeddings.position_embeddings",
        "kinds": "embeddings.token_type_embeddings",
    }
    out = {f"{ours}.weight": weights[f"{theirs}.weight"] for ours, theirs in names.items()}
    parts = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for kind in ("weight", "bias"):
        out[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for i in range(layers):
            base = f"encoder.layer.{i}"
            qkv = [weights[f"{base}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            out[f"layers.{i}.qkv.{kind}"] = torch.cat(qkv)
            out |= {f"layers.{i}.{ours}.{kind}": weights[f"{base}.{theirs}.{kind}"] for ours, theirs in parts.items()}
    return out


def untrained(model_dir: Path, dropout: float = 0.0) -> SpanReader:
    """The encoder of a BERT folder (config.json, model.safetensors) under a fresh head."""
    config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
    model = SpanReader(config, dropout)
    loaded = model.load_state_dict(
        _from_bert(load_file(model_dir / "model.safetensors"), len(model.layers)), strict=False
    )
    if loaded.unexpected_keys or set(loaded.missing_keys) != {"head.weight", "head.bias"}:
        raise ValueError(f"{model_dir} does not hold the expected BERT weights: {loaded}")
    nn.init.normal_(model.head.weight, std=0.02)
    nn.init.zeros_(model.head.bias)
    return model
