"""An answer's words against the accepted answers, per question; each takes the best of the accepted ones."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from assistant.support.numbers import days, numbers


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
    plain, bare = " ".join(text.lower().split()), f" {normalised(text)} "
    return float(any(_stands_in(one, plain, bare) for one in accepted))


def _stands_in(accepted: str, plain: str, bare: str) -> bool:
    wanted = " ".join(accepted.lower().split())
    if not wanted:
        return False
    if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain):
        return True
    return bool(normalised(accepted)) and f" {normalised(accepted)} " in bare


def same_values(text: str, accepted: Sequence[str]) -> float | None:
    """1 where the text gives every number and date of an accepted answer, in whatever form ('2,000', 'two thousand').

    None where no accepted answer has a number or date. What counts as the same is said in `assistant.support.numbers`.
    """
    with_values = [(numbers(one), days(one)) for one in accepted]
    with_values = [(figures, dates) for figures, dates in with_values if figures or dates]
    if not with_values:
        return None
    shown, shown_days = numbers(text), days(text)
    return float(
        any(
            all(one.found_in(shown) for one in figures) and all(day.found_in(shown_days) for day in dates)
            for figures, dates in with_values
        )
    )
