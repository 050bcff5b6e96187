"""The fitted model: boosted trees over the signals, kept as JSON and walked in plain Python."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("support.json")

Node = tuple[int, float, int, int, float]  # signal, threshold, child where value <= threshold, other child, leaf value


@dataclass(frozen=True, slots=True)
class Model:
    """`trees[t]` lists nodes, the root first; a node with a negative signal is a leaf. `threshold` splits supported."""

    signals: tuple[str, ...]
    bias: float
    trees: tuple[tuple[Node, ...], ...]
    threshold: float

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Model:
        trees = tuple(
            tuple((int(s), float(t), int(a), int(b), float(v)) for s, t, a, b, v in tree) for tree in stored["trees"]
        )
        return cls(tuple(stored["signals"]), float(stored["bias"]), trees, float(stored["threshold"]))

    @classmethod
    @cache
    def load(cls) -> Model:
        """The model that comes with the package (made by bench/support.py)."""
        return cls.of(json.loads(FILE.read_text(encoding="utf-8")))

    def probability(self, values: Sequence[float]) -> float:
        """Of support, 0..1, given the signals in the model's order."""
        total = self.bias + sum(_leaf(tree, values) for tree in self.trees)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _leaf(tree: tuple[Node, ...], values: Sequence[float]) -> float:
    at = 0
    while (node := tree[at])[0] >= 0:
        at = node[2] if values[node[0]] <= node[1] else node[3]
    return node[4]
