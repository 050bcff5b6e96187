"""The span reader: a question and passages in, the answering words of each passage and how sure it is out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.windows import Window, cut, inputs

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

MODEL = Path(__file__).parent / "model"
SPAN_TOKENS = 30  # longest answer
NOTHING = -1e4  # score of a passage that has no words

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """The best answer in one passage: `passage[start:end] == text`, always.

    `score` is the log-probability (natural, at most 0) of this start and this end within its window, `null` that of
    'no answer here' in the same window.
    """

    start: int
    end: int
    text: str
    score: float
    null: float

    @property
    def margin(self) -> float:
        """How much likelier the words are than no answer, in nats; above 0 the reader believes in an answer."""
        return self.score - self.null


def _log_softmax(logits: Scores) -> Scores:
    """Over the tokens of one window, shape (tokens,)."""
    shifted = logits - logits.max()
    result: Scores = shifted - np.log(np.exp(shifted).sum())
    return result


def _best_spans(starts: Scores, ends: Scores, window: Window, count: int) -> list[tuple[int, int, float]]:
    """Up to count spans of whole words that do not overlap, best first: first token, last token, log-probability.

    starts and ends are log-probabilities of shape (tokens,).
    """
    tail = np.pad(np.where(window.closes, ends, -np.inf), (0, SPAN_TOKENS - 1), constant_values=-np.inf)
    further = np.lib.stride_tricks.sliding_window_view(tail, SPAN_TOKENS)
    scores = np.where(window.opens, starts, -np.inf)[:, None] + further  # (first token, further tokens)
    firsts = np.arange(len(starts))[:, None]
    lasts = firsts + np.arange(SPAN_TOKENS)[None, :]
    found: list[tuple[int, int, float]] = []
    for _ in range(count):
        first, more = divmod(int(scores.argmax()), SPAN_TOKENS)
        if not np.isfinite(scores[first, more]):
            break
        found.append((first, first + more, float(scores[first, more])))
        scores[(firsts <= first + more) & (lasts >= first)] = -np.inf
    return found


def _readings(starts: Scores, ends: Scores, window: Window, passage: str, count: int) -> list[Reading]:
    """Up to count readings of one window."""
    null = float(starts[0] + ends[0])
    readings = []
    for first, last, score in _best_spans(starts, ends, window, count):
        start, end = int(window.spans[first, 0]), int(window.spans[last, 1])
        readings.append(Reading(start, end, passage[start:end], score, null))
    return readings


def _odds(starts: Scores, ends: Scores, window: Window, part: tuple[int, int]) -> float:
    """How much likelier an answer is to begin and to end in a part of the passage than to be none, in nats."""
    start, end = part
    inside = (window.spans[:, 0] >= start) & (window.spans[:, 1] <= end) & (window.spans[:, 1] > window.spans[:, 0])
    if not inside.any():
        return NOTHING
    return float(np.logaddexp.reduce(starts[inside]) - starts[0] + np.logaddexp.reduce(ends[inside]) - ends[0])


def _apart(readings: Sequence[Reading], count: int) -> list[Reading]:
    """The best readings that do not overlap, by margin."""
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda r: -r.margin):
        if len(kept) < count and all(reading.end <= other.start or other.end <= reading.start for other in kept):
            kept.append(reading)
    return kept


class Reader:
    """Reads passages with an exported model; safe to share between threads."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer, max_length: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._max_length = max_length

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 2) -> Reader:
        """Opens reader.onnx, tokenizer.json and reader.json of a folder, the shipped one unless told otherwise."""
        from onnxruntime import InferenceSession, SessionOptions  # here, so that importing this module stays quick

        folder = path or MODEL
        if not (folder / "reader.onnx").is_file():
            from index.errors import PathMissing  # here, because importing index is slow

            raise PathMissing(f"There is no reader.onnx in {folder}: give a folder made by training/export.py.")
        card = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors only
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the CPU alone
        session = InferenceSession(str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(session, tokenizer, int(card["max_length"]))

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """The best reading of each passage, in the order given."""
        return [readings[0] for readings in self.read_spans(question, passages, 1)]

    def read_spans(self, question: str, passages: Sequence[str], count: int) -> list[list[Reading]]:
        """Between one and count readings of each passage that do not overlap, best margin first."""
        found: list[list[Reading]] = [[] for _ in passages]
        for window in cut(self._tokenizer, question, passages, self._max_length):
            starts, ends = self._scores(window)
            found[window.passage] += _readings(starts, ends, window, passages[window.passage], count)
        return [_apart(readings, count) or [Reading(0, 0, "", NOTHING, 0.0)] for readings in found]

    def read_parts(
        self, question: str, passage: str, parts: Sequence[tuple[int, int]], count: int
    ) -> tuple[list[Reading], list[float]]:
        """What `read_spans` gives for one passage, and for each part of it, given by its characters, its odds.

        Odds are the log-odds of an answer that begins in the part over none, plus those of one that ends in it, in
        nats, in the window where they are highest. They count all spans, where a margin counts the best alone.
        """
        found: list[Reading] = []
        odds = np.full(len(parts), NOTHING)
        for window in cut(self._tokenizer, question, [passage], self._max_length):
            starts, ends = self._scores(window)
            found += _readings(starts, ends, window, passage, count)
            odds = np.maximum(odds, [_odds(starts, ends, window, part) for part in parts])
        return _apart(found, count) or [Reading(0, 0, "", NOTHING, 0.0)], odds.tolist()

    def _scores(self, window: Window) -> tuple[Scores, Scores]:
        """Log-probabilities of each token of a window as start and as end, both of shape (tokens,).

        Windows go through the network one by one: on a CPU that is as fast as in batches, nothing is padded, and a
        score never depends on the passages beside it (int8 scales its activations over all that it is given).
        """
        starts, ends = self._session.run(["starts", "ends"], inputs(window))
        return _log_softmax(starts[0]), _log_softmax(ends[0])
