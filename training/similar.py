"""Passages nearest to a question by the product's own vectors: what its retriever would put before the reader."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed import Embedder, Vectors, unit

BATCH = 16
NEAREST = 20  # passages kept for each question


class Similar:
    """Finds the passages of one source that are nearest to its questions by cosine, best first."""

    def __init__(self, texts: Sequence[str], questions: Sequence[str]) -> None:
        self._texts = texts
        embedder = Embedder()
        passages = vectors(embedder, texts)
        self._rows = {question: i for i, question in enumerate(dict.fromkeys(questions))}
        cosines = vectors(embedder, list(self._rows)) @ passages.T  # (questions, passages)
        self._nearest = np.argsort(-cosines, axis=1)[:, :NEAREST].astype(np.int32)

    def nearest(self, question: str, count: int) -> list[str]:
        """Up to count passages, NEAREST at most; the question must be one of those given at the start."""
        return [self._texts[i] for i in self._nearest[self._rows[question], :count]]


def vectors(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Vectors of length 1 of shape (texts, dim); what is beyond the model's limit is cut, as a retriever would."""
    split = [ids[: embedder.limit - 1] + ids[-1:] for ids in (embedder.tokenizer.encode(text).ids for text in texts)]
    found: list[Vectors] = [np.zeros(0)] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: -len(split[i]))
    for at in range(0, len(order), BATCH):
        part = order[at : at + BATCH]
        for i, tokens in zip(part, embedder.passage_model.tokens([split[i] for i in part]), strict=True):
            found[i] = tokens.mean(axis=0)
    return unit(np.stack(found))
