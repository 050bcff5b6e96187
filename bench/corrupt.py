"""True sentences made false in one detail, as careless writers do: a name, roles, a figure, a denial, a comparison.

Every function gives None where the sentence offers nothing to change. `Random` makes a run repeatable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from assistant.support.dates import MONTHS, days
from assistant.support.names import WORD, Name, Words, fold, names
from assistant.support.numbers import Number, numbers
from assistant.support.wording import OPPOSITES
from index.store.terms import stems

AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|may|might|should|does|did|do)\b(?! not)")
DENIAL = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|may|might|should|does|did|do) not\b|\bnever "
)

LEADS = "in at with for by from under near after".split()


def swapped(text: str, span: tuple[int, int], new: str) -> str:
    """The text with other words in place of a span."""
    return text[: span[0]] + new + text[span[1] :]


def other_name(sentence: str, passage: str, elsewhere: Sequence[str], random: Random) -> str | None:
    """One name replaced by a name of the passage or of another article."""
    mine = names(sentence) + opening_name(sentence, passage)
    if not mine:
        return None
    target = random.choice(mine)
    used = {word for one in mine for word in one.words}
    near = [one.text for one in names(passage) if not used & set(one.words)]
    pool = near if near and random.random() < 0.5 else [name for name in elsewhere if not used & set(stems(name))]
    pool = [name for name in pool if abs(len(name.split()) - len(target.words)) <= 1] or pool
    if not pool:
        return None
    new = random.choice(pool)
    return swapped(sentence, (target.start, target.start + len(target.text)), new)


def added(sentence: str, passage: str, elsewhere: Sequence[str], random: Random) -> str | None:
    """A fact put in: a name of another article, unknown to the passage, after a preposition, at an end or a comma."""
    known = Words.of(passage)
    pool = [
        name
        for name in random.sample(elsewhere, min(50, len(elsewhere)))
        if not any(known.know(fold(word), word) for word in WORD.findall(name))
    ]
    ends = [match.start() for match in re.finditer(r"\s?[.,;](?=\s|$)", sentence)]
    if not pool or not ends:
        return None
    at = random.choice(ends)
    return swapped(sentence, (at, at), f" {random.choice(LEADS)} {random.choice(pool)}")


def opening_name(sentence: str, passage: str) -> list[Name]:
    """The sentence's first word where the passage shows that it is a name: capitalised in the middle of a sentence."""
    first = WORD.match(sentence)
    if not first or not any(first[0] in name.text.split() for name in names(passage)):
        return []
    return [] if names(sentence)[:1] and names(sentence)[0].start == 0 else [Name(first[0], (fold(first[0]),), 0)]


def other_roles(sentence: str, random: Random) -> str | None:
    """Two names of the sentence in each other's place."""
    mine = names(sentence)
    if len(mine) < 2 or " and " in sentence[mine[0].start : mine[1].start]:
        return None
    at = random.randrange(len(mine) - 1)
    first, second = mine[at], mine[at + 1]
    if set(first.words) & set(second.words) or re.fullmatch(r"[\s,]*(and|or|,)?\s*", _between(sentence, first, second)):
        return None
    late = swapped(sentence, (second.start, second.start + len(second.text)), first.text)
    return swapped(late, (first.start, first.start + len(first.text)), second.text)


def _between(sentence: str, first: Name, second: Name) -> str:
    return sentence[first.start + len(first.text) : second.start]


def other_number(sentence: str, passage: str, random: Random) -> str | None:
    """One figure or date changed: a digit, or the figure that the passage has for something else."""
    figures, dates = numbers(sentence), days(sentence)
    if not figures and not dates:
        return None
    if dates and (not figures or random.random() < 0.3):
        day = random.choice(dates)
        month = re.search(r"[A-Z][a-z]+", day.text)
        if not month:
            return None
        new = random.choice([m.capitalize() for m in MONTHS if not m.startswith(month[0][:3].lower())])
        return swapped(sentence, day.span, day.text.replace(month[0], new))
    target = random.choice(figures)
    theirs = [one for one in numbers(passage) if one.value != target.value and one.unit == target.unit]
    if theirs and random.random() < 0.3:
        return swapped(sentence, target.span, random.choice(theirs).text)
    digits = [m.start() for m in re.finditer(r"\d", target.text)]
    if not digits:
        new = random.choice(
            [w for w in ("two", "three", "five", "seven", "nine", "forty") if w not in target.text.lower()]
        )
        return swapped(sentence, target.span, new)
    at = random.choice(digits)
    digit = random.choice([d for d in "123456789" if d != target.text[at]])
    return swapped(sentence, target.span, swapped(target.text, (at, at + 1), digit))


