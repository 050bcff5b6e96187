"""Question and passage as the network's input: token windows that remember where in the passage they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

CLS, SEP = 101, 102  # ids of [CLS] and [SEP]
QUESTION_TOKENS = 64  # longer questions are cut, as in training
OVERLAP_TOKENS = 64  # neighbouring windows of a long passage share these, so that no answer is cut in two


@dataclass(frozen=True, slots=True)
class Window:
    """[CLS] question [SEP] part of a passage [SEP], as token ids.

    `passage` is the passage's place in the list that was asked about, `split` the number of tokens before its text.
    The arrays have a row for each token of the window: `spans` its characters in the passage (0, 0 outside the text),
    `opens` and `closes` whether it is the first or the last piece of a word.
    """

    passage: int
    ids: list[int]
    split: int
    spans: NDArray[np.int64]
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]


def _edges(words: Sequence[int | None]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which tokens begin and which end a word, from each token's word number; both of shape (tokens,)."""
    numbers = np.array([-1 if word is None else word for word in words], dtype=np.int64)
    changes = np.diff(numbers) != 0
    edge = np.ones(1, dtype=np.bool_)
    return np.concatenate([edge, changes]), np.concatenate([changes, edge])


def cut(tokenizer: Tokenizer, question: str, passages: Sequence[str], max_length: int) -> list[Window]:
    """Windows of at most max_length tokens over the passages; a passage without any word gives none."""
    head = [CLS, *tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS], SEP]
    room = max_length - len(head) - 1
    windows: list[Window] = []
    for number, encoded in enumerate(tokenizer.encode_batch(list(passages), add_special_tokens=False)):
        if not encoded.ids:
            continue
        spans = np.array(encoded.offsets, dtype=np.int64)
        opens, closes = _edges(encoded.word_ids)
        for first in range(0, max(1, len(encoded.ids) - OVERLAP_TOKENS), room - OVERLAP_TOKENS):
            part = slice(first, first + room)
            around = (len(head), 1)
            windows.append(
                Window(
                    number,
                    [*head, *encoded.ids[part], SEP],
                    len(head),
                    np.pad(spans[part], (around, (0, 0))),
                    np.pad(opens[part], around),
                    np.pad(closes[part], around),
                )
            )
    return windows


def inputs(window: Window) -> dict[str, NDArray[np.int64]]:
    """The network's inputs `ids`, `kinds` (1 for the passage) and `mask` (all 1), each of shape (1, tokens)."""
    ids = np.array([window.ids], dtype=np.int64)
    kinds = (np.arange(ids.shape[1]) >= window.split).astype(np.int64)[None]
    return {"ids": ids, "kinds": kinds, "mask": np.ones_like(ids)}
