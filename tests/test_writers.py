"""The benchmarks of writers: ALCE's measures, the judge by words, tables by set, and what people read."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answer import Citation, Sentence
from bench.alce import overlap, overlapping, precision, recall
from bench.models import named
from bench.pairs import Pair, preferred, sheet
from bench.reading import drawn, key
from bench.sections import replace, sections


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


def test_measuring_one_set_leaves_the_tables_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "TABLE.md"
    replace(file, "# Head", {"clapnq, smollm2": "| 1 |\n\nSaid.", "xquad, smollm2": "| 2 |"})
    replace(file, "# Another head", {"xquad, smollm2": "| 3 |", "mtrag, smollm2": "| 4 |"})
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Another head\n") and "| 2 |" not in text
    assert list(sections(text).items()) == [
        ("clapnq, smollm2", "| 1 |\n\nSaid."),
        ("xquad, smollm2", "| 3 |"),
        ("mtrag, smollm2", "| 4 |"),
    ]


def test_a_pair_for_reading_does_not_say_which_text_is_the_models(tmp_path: Path) -> None:
    pairs = [Pair("Who?", f"Bees {n}.", f"Worker bees {n}.", key(str(n), f"Bees {n}.")) for n in range(20)]
    assert {one.model_is for one in pairs} == {"A", "B"}
    for one in pairs:
        assert f"{one.model_is}: {one.sentence}\n" in sheet([one])
    first, second, third = pairs[:3]
    other = "B" if second.model_is == "A" else "A"
    read = tmp_path / "read.json"
    verdicts = {
        first.key: {"better": first.model_is, "supported": True},
        second.key: {"better": other, "supported": True},
        third.key: {"better": "same", "supported": False},
    }
    read.write_text(json.dumps({"verdicts": verdicts}), encoding="utf-8")
    said = preferred(pairs, read)
    assert "compared 3 random" in said and "the model's was better in 1 of 3" in said
    assert "the quotes in 1 of 3" in said and "2 of 3 (0.67" in said
    assert preferred(pairs[3:], read) == ""  # nobody has read these very words


def test_a_larger_draw_holds_the_smaller_one() -> None:
    listed = list(range(50))
    assert drawn(listed, 20)[:5] == drawn(listed, 5) != listed[:5]


def test_another_model_is_named_on_the_command_line() -> None:
    assert named("other-2=gguf:/models/a=b.gguf") == ("other-2", "gguf:/models/a=b.gguf")
    for wrong in ("gguf:/models/a.gguf", "a/b=gguf:c", "other="):
        with pytest.raises(ArgumentTypeError, match="NAME=SPEC"):
            named(wrong)
