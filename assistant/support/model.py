"""The fitted model: boosted trees over the signals, kept as JSON and walked in NumPy, all trees and claims at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).with_name("support.json")

Node = tuple[int, float, int, int, float]  # signal, threshold, child where value <= threshold, other child, leaf value


@dataclass(frozen=True)
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

    def probabilities(self, values: Sequence[Sequence[float]]) -> list[float]:
        """Of support, 0..1, for each row of signals in the model's order."""
        x = np.asarray(values, dtype=np.float64)
        forest = self._forest
        at = np.repeat(forest.roots[None], len(x), axis=0)
        rows = np.arange(len(x))[:, None]
        for _ in range(forest.depth):
            at = np.where(x[rows, forest.signal[at]] <= forest.cut[at], forest.low[at], forest.high[at])
        total = self.bias + forest.value[at].sum(axis=1)
        return [float(one) for one in 1 / (1 + np.exp(-np.clip(total, -30.0, 30.0)))]

    @cached_property
    def _forest(self) -> Forest:
        return Forest.of(self.trees)


@dataclass(frozen=True, slots=True)
class Forest:
    """All nodes of all trees in a row, (nodes,) each; a leaf leads to itself, so that `depth` steps end at leaves."""

    roots: npt.NDArray[np.intp]
    signal: npt.NDArray[np.intp]
    cut: npt.NDArray[np.float64]
    low: npt.NDArray[np.intp]
    high: npt.NDArray[np.intp]
    value: npt.NDArray[np.float64]
    depth: int

    @classmethod
    def of(cls, trees: Sequence[Sequence[Node]]) -> Forest:
        roots, nodes = [], list[Node]()
        for tree in trees:
            start = len(nodes)
            roots.append(start)
            for at, (signal, cut, low, high, value) in enumerate(tree, start):
                leaf = signal < 0
                nodes.append((0, 0.0, at, at, value) if leaf else (signal, cut, start + low, start + high, 0.0))
        whole = np.array([(one[0], one[2], one[3]) for one in nodes], dtype=np.intp)
        real = np.array([(one[1], one[4]) for one in nodes], dtype=np.float64)
        depth = max(map(_depth, trees))
        return cls(np.array(roots), whole[:, 0], real[:, 0], whole[:, 1], whole[:, 2], real[:, 1], depth)


def _depth(tree: Sequence[Node], at: int = 0) -> int:
    node = tree[at]
    return 0 if node[0] < 0 else 1 + max(_depth(tree, node[2]), _depth(tree, node[3]))
