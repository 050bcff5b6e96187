"""A claim in the passage's own forms: "28 days" where it has "four weeks", "UK" where it has "United Kingdom".

What says the same is compared word by word afterwards, so it is written the same way first.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.support.evidence import Claim, Ground
from assistant.support.names import CONNECTORS, Name
from assistant.support.quantity import Number
from assistant.support.wording import tokens

ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")


def restated(claim: Claim, ground: Ground) -> str:
    """The claim's text, with each figure and each acronym that the passage writes otherwise as it writes it."""
    text, changes = claim.text, list[tuple[tuple[int, int], str]]()
    for one in claim.numbers:
        if not ground.every.issuperset(tokens(one.text, [_alone(one)])):
            same = next((other for other in ground.numbers if one.found_in([other])), None)
            changes += [(one.span, same.text)] if same and same.value != one.value else []
    for match in ACRONYM.finditer(text):
        if match[0] not in ground.names.capitals and (said := _spelled(match[0], ground.whole)):
            changes.append((match.span(), said))
    for name in claim.names:
        if len(name.words) > 1 and (short := _short(name, ground)):
            changes.append(((name.start, name.start + len(name.text)), short))
    for (start, end), said in sorted(changes, reverse=True):
        text = text[:start] + said + text[end:]
    return text


def _alone(one: Number) -> Number:
    """The figure as it stands in its own text."""
    return replace(one, span=(0, len(one.text)))


def _spelled(acronym: str, text: str) -> str:
    """The adjoining capitalised words of the text whose initials are the acronym, "" where there are none."""
    between = rf"(?:\s+(?:{'|'.join(CONNECTORS - {'-', '&'})}))*\s+"
    found = re.search(r"\b" + between.join(rf"{letter}[^\W\d_]+" for letter in acronym) + r"\b", text)
    return found[0] if found else ""


def _short(name: Name, ground: Ground) -> str:
    """The acronym by which the passage calls what it never spells out."""
    initials = "".join(word[0] for word in name.words).upper()
    return initials if initials in ground.names.capitals and not ground.names.all.issuperset(name.words) else ""
