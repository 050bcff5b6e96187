"""Random answers to be read, and what was found in reading them.

Verdicts stand in JSON files beside the benchmarks, under a key that holds for these very words only, so that none
outlives the sentence that it is about.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench.sample import SEED, answer_of

DRAWS = 2000

T = TypeVar("T")

Row = Mapping[str, Any]


def key(id: str, sentence: str) -> str:
    """A name for one sentence of one answer."""
    return hashlib.sha256(f"{id}\n{sentence}".encode()).hexdigest()[:12]


def verdicts(file: Path) -> dict[str, dict[str, Any]]:
    """Key -> verdict, as it was written down."""
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["verdicts"] if file.exists() else {}
    return found


def drawn(listed: Sequence[T], count: int) -> list[T]:
    """So many of the list, by a fixed seed; a larger draw holds the smaller one."""
    shuffled = list(listed)
    random.Random(SEED).shuffle(shuffled)
    return shuffled[:count]


def share(found: Sequence[bool]) -> str:
    """How many of how many, and the 95% bootstrap interval of the share."""
    chosen = np.random.default_rng(SEED).integers(0, len(found), (DRAWS, len(found)))
    low, high = np.percentile(np.asarray(found, dtype=float)[chosen].mean(axis=1), [2.5, 97.5])
    return f"{sum(found)} of {len(found)} ({sum(found) / len(found):.2f} [{low:.2f}, {high:.2f}])"


def own_sentences(rows: Sequence[Row], own: Callable[[Row], bool]) -> Iterator[dict[str, Any]]:
    """Each sentence of the answers that a model wrote, with what it cites."""
    for row in filter(own, rows):
        answer = answer_of(row)
        known = {one.number: one for one in answer.citations}
        for one in answer.sentences:
            cited = [known[number] for number in one.citations]
            yield {
                "key": key(row["id"], one.text),
                "question": answer.question,
                "sentence": one.text,
                "cited": [(citation.title, citation.quote, citation.passage) for citation in cited],
            }


def sheet(sentences: Sequence[Row]) -> str:
    """Sentences with their citations, to be read."""
    return "".join(
        f"## {one['key']}\n\nQuestion: {one['question']}\n\nSentence: {one['sentence']}\n\n"
        + "".join(f"Cited ({title}): {quote}\n\nPassage: {passage}\n\n" for title, quote, passage in one["cited"])
        for one in sentences
    )
