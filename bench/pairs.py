"""Pairs of texts to compare without being told which is which, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reading import share, verdicts

READ = Path(__file__).with_name("phrase_read.json")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the model's sentence, the quotes that it would replace, and the name of the pair."""

    question: str
    sentence: str
    quotes: str
    key: str

    @property
    def model_is(self) -> str:
        """Which of A and B the model's sentence is: as good as drawn at random, but the same each time."""
        return "AB"[int(self.key, 16) % 2]


def sheet(pairs: Sequence[Pair]) -> str:
    """The pairs for reading; nothing says which text is the model's."""
    parts = []
    for one in pairs:
        a, b = (one.sentence, one.quotes) if one.model_is == "A" else (one.quotes, one.sentence)
        parts.append(f"## {one.key}\n\nQuestion: {one.question}\n\nA: {a}\n\nB: {b}\n\n")
    return "".join(parts)


def preferred(pairs: Sequence[Pair], read: Path) -> str:
    """A sentence on what was found; empty where none of these pairs was read."""
    known = verdicts(read)
    judged = [(one, known[one.key]) for one in pairs if one.key in known]
    if not judged:
        return ""
    better = share([verdict["better"] == one.model_is for one, verdict in judged])
    worse = share([verdict["better"] not in (one.model_is, "same") for one, verdict in judged])
    supported = share([verdict["supported"] for _, verdict in judged])
    return (
        f"The author of the benchmark compared {len(judged)} random sentences that passed with the quotes that they "
        f"would replace (which is which was not told, but often shows): the model's was better in {better}, the "
        f"quotes in {worse}, and {supported} were borne out by the quotes.\n"
    )