def denied(sentence: str, random: Random) -> str | None:
    """'is' made 'is not', or 'is not' made 'is'."""
    if match := DENIAL.search(sentence):
        return swapped(sentence, match.span(), match[1] or "")
    found = list(AUXILIARY.finditer(sentence))
    if not found:
        return None
    match = random.choice(found)
    return swapped(sentence, match.span(), f"{match[1]} not")


def opposite(sentence: str, random: Random) -> str | None:
    """A word of comparison or direction turned round."""
    options: list[tuple[tuple[int, int], str]] = []
    for group in OPPOSITES:
        forms = group.split()
        for at, form in enumerate(forms):
            others = forms[1:] if at == 0 else forms[:1]
            options += [(m.span(), random.choice(others)) for m in re.finditer(rf"\b{form}\b", sentence)]
    options = [one for one in options if sentence[slice(*one[0])] not in ("in", "over", "up", "left", "with", "may")]
    if not options:
        return None
    span, new = random.choice(options)
    return swapped(sentence, span, new)


def stranger(passage: str, sentences: Sequence[tuple[str, str]], random: Random) -> str | None:
    """Of 200 sentences of other passages the one that shares most words with the passage: true, but not from here."""
    have = set(stems(passage))
    pool = [text for text, source in random.sample(list(sentences), min(200, len(sentences))) if source != passage]
    return max(pool, key=lambda text: len(have & set(stems(text))) / (3 + len(set(stems(text)))), default=None)


def reworded(sentence: str, random: Random) -> str:
    """The same said a little otherwise, and as true: figures in another form, a leading phrase or brackets dropped."""
    text = re.sub(r"\s*\([^()]*\)", "", sentence)
    for one in reversed(numbers(text)):
        if random.random() < 0.7:
            text = swapped(text, one.span, _reformed(one))
    text = re.sub(r"^(However|Moreover|Furthermore|Also|In addition|Therefore) ?,\s*(\w)", lambda m: m[2].upper(), text)
    for old, new in (("also ", ""), ("``", "“"), ("''", "”"), (" which is ", " that is "), ("approximately", "about")):
        text = text.replace(old, new)
    parts = text.split(" , ")
    if len(parts) > 2 and len(parts[-1].split()) > 3 and random.random() < 0.5:
        text = " , ".join(parts[:-1]) + "."
    return re.sub(r"\s+([,.;:])", r"\1", text)


def _reformed(one: Number) -> str:
    text = one.text.replace("%", " percent").replace(" percent", "%") if one.unit == "%" else one.text
    words = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
    if text.isdigit() and int(text) in words:
        return words[int(text)]
    for value, word in words.items():
        if text.lower() == word:
            return str(value)
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        value = int(text.replace(",", ""))
        return f"{value // 1000} thousand" if value % 1000 == 0 and value < 10**6 else text.replace(",", "")
    return text


Kinds = dict[str, Callable[[], str | None]]


def corruptions(
    sentence: str, passage: str, elsewhere: Sequence[str], sentences: Sequence[tuple[str, str]], random: Random
) -> dict[str, str]:
    """Every kind of corruption that the sentence allows, by kind."""
    kinds: Kinds = {
        "name": lambda: other_name(sentence, passage, elsewhere, random),
        "roles": lambda: other_roles(sentence, random),
        "number": lambda: other_number(sentence, passage, random),
        "negation": lambda: denied(sentence, random),
        "comparison": lambda: opposite(sentence, random),
        "other passage": lambda: stranger(passage, sentences, random),
    }
    made = {kind: make() for kind, make in kinds.items()}
    return {kind: text for kind, text in made.items() if text and text != sentence}
