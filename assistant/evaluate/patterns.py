"""Questions from a document's sentences by pattern: definitions, abbreviations, dates of events, and gaps to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evaluate.draft import GAP_KIND, Draft
from assistant.support.numbers import days, numbers
from index import Text
from index.sentences import sentence_spans

SHORTEST, LONGEST = 6, 40  # words of a sentence that is asked about
BEGINS = re.compile(r"[\w\"'“‘«(\[]")  # of a sentence; one that begins with ";" is the rest of another

NAME = r"(?P<name>(?:[Tt]he )?[A-Z][\w’'-]*(?: (?:of|the|and|for|[A-Z][\w’'-]*))*)"
DEFINITION = re.compile(
    rf"^{NAME} (?P<be>is|was|are|were) (?P<answer>(?:a|an|the) [^.;:]+?)(?:, (?:which|who)[^.]*)?\.$"
)
SHORT_FOR = re.compile(r"\b(?P<name>[A-Z][A-Z-]+),? (?:which )?stands for (?P<answer>[^.;:]+?)[.;:]")
EVENT = re.compile(
    rf"^{NAME} (?P<be>was|were) (?P<verb>\w+ed|built|born|made|set up|begun|held) (?P<rest>[^.;:]*?)"
    r"\b(?:in|on) (?P<answer>(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:1[0-9]|20)\d\d)\b[^.;:]*\.$"
)
GAP = "____"


def drafts(name: str, document: Text) -> Iterator[Draft]:
    """At most one draft a sentence, in the order of the document; `name` is what the index will call it."""
    for start, end in sentence_spans(document.text):
        quote = document.text[start:end]
        if not SHORTEST <= len(quote.split()) <= LONGEST or not BEGINS.match(quote):
            continue
        if (made := _asked(quote)) is not None:
            question, answer, kind = made
            yield Draft(question, answer, name, document.page_at(start), quote, kind)


def _asked(quote: str) -> tuple[str, str, str] | None:
    """(question, answer, kind) of a sentence, None where no pattern fits."""
    sentence = " ".join(quote.split())
    if match := SHORT_FOR.search(sentence):
        return f"What does {match['name']} stand for?", match["answer"], "abbreviation"
    if match := EVENT.match(sentence):
        rest = f" {match['rest'].strip()}".rstrip()
        return f"When {match['be']} {_inner(match['name'])} {match['verb']}{rest}?", match["answer"], "event"
    if match := DEFINITION.match(sentence):
        return f"What {match['be']} {_inner(match['name'])}?", match["answer"], "definition"
    return _gap(sentence)


def _inner(name: str) -> str:
    """A name as it stands within a question."""
    return "the" + name[3:] if name.startswith("The ") else name


def _gap(sentence: str) -> tuple[str, str, str] | None:
    """A sentence with its only figure or date left out, where it has just one and ends like a sentence."""
    dates = days(sentence)
    found = [one for one in numbers(sentence) if not any(a <= one.span[0] < b for a, b in (d.span for d in dates))]
    if dates or len(found) != 1 or not sentence.endswith("."):
        return None
    start, end = found[0].span
    answer = sentence[start:end].strip()
    start = sentence.index(answer, start)
    return f"{sentence[:start]}{GAP}{sentence[start + len(answer) :]}", answer, GAP_KIND
