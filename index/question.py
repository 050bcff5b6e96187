"""A question -> its vector, by BERT's forward pass in NumPy (Devlin et al., 2019) over the weights that passages use.

Torch gives the same vector, but importing it takes seconds, which is most of what a single question would cost.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.errors import ModelUnsupported

Rows = NDArray[np.float32]  # (pieces, width): one row for each word piece

SUPPORTED = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
ERFC = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)  # coefficients of t, t², … t⁵
ERFC_SCALE = 0.3275911


@dataclass(frozen=True, slots=True)
class Shape:
    """What `config.json` and its neighbours say of the network; `limit` is its longest input, in word pieces."""

    layers: int
    heads: int
    epsilon: float
    limit: int

    @classmethod
    def read(cls, folder: Path) -> Shape:
        """The shape of the model in a folder. Raises ModelUnsupported where it is no BERT with mean pooling."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        known = all(config.get(name, value) == value for name, value in SUPPORTED.items())
        pooled = [name for name, value in pooling.items() if name.startswith("pooling_mode") and value is True]
        if not known or pooled != ["pooling_mode_mean_tokens"]:
            raise ModelUnsupported(
                f"The embedding model in {folder} is not a BERT model with mean pooling: use one that is, such as the "
                "bundled all-MiniLM-L6-v2."
            )
        sentence = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        return cls(
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            epsilon=float(config["layer_norm_eps"]),
            limit=int(sentence["max_seq_length"]),
        )


class QuestionModel:
    """The network for one short text at a time; safe to share between threads, since a pass changes nothing.

    The encoder's weights are read into memory (42 MB for MiniLM); of the larger word table each text reads its rows.
    """

    def __init__(self, folder: Path, shape: Shape, tokenizer: Tokenizer) -> None:
        """`tokenizer` must neither truncate nor pad."""
        self._shape = shape
        self._tokenizer = tokenizer
        stored: Any = safe_open(folder / "model.safetensors", "np")
        self._words = stored.get_slice("embeddings.word_embeddings.weight")
        self._weights: dict[str, Rows] = {
            name: stored.get_tensor(name)
            for name in stored.keys()  # noqa: SIM118  (the file is no mapping)
            if name.startswith("encoder.") or (name.startswith("embeddings.") and "word" not in name)
        }

    def vector(self, text: str) -> Rows:
        """Vector (width,) of length 1; what is beyond the model's limit of word pieces is cut, as for passages."""
        mean: Rows = self.tokens(text).mean(axis=0)
        return np.asarray(mean / np.maximum(np.linalg.norm(mean), 1e-9), dtype=np.float32)

    def tokens(self, text: str) -> Rows:
        """The last layer's rows (pieces, width), special pieces included."""
        rows = self._embedded(cut(self._tokenizer.encode(text).ids, self._shape.limit))
        for layer in range(self._shape.layers):
            rows = self._layer(rows, f"encoder.layer.{layer}.")
        return rows

    def _embedded(self, ids: list[int]) -> Rows:
        words = np.concatenate([self._words[id : id + 1] for id in ids])
        positions = self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words + positions + kind, "embeddings.LayerNorm")

    def _layer(self, rows: Rows, name: str) -> Rows:
        attended = self._dense(self._attention(rows, f"{name}attention.self."), f"{name}attention.output.dense")
        rows = self._normal(attended + rows, f"{name}attention.output.LayerNorm")
        wide = gelu(self._dense(rows, f"{name}intermediate.dense"))
        return self._normal(self._dense(wide, f"{name}output.dense") + rows, f"{name}output.LayerNorm")

    def _attention(self, rows: Rows, name: str) -> Rows:
        """Each piece's mix of all pieces' values, the heads side by side; no mask, since nothing is padded."""
        query, key, value = (
            self._dense(rows, name + part).reshape(len(rows), self._shape.heads, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )  # each (heads, pieces, width / heads)
        scores = query @ key.swapaxes(1, 2) / np.float32(math.sqrt(key.shape[-1]))
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed: Rows = (weights / weights.sum(axis=-1, keepdims=True)) @ value
        return mixed.swapaxes(0, 1).reshape(rows.shape)

    def _dense(self, rows: Rows, name: str) -> Rows:
        product: Rows = rows @ self._weights[f"{name}.weight"].T
        product += self._weights[f"{name}.bias"]
        return product

    def _normal(self, rows: Rows, name: str) -> Rows:
        """Layer normalisation (Ba et al., 2016): each row to mean 0 and variance 1, then scaled and shifted."""
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self._shape.epsilon))
        scaled: Rows = centred / spread * self._weights[f"{name}.weight"]
        scaled += self._weights[f"{name}.bias"]
        return scaled


def cut(ids: list[int], limit: int) -> list[int]:
    """The first `limit` word pieces at most, the last of them the special one that ends a text."""
    return [*ids[: limit - 1], ids[-1]] if len(ids) > limit else ids


def gelu(x: Rows) -> Rows:
    """x·Φ(x), Φ being the normal distribution function; off by less than 2e-7 in 32-bit arithmetic.

    As max(x, 0) - |x|·erfc(|x|/√2)/2, with erfc by formula 7.1.26 of Abramowitz and Stegun (1964), off by 1.5e-7.
    """
    size = np.abs(x)
    t = 1 / (1 + np.float32(ERFC_SCALE / math.sqrt(2)) * size)
    series = np.zeros_like(t)
    for coefficient in reversed(ERFC):
        series += np.float32(coefficient)
        series *= t
    tail = np.exp(np.float32(-0.5) * np.square(size))
    return np.asarray(np.maximum(x, 0) - np.float32(0.5) * size * series * tail, dtype=np.float32)
