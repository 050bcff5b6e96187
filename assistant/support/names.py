"""Names of a sentence, and whether a text knows them under another form: 'Russian' for Russia, 'CSTO' spelled out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from index.store.terms import STOP_WORDS

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
CONNECTORS = frozenset("of the de la le du da di al el van von der den bin ibn and for & -".split())
CONNECTED = 6  # most connectors in a row in a name
OPENERS = STOP_WORDS | frozenset(
    (
        "after all although among another around because before besides between both despite each early even "
        "every finally first following further furthermore generally given here however including instead "
        "last lastly late later like many meanwhile moreover most much nevertheless next no none nor not now "
        "often once one only other others over overall per perhaps previously rather second several similarly "
        "since some soon still subsequently therefore third though throughout thus today together two under "
        "unlike until upon usually via well whether while within without yes yet may might must also two "
        "three four five six seven eight nine ten"
    ).split()
)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
NEVER = frozenset(("i january february march april may june july august september october november december").split())
FORMS = [  # a land and its people where the words share too little to tell
    "france french", "britain british uk", "kingdom uk british", "spain spanish spaniard", "netherlands dutch",
    "germany german", "america american us usa", "states us usa american", "china chinese", "greece greek",
    "denmark danish dane", "sweden swedish swede", "poland polish pole", "ireland irish", "wales welsh",
    "turkey turkish turk", "turkiye turkey turkish turk", "finland finnish", "scotland scottish", "england english",
    "switzerland swiss", "portugal portuguese", "norway norwegian", "thailand thai", "philippines filipino",
]  # fmt: skip
_SAME: dict[str, set[str]] = {}
for _group in FORMS:
    for _word in _group.split():
        _SAME.setdefault(_word, set()).update(_group.split())
ENDINGS = ("ians", "ian", "eans", "ean", "ese", "ish", "ans", "an", "is", "i", "ns", "n", "s", "a", "ia", "y", "e", "")


@lru_cache(1 << 14)
def fold(word: str) -> str:
    """Lower case without accents and possessive."""
    word = unicodedata.normalize("NFKD", word.replace("’", "'")).lower()
    word = "".join(letter for letter in word if not unicodedata.combining(letter))
    return word.removesuffix("'s").rstrip("'").replace("'", "")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words: as written, and its words folded, without connectors."""

    text: str
    words: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a text, and the acronyms that its capitalised words would give."""

    all: frozenset[str]
    capitals: frozenset[str]  # the words in capitals, as written
    acronyms: str
    starts: dict[str, list[str]]  # by their first four letters

    @classmethod
    def of(cls, text: str) -> Words:
        found = WORD.findall(text)
        initials = "".join(w[0] if w[0].isupper() else " " for w in found if w.lower() not in CONNECTORS)
        loose = "".join(w[0] if w[0].isupper() or w.lower() in CONNECTORS else " " for w in found)
        folded = frozenset(fold(w) for w in found)
        starts: dict[str, list[str]] = {}
        for word in folded:
            starts.setdefault(word[:4], []).append(word)
        capitals = frozenset(w for w in found if len(w) > 1 and w.isupper())
        return cls(folded, capitals, f" {initials} {loose.upper()}", starts)

    def know(self, word: str, written: str = "") -> bool:
        """Whether a folded word of a name occurs, as it is, as people of a land, or as an acronym."""
        if word in self.all or _SAME.get(word, frozenset()) & self.all:
            return True
        if len(written) >= 2 and written.isupper() and written in self.acronyms:
            return True
        return len(word) > 3 and any(alike(word, other) for other in self.starts.get(word[:4], ()))

    def spell_out(self, name: Name) -> bool:
        """Whether an acronym in the text stands for the name."""
        initials = "".join(word[0] for word in name.words)
        return (len(initials) >= 3 and initials in self.all) or initials.upper() in self.capitals


@lru_cache(1 << 14)
def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one name: the same, or a land and its people."""
    if one == other or one in _SAME.get(other, ()):
        return True
    return one[:4] == other[:4] and len(one) > 3 and not _roots(one).isdisjoint(_roots(other))


def _roots(word: str) -> set[str]:
    """What may be left of a name without the ending that makes a people of a land; at least four letters."""
    return {word[: len(word) - len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 4}


def names(sentence: str) -> list[Name]:
    """The names of a sentence. Its first word counts only where a second name word or capitals throughout follow."""
    found: list[Name] = []
    tokens = list(WORD.finditer(sentence))
    at = 0
    while at < len(tokens):
        if not _capital(tokens[at][0]) or _plain(tokens[at][0]):
            at += 1
            continue
        end = at + 1
        while (further := _joined(sentence, tokens, end)) > end:
            end = further
        while end > at + 1 and fold(tokens[end - 1][0]) in CONNECTORS:
            end -= 1
        run = [token[0] for token in tokens[at:end]]
        words = tuple(fold(word) for word in run if word.lower() not in CONNECTORS)
        if words and (at or len(run) > 1 or (run[0].isupper() and len(run[0]) > 1)):
            start = tokens[at].start()
            found.append(Name(sentence[start : tokens[end - 1].end()], words, start))
        at = end
    return found


def opening(sentence: str) -> str:
    """The first word where it is capitalised and may be a name, although `names` cannot tell; else ""."""
    first = WORD.match(sentence)
    return first[0] if first and _capital(first[0]) and not _plain(first[0]) else ""


def _capital(word: str) -> bool:
    return word[0].isupper()


def _plain(word: str) -> bool:
    """Whether a capitalised word is no name: it opens sentences, or it is a month, which dates take care of."""
    low = fold(word)
    return (low in OPENERS and not (word.isupper() and len(word) > 1)) or low in NEVER


def _joined(sentence: str, tokens: list[re.Match[str]], at: int) -> int:
    """Where a name ends that goes on with the token, after connectors too, to a capitalised word; `at` where it does
    not."""
    for place in range(at, min(at + CONNECTED + 1, len(tokens))):
        before, word = tokens[place - 1], tokens[place][0]
        gap = sentence[before.end() : tokens[place].start()].strip()
        if gap not in ("", "-", ".", "&"):
            return at
        if word.lower() in CONNECTORS and word.lower() != "and":
            continue
        stopped = gap == "." and before.end() - before.start() > 2
        return place + 1 if _capital(word) and not _plain(word) and not stopped else at
    return at
