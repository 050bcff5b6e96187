"""The benchmark of writers: ALCE's citation recall and precision, and the judge that only compares words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answer import Citation, Sentence
from bench.alce import overlap, overlapping, precision, recall


def cited(number: int, quote: str) -> Citation:
    """A citation of some words."""
    return Citation(number, quote, "bees.md", "Bees", None, "", 0, len(quote), quote, 0, 1.0)


def all_words(text: str, citations: Sequence[Citation]) -> bool:
    """A judge that wants every word of the sentence in the cited words."""
    return set(text.split()) <= set(" ".join(one.quote for one in citations).split())


def test_a_sentence_may_be_supported_by_its_citations_together_and_each_of_them_is_needed() -> None:
    sentence = Sentence("bees make honey and wax", (1, 2), supported=True)
    halves = (cited(1, "bees make honey and"), cited(2, "they make wax"))
    assert recall([sentence], halves, all_words) == 1.0
    assert precision([sentence], halves, all_words) == 1.0


def test_a_citation_that_adds_nothing_counts_against_precision_only() -> None:
    sentence = Sentence("bees make honey", (1, 2), supported=True)
    citations = (cited(1, "bees make honey"), cited(2, "wasps sting"))
    assert recall([sentence], citations, all_words) == 1.0
    assert precision([sentence], citations, all_words) == 0.5
    assert precision([sentence], (citations[0], cited(2, "all bees make honey")), all_words) == 1.0  # either would do


def test_an_unsupported_sentence_has_no_good_citation_and_an_uncited_one_is_unsupported() -> None:
    sentences = [Sentence("bees make cheese", (1,), supported=True), Sentence("bees fly", (), supported=False)]
    citations = (cited(1, "bees make honey"),)
    assert recall(sentences, citations, all_words) == 0.0
    assert precision(sentences, citations, all_words) == 0.0
    assert recall([], (), all_words) is None and precision([], (), all_words) is None


@pytest.mark.parametrize(
    ("text", "quote", "supported"),
    [
        ("The worker bees lived for six weeks.", "A worker bee lives six weeks in summer.", True),
        ("Worker bees live for 6 weeks.", "A worker bee lives six weeks.", True),
        ("Worker bees live for seven weeks.", "Worker bees live six weeks.", False),
        ("Wasps eat caterpillars.", "Worker bees live six weeks.", False),
    ],
)
def test_the_judge_by_words_wants_most_words_and_every_figure(text: str, quote: str, supported: bool) -> None:
    assert overlapping(text, [cited(1, quote)]) is supported


def test_overlap_counts_content_words_and_the_title() -> None:
    assert overlap("Bees of the north", [cited(1, "from the south")]) == 0.5  # "bees" is in the title
    assert overlap("of the", [cited(1, "of the")]) == 0.0
