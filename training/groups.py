"""Groups to rank within: a question over its own passage and over the nearest that do not answer it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tokenizers import Tokenizer

from training.data import NEAR, Example, Pair, encode, near_wanted, similar_of


def groups(pairs: Sequence[Pair], share: float, rivals: int, seed: int) -> list[list[Pair]]:
    """What a search puts before the reader: for a share of the answered questions their own passage, then as many
    `rivals` that lack the answer, the nearest by the product's vectors."""
    rng = random.Random(seed)
    found: list[list[Pair]] = []
    for source in sorted({pair.source for pair in pairs if near_wanted(pair.source)}):
        own = [pair for pair in pairs if pair.source == source]
        similar = similar_of(tuple(sorted({pair.passage for pair in own})), tuple(pair.question for pair in own))
        for pair in own:
            if rng.random() >= share:
                continue
            answer = pair.answer.lower()
            near = [t for t in similar.nearest(pair.question, NEAR + rivals) if answer not in t.lower()][:rivals]
            if len(near) == rivals:
                found.append([pair, *(Pair(source, pair.question, text, -1, -1) for text in near)])
    return found


def encode_groups(
    groups: Iterable[Sequence[Pair]], tokenizer: Tokenizer, max_length: int, seed: int
) -> list[list[Example]]:
    """Tokenises groups of pairs; one that loses a pair is left out."""
    found = []
    for number, group in enumerate(groups):
        coded = encode(group, tokenizer, max_length, seed + number)
        if len(coded) == len(group):
            found.append([replace(coded[0], rivals=len(group) - 1), *coded[1:]])
    return found


def with_groups(
    listed: Sequence[list[Example]], groups: Sequence[list[Example]], size: int, seed: int
) -> list[list[Example]]:
    """The batches with others strewn among them that hold whole groups, of similar length."""
    if not groups:
        return list(listed)
    rng = random.Random(seed)
    order = sorted(groups, key=lambda group: max(len(example.ids) for example in group))
    per = max(1, size // len(order[0]))
    own = [[one for group in order[i : i + per] for one in group] for i in range(0, len(order), per)]
    places = [(i / len(listed), batch) for i, batch in enumerate(listed)] + [(rng.random(), batch) for batch in own]
    return [batch for _, batch in sorted(places, key=lambda pair: pair[0])]
