"""The benchmarks' own arithmetic: what a model sees of a text, and how much of the documents that is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.calibrate import Table, aimed_threshold
from bench.peer_systems import seen, tokens
from bench.peers import table
from bench.upkeep import KEEPERS, WORDS, write
from index.embed import Embedder


def test_what_a_model_cuts_off_is_not_counted_as_embedded() -> None:
    tokenizer, text = Embedder().tokenizer, "stone " * 400
    assert seen(tokenizer, text, limit=256) == 254 * len("stone ") - 1
    assert seen(tokenizer, "stone stone", limit=256) == len("stone stone")
    spans = {"long": (text, [(0, seen(tokenizer, text, limit=256))]), "twice": ("stone stone", [(0, 5), (0, 5)])}
    assert tokens(tokenizer, spans) == (402, 255)


def test_upkeep_writes_the_same_files_each_time_and_none_holds_the_answer(tmp_path: Path) -> None:
    write(tmp_path / "a", 20)
    write(tmp_path / "b", 20)
    texts = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "a").rglob("*.md"))]
    assert len(texts) == 20 and len(set(texts)) == 20
    assert texts == [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "b").rglob("*.md"))]
    assert not any(keeper.split()[0] in " ".join(texts) for keeper in KEEPERS)
    assert "lighthouse" not in WORDS


def test_a_table_has_a_column_for_each_system() -> None:
    shown = table({"a": {"seconds": 1.5, "MB": 1200.0}, "b": {"seconds": 2.0, "MB": 3.0}})
    assert shown.splitlines()[2:] == ["| seconds | 1.500 | 2.000 |", "| MB | 1,200.0 | 3.0 |"]


def test_the_sets_weigh_the_same_where_the_threshold_is_set() -> None:
    sets = np.array(["large"] * 20 + ["small"] * 10 + ["large", "small"])
    table = Table(np.zeros((32, 3)), np.array([True] * 30 + [False] * 2), sets, sets)
    probability = np.concatenate([np.linspace(0.5, 0.9, 20), np.linspace(0.01, 0.1, 10), np.zeros(2)])
    assert aimed_threshold(table, probability, share=0.12) == pytest.approx(
        0.03
    )  # 0.04, did the questions weigh the same
