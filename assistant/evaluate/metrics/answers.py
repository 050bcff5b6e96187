"""An answer's words against the accepted answers, per question; each takes the best of the accepted ones."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from assistant.support.numbers import Number, days, numbers

LONG = 12  # words from which an accepted answer is an essay, which no answer will hold word for word
# Where a whole word begins and ends: not within a figure, so that "5" is in neither "2.5" nor "5.3" nor "-5".
BEFORE, AFTER = r"(?<!\w)(?<!\d[.,])(?<!(?<!\w)[-−])", r"(?!\w)(?![.,]\d)"
# What SQuAD's normalisation drops although it belongs to a figure: a decimal point, and a minus that begins a word.
FIGURE_SIGNS = re.compile(r"(?<=\d)\.(?=\d)|(?<![^\s(])[-−](?=\d)")


def normalised(text: str) -> str:
    """SQuAD's normalisation (Rajpurkar et al., 2016): lower case, no punctuation, no articles, single spaces."""
    plain = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(?:a|an|the)\b", " ", plain).split())


def exact_match(found: str, accepted: Sequence[str]) -> float:
    """1 where the normalised string is an accepted one (Rajpurkar et al., 2016), else 0."""
    return float(normalised(found) in {normalised(one) for one in accepted})


def token_f1(found: str, accepted: Sequence[str]) -> float:
    """Harmonic mean of precision and recall of normalised tokens (Rajpurkar et al., 2016).

    Where one side has no token left, 1 if the other has none either, else 0, as in SQuAD 2.0's script.
    """
    return max(_f1(normalised(found).split(), normalised(one).split()) for one in accepted)


def _f1(found: list[str], accepted: list[str]) -> float:
    if not found or not accepted:
        return float(found == accepted)
    common = sum((Counter(found) & Counter(accepted)).values())
    return 2 * common / (len(found) + len(accepted)) if common else 0.0


def contains(text: str, accepted: Sequence[str]) -> float:
    """1 where an accepted answer stands in the text as whole words, case and white space apart, else 0.

    Also where it does so after SQuAD's normalisation, so that neither quotation marks nor articles matter.
    """
    plain, bare = " ".join(text.lower().split()), f" {_bare(text)} "
    return float(any(_stands_in(one, plain, bare) for one in accepted))


def _bare(text: str) -> str:
    """SQuAD's normalisation, but "2.5" does not become "25", nor "-5" "5"."""
    return normalised(FIGURE_SIGNS.sub(lambda sign: "point" if sign[0] == "." else "minus", text))


def _stands_in(accepted: str, plain: str, bare: str) -> bool:
    wanted = " ".join(accepted.lower().split())
    if not wanted:
        return False
    if re.search(BEFORE + re.escape(wanted) + AFTER, plain):
        return True
    return bool(_bare(accepted)) and f" {_bare(accepted)} " in bare


def same_values(text: str, accepted: Sequence[str]) -> float | None:
    """1 where the text gives every number and date of an accepted answer, in whatever form ('2,000', 'two thousand').

    A number with a unit asks for one with that unit. None where no accepted answer has a number or date. What counts as
    the same is said in `assistant.support.numbers`.
    """
    with_values = [(numbers(one), days(one)) for one in accepted]
    with_values = [(figures, dates) for figures, dates in with_values if figures or dates]
    if not with_values:
        return None
    shown, shown_days = numbers(text), days(text)
    return float(
        any(
            all(_given(one, shown) for one in figures) and all(day.found_in(shown_days) for day in dates)
            for figures, dates in with_values
        )
    )


def _given(one: Number, shown: Sequence[Number]) -> bool:
    return one.found_in(other for other in shown if other.unit or one.unit in ("", "decade"))


def holds(text: str, accepted: Sequence[str]) -> bool:
    """Whether an accepted answer stands in the text, or, where one is numbers and dates alone, what they say."""
    wanted = values_alone(accepted)
    return bool(contains(text, accepted) or (wanted and same_values(text, wanted)))


def values_alone(accepted: Sequence[str]) -> list[str]:
    """The accepted answers that are numbers and dates and nothing else: "2,000" and "4 weeks", not "Windows 10"."""
    alone = []
    for one in accepted:
        found = [*(value.text for value in numbers(one)), *(day.text for day in days(one))]
        rest = one
        for text in sorted(found, key=len, reverse=True):
            rest = rest.replace(text, " ", 1)
        if found and not any(char.isalnum() for char in rest):
            alone.append(one)
    return alone
