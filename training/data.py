"""Training examples: questions with their passage, and negatives whose passage does not hold the answer."""

from __future__ import annotations

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer

from index.sentences import sentence_spans
from training.similar import Similar

CLS, SEP = 101, 102
QUESTION_TOKENS = 64  # longer questions are cut
COMMON = 400  # a word held by this many passages of a source says little; skipping it keeps the search quick
GENERIC = "policy"  # its questions suit any privacy policy, so near passages are often right: random negatives only
NAME = re.compile(r"(?<=\s)(?:[A-Z][A-Za-z]{2,}|\d[\d,.]*\d|\d)\b")  # a name or number inside a question
NEAR = 5  # nearest passages that a near negative is drawn from
SPOKEN = frozenset(  # what people leave out when they type a question as into a search box
    {"the", "a", "an", "is", "was", "are", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will"}
    | {"would", "should", "there", "that", "this", "these", "it"}
)
ASKING = frozenset({"what", "who", "when", "where", "which", "how"})
STOP = frozenset(
    {"the", "a", "an", "of", "in", "on", "to", "is", "was", "are", "were", "do", "does", "did", "what", "who", "when"}
    | {"where", "which", "how", "why", "for", "and", "or"}
)


@dataclass(frozen=True)
class Pair:
    """One question over one passage; start and end are character offsets, -1 where the passage has no answer."""

    source: str
    question: str
    passage: str
    start: int
    end: int

    @property
    def answered(self) -> bool:
        """Whether the passage holds the answer."""
        return self.start >= 0

    @property
    def answer(self) -> str:
        """The words that answer."""
        return self.passage[self.start : self.end] if self.answered else ""


@dataclass(frozen=True)
class Example:
    """Token ids of [CLS] question [SEP] passage [SEP]; split counts the tokens before the passage.

    With `rivals`, the example is the first of a group: so many examples after it are the same question over passages
    that do not answer it.
    """

    source: str
    ids: tuple[int, ...]
    split: int
    start: int
    end: int
    rivals: int = 0


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load_pairs(folder: Path) -> list[Pair]:
    """The answered questions of a folder with passages.jsonl and questions.jsonl."""
    texts = {row["id"]: row["text"] for row in _lines(folder / "passages.jsonl")}
    rows = _lines(folder / "questions.jsonl")
    return [Pair(r["source"], r["question"], texts[r["passage"]], int(r["start"]), int(r["end"])) for r in rows]


def words(text: str) -> set[str]:
    """Lower-case words without the commonest ones."""
    return set(re.findall(r"\w+", text.lower())) - STOP


class Overlap:
    """Finds passages that share rare words with a question, best first."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._holders: dict[str, list[int]] = defaultdict(list)
        for i, text in enumerate(texts):
            for word in words(text):
                self._holders[word].append(i)

    def nearest(self, question: str, count: int) -> list[str]:
        """Up to count passages, by the sum of log(passages / passages with the word) over shared words."""
        scores: Counter[int] = Counter()
        for word in sorted(words(question)):
            holders = self._holders.get(word, [])
            if len(holders) < COMMON:
                for i in holders:
                    scores[i] += math.log(len(self.texts) / len(holders))  # type: ignore[assignment]
        return [self.texts[i] for i, _ in scores.most_common(count)]


class Finder(Protocol):
    """Something that finds passages near to a question, best first."""

    def nearest(self, question: str, count: int) -> list[str]: ...


def _negative(pair: Pair, texts: Sequence[str], finder: Finder | None, rng: random.Random) -> Pair | None:
    """A passage for this question that lacks its answer, a near one where a finder is given; None if all tries fail."""
    answer = pair.answer.lower()
    tries = [rng.choice(texts) for _ in range(10)]
    if finder is not None:
        near = [text for text in finder.nearest(pair.question, NEAR + 1) if text != pair.passage][:NEAR]
        rng.shuffle(near)
        tries = near + tries
    for text in tries:
        if text != pair.passage and answer not in text.lower():
            return Pair(pair.source, pair.question, text, -1, -1)
    return None


@cache
def similar_of(texts: tuple[str, ...], questions: tuple[str, ...]) -> Similar:
    """Kept for the whole run: embedding takes minutes, and every epoch asks for the same."""
    return Similar(texts, questions)


def negatives(
    pairs: Sequence[Pair], share: float, near_share: float, seed: int, retrieved_share: float = 0.0
) -> list[Pair]:
    """Unanswerable pairs for a share of the questions.

    near_share of them get a near passage: retrieved_share of these one of the nearest by the product's vectors, the
    others one that shares rare words with the question. The rest are random.
    """
    rng = random.Random(seed)
    found: list[Pair] = []
    for source in sorted({pair.source for pair in pairs}):
        own = [pair for pair in pairs if pair.source == source]
        texts = tuple(sorted({pair.passage for pair in own}))
        overlap = Overlap(texts)
        similar = (
            similar_of(texts, tuple(pair.question for pair in own)) if retrieved_share and near_wanted(source) else None
        )
        for pair in own:
            if rng.random() >= share:
                continue
            finder: Finder | None = None
            if near_wanted(source) and rng.random() < near_share:
                finder = similar if similar and rng.random() < retrieved_share else overlap
            if new := _negative(pair, texts, finder, rng):
                found.append(new)
    return found


def near_wanted(source: str) -> bool:
    """Whether a near passage of this source is likely to lack the answer."""
    return not source.endswith(GENERIC)


def terse(pairs: Iterable[Pair], share: float, seed: int) -> list[Pair]:
    """The pairs, a share of them asked as into a search box: "how many troops did the CSTO send?" becomes "how many
    troops CSTO send", half of the time without the question word too."""
    rng = random.Random(seed)
    out: list[Pair] = []
    for pair in pairs:
        if rng.random() < share:
            dropped = SPOKEN | ASKING if rng.random() < 0.5 else SPOKEN
            kept = [word for word in pair.question.rstrip(" ?.").split() if word.lower() not in dropped]
            pair = replace(pair, question=" ".join(kept)) if len(kept) > 1 else pair
        out.append(pair)
    return out


def blanked(pairs: Sequence[Pair], share: float, seed: int) -> list[Pair]:
    """Near misses: the question over its own passage without the sentence that holds the answer."""
    rng = random.Random(seed)
    found: list[Pair] = []
    for pair in pairs:
        if rng.random() >= share:
            continue
        answer = pair.answer.lower()
        kept = [pair.passage[a:b] for a, b in sentence_spans(pair.passage) if b <= pair.start or a >= pair.end]
        text = " ".join(kept)
        if len(kept) > 1 and answer not in text.lower():
            found.append(Pair(pair.source, pair.question, text, -1, -1))
    return found


def swapped(pairs: Sequence[Pair], share: float, seed: int) -> list[Pair]:
    """Near misses: the passage for a question whose name or number was exchanged for one that the passage lacks.

    After the entity swaps of Jia and Liang (2017). The new word comes from another question of the same source.
    """
    rng = random.Random(seed)
    found: list[Pair] = []
    for source in sorted({pair.source for pair in pairs}):
        own = [pair for pair in pairs if pair.source == source]
        names = [match.group() for pair in own for match in NAME.finditer(pair.question)]
        for pair in own:
            spots = [m for m in NAME.finditer(pair.question) if m.group().lower() in pair.passage.lower()]
            if not spots or rng.random() >= share:
                continue
            spot = rng.choice(spots)
            others = [rng.choice(names) for _ in range(20)]
            same = [name for name in others if name[0].isdigit() == spot.group()[0].isdigit()]
            fresh = [name for name in same if name.lower() not in pair.passage.lower()]
            if fresh:
                question = pair.question[: spot.start()] + fresh[0] + pair.question[spot.end() :]
                found.append(Pair(source, question, pair.passage, -1, -1))
    return found


def _span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """First and last token that overlap the characters start..end."""
    hit = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
    return (hit[0], hit[-1]) if hit else None


def encode(pairs: Iterable[Pair], tokenizer: Tokenizer, max_length: int, seed: int) -> list[Example]:
    """Tokenises pairs; a passage that is too long gives one random window, around the answer where there is one."""
    rng = random.Random(seed)
    cache: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}
    out: list[Example] = []
    for pair in pairs:
        if pair.passage not in cache:
            encoded = tokenizer.encode(pair.passage, add_special_tokens=False)
            cache[pair.passage] = (encoded.ids, encoded.offsets)
        ids, offsets = cache[pair.passage]
        question = tokenizer.encode(pair.question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        room, split = max_length - len(question) - 3, len(question) + 2
        span = _span(offsets, pair.start, pair.end) if pair.start >= 0 else (0, 0)
        if span is None or span[1] - span[0] >= room:
            continue
        low, high = 0, max(0, len(ids) - room)
        if pair.start >= 0:
            low, high = max(low, span[1] - room + 1), min(high, span[0])
        shift = rng.randint(low, high)
        window = (CLS, *question, SEP, *ids[shift : shift + room], SEP)
        first, last = (p + split - shift if pair.start >= 0 else 0 for p in span)
        out.append(Example(pair.source, window, split, first, last))
    return out


def batches(
    examples: Sequence[Example], size: int, seed: int, early: Sequence[str], early_share: float
) -> list[list[Example]]:
    """One epoch's batches, shuffled; sources named in early come entirely within the first early_share of it.

    Examples of similar length share a batch (sorted within groups of 40 batches), so that little is padding.
    """
    rng = random.Random(seed)
    keys = [rng.random() * (early_share if example.source in early else 1.0) for example in examples]
    order = [examples[i] for i in sorted(range(len(examples)), key=keys.__getitem__)]
    out: list[list[Example]] = []
    for i in range(0, len(order), size * 40):
        group = sorted(order[i : i + size * 40], key=lambda example: len(example.ids))
        part = [group[j : j + size] for j in range(0, len(group), size)]
        rng.shuffle(part)
        out += part
    return out
