"""Examples with some of their tokens hidden, drawn anew each time, so that none is known by heart."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from training.data import STOP, Example

MASK = 103  # id of [MASK]; those below are special too


def common_ids(model: Path) -> frozenset[int]:
    """Ids of words and signs that say nothing of what is asked."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    ids = [tokenizer.token_to_id(word) for word in (*STOP, *",.?!'\"()-:;", "s")]
    return frozenset(id for id in ids if id is not None)


def hidden(batch: list[Example], share: float) -> list[Example]:
    """The examples with a share of their words, drawn anew each time, hidden as [MASK]."""
    out = []
    for example in batch:
        ids = tuple(MASK if id > MASK and random.random() < share else id for id in example.ids)
        out.append(replace(example, ids=ids))
    return out


def unshared(batch: list[Example], share: float, common: frozenset[int]) -> list[Example]:
    """The examples with a share of the question's tokens that their passage repeats hidden; never the common ones.

    Paraphrased questions share few words with their passage, and crowd-written ones many; this evens them.
    """
    out = []
    for example in batch:
        repeated = set(example.ids[example.split :]) - common
        asked = example.ids[: example.split]
        ids = tuple(MASK if id > MASK and id in repeated and random.random() < share else id for id in asked)
        out.append(replace(example, ids=ids + example.ids[example.split :]))
    return out
