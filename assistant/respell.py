"""A question with misspelt words -> the same question with the words of the documents that were meant.

A word is taken for misspelt where no passage holds its stem and the embedding model's vocabulary, which has the common
words of English, lacks it: neither terms nor vectors find anything by it. The word that was meant is one of the
documents', a letter or two away, and begins with the same letter: people rarely miss the first one, and names of
different things often differ in just that. A rare word that is right is replaced too, so the question is to be asked as
typed as well (`assistant/pipeline.py`; `bench/typing.py` shows what both are worth).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from rapidfuzz.distance import OSA
from tokenizers import Tokenizer

from index import Index
from index.store.terms import stems

WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 4  # letters of a word that is looked at
LONG = 8  # letters from which on two may be wrong
LOOKED_AT = 50  # passages with a word like it
MOST = 8  # words of one question that are looked for; one of strange words only costs no more than that


def respell(question: str, index: Index) -> tuple[str, str]:
    """The question with other words in place of misspelt ones, and what is to be said of that; "" where none is."""
    replaced: dict[str, str] = {}  # by word as typed; itself where nothing like it is found

    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        new = len(word) >= SHORTEST and word not in replaced and len(replaced) < MOST
        if new and not _known(word, index):
            replaced[word] = _meant(word, index) or word
        return replaced.get(word, word)

    asked = WORD.sub(spelt, question)
    pairs = ((typed, meant) for typed, meant in replaced.items() if typed != meant)
    return asked, " ".join(f"“{typed}” is in no document, so “{meant}” was looked for." for typed, meant in pairs)


def _known(word: str, index: Index) -> bool:
    """Whether a word occurs in the documents or is a common one, in any form."""
    found = stems(word)
    return any(index.terms.holds(stem) for stem in found) or not _common(index.embedder.tokenizer).isdisjoint(found)


@lru_cache(1)
def _common(tokenizer: Tokenizer) -> frozenset[str]:
    """Stems of the whole words that a model's vocabulary has, whichever mark it gives to a word's first piece."""
    pieces = (piece.lstrip("▁Ġ") for piece in tokenizer.get_vocab())
    return frozenset(stems(" ".join(piece for piece in pieces if piece.isalpha())))


def _meant(word: str, index: Index) -> str:
    """The word of the documents that is nearest to a misspelt one, of equally near ones the most frequent, or none."""
    edits = 2 if len(word) >= LONG else 1
    return _nearest(word, edits, index, 1) or _nearest(word, edits, index, 2)  # a mistake may change the ending too


def _nearest(word: str, edits: int, index: Index, apart: int) -> str:
    """The same among words whose stems are so many letters away from the misspelt one's."""
    live = index.passages(index.terms.alike("".join(stems(word)), apart, LOOKED_AT))
    texts = " ".join(one.embedded_text for one in live.values())
    found = Counter(form.lower() for form in WORD.findall(texts) if form[0].lower() == word[0].lower())
    near = {form: OSA.distance(form, word.lower(), score_cutoff=edits) for form in found}
    best = min(found, key=lambda form: (near[form], -found[form], form), default="")
    return _cased(best, word) if best and near[best] <= edits else ""


def _cased(form: str, word: str) -> str:
    """A word in the case that another one has."""
    if word.isupper():
        return form.upper()
    return form.capitalize() if word[0].isupper() else form
