"""What the reader sees of a form, and how what it finds is put back to where the document has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import Candidate
from assistant.reader import Reading
from assistant.retrieve import Scored
from assistant.statements import Statements
from index import Passage

FORM = ("Deposit: £500", "Rent: £950", "Pets: no", "• Start: 1 May 2024", "The flat is let.")
words = st.text("abcdé XYZ:.-•1", min_size=1, max_size=30)


def candidates(lines: tuple[str, ...], title: str = "Flat 3") -> list[Candidate]:
    text = "\n".join(lines)
    starts = [100 + sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    spans = tuple((start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    passage = Passage("1", "d", 0, 100, 100 + len(text), text, title, "Terms", None, spans)
    source = Scored(passage, 1.0, 1.0, 0.0)
    return [Candidate(source, 0, *span, line, 0.5, 0.5) for span, line in zip(spans, lines, strict=True)]


def reading(start: int, end: int) -> Reading:
    return Reading(start, end, "", 1.0, 1.0)


def test_labels_and_values_are_read_as_statements() -> None:
    seen = Statements(candidates(FORM))
    assert seen.text == (
        "Flat 3 › Terms\nFlat 3: deposit is £500.\nFlat 3: rent is £950.\nFlat 3: pets is no.\n"
        "Flat 3: start is 1 May 2024.\nThe flat is let."
    )


def test_running_text_is_read_as_it_is() -> None:
    lines = ("The flat is let.", "It has one rule: no noise.", "Rent: £950", "It is on the third floor.")
    found = candidates(lines)
    assert Statements(found).text == found[0].source.passage.embedded_text


@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(["", "Flat 3", "T" * 80]))
def test_every_sentence_and_every_span_comes_back_to_its_place(others: list[str], title: str) -> None:
    lines = (*FORM[:4], *(line.strip() or "x" for line in others))
    found = candidates(lines, title)
    passage = found[0].source.passage
    seen = Statements(found)
    for one in found:
        start, end = one.start - passage.start, one.end - passage.start
        begin, stop = seen.part(start, end)
        back = seen.back(reading(begin, stop))
        assert back and (back.start, back.end) == (start, end)
        assert seen.text[stop - 1] == one.text[-1]


@pytest.mark.parametrize(("words", "quoted"), [("£500", "£500"), ("no", "no"), ("let", "let"), ("1 May", "1 May")])
def test_words_that_are_found_are_those_of_the_document(words: str, quoted: str) -> None:
    found = candidates(FORM)
    seen = Statements(found)
    at = seen.text.rindex(words)
    back = seen.back(reading(at, at + len(words)))
    assert back and found[0].source.passage.text[back.start : back.end] == quoted


def test_words_of_the_headings_are_no_answer() -> None:
    assert Statements(candidates(FORM)).back(reading(0, 4)) is None
