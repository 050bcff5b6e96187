"""Passages: exact offsets, no cut by the model, nothing lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Heading, Text
from index.embed import Embedder
from index.sentences import sentence_spans
from index.split import Splitter

EMBEDDER = Embedder()
SPLITTER = Splitter(EMBEDDER.tokenizer, EMBEDDER.limit)

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
paragraphs = st.lists(words, min_size=1, max_size=60).map(lambda parts: " ".join(" ".join(parts).split()) or "x")


def build(blocks: list[str], headings: list[int]) -> Text:
    """A text of blocks, those at the given places being headings."""
    spans, marks, at = [], [], 0
    for number, block in enumerate(blocks):
        spans.append((at, at + len(block)))
        if number in headings:
            marks.append(Heading(at, 2, block))
        at += len(block) + 2
    return Text("\n\n".join(blocks), "Title", tuple(marks), (), tuple(spans))


@settings(max_examples=60, deadline=None)
@given(st.lists(paragraphs, min_size=1, max_size=8), st.lists(st.integers(0, 7), max_size=3))
def test_every_passage_is_the_text_between_its_offsets_and_fits_the_model(
    blocks: list[str], headings: list[int]
) -> None:
    text = build(blocks, headings)
    passages = SPLITTER.split(text, "d", "A title")
    end = 0
    for passage in passages:
        assert text.text[passage.start : passage.end] == passage.text
        assert len(EMBEDDER.tokenizer.encode(passage.embedded_text).ids) <= EMBEDDER.limit
        assert passage.start >= end
        assert passage.sentences[0][0] == passage.start and passage.sentences[-1][1] == passage.end
        end = passage.end


@settings(max_examples=40, deadline=None)
@given(st.lists(paragraphs, min_size=1, max_size=6))
def test_no_word_outside_headings_is_lost(blocks: list[str]) -> None:
    text = build(blocks, [])
    covered = "".join(passage.text for passage in SPLITTER.split(text, "d", ""))
    squeeze = [char for block in blocks for char in block if char.isalnum()]
    kept = [char for char in covered if char.isalnum()]
    assert len(squeeze) - len(kept) <= 3 * len(blocks)  # at most a list number such as "12." a block


def test_a_long_text_is_never_cut_by_the_model() -> None:
    sentence = "The committee considered the matter of procurement at considerable length on that day. "
    text = Text(sentence * 200, blocks=((0, len(sentence * 200) - 1),))
    passages = SPLITTER.split(text, "d", "Minutes of a very long meeting " * 20)
    assert len(passages) > 10
    assert all(len(EMBEDDER.tokenizer.encode(p.embedded_text).ids) <= EMBEDDER.limit for p in passages)
    assert sum(p.text.count("procurement") for p in passages) == 200


def test_a_passage_does_not_cross_a_heading() -> None:
    text = build(["One", "First text here.", "Two", "Second text there."], [0, 2])
    passages = SPLITTER.split(text, "d", "T")
    assert [(p.section, p.text) for p in passages] == [("One", "First text here."), ("Two", "Second text there.")]


def test_a_document_of_headings_only_still_has_a_passage() -> None:
    assert SPLITTER.split(build(["Only a heading"], [0]), "d", "T")


def test_sentences_do_not_end_after_initials_and_titles() -> None:
    text = "The U.S. Army met Dr. Smith at 3.5 km. He left. • An item\n2. Another one"
    found = [text[a:b] for a, b in sentence_spans(text)]
    assert found[0] == "The U.S. Army met Dr. Smith at 3.5 km."
    assert "He left." in found and found[-1] == "Another one"


@pytest.mark.parametrize(
    "unit", ["m", " m", " km", " g", " h", " s", " l", " min", " °C", "°F", " ft", " m²", "\u00a0m"]
)
def test_a_sentence_ends_after_a_figure_with_a_unit(unit: str) -> None:
    first = f"It rose more steadily than at the open edges, by 0.94{unit}."
    for second in ("Sediment behind the fences rose by 3 g.", "A fence stood.", "“Sediment” rose.", "O'Neill came."):
        text = f"{first} {second}"
        assert [text[a:b] for a, b in sentence_spans(text)] == [first, second]


@pytest.mark.parametrize(
    "text", ["The wall is 5 m. high.", "It is 5 m. U.S. boats are more.", "He ran 8 h. J. Smith won."]
)
def test_what_follows_a_unit_may_show_that_the_sentence_goes_on(text: str) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == [text]


def test_a_long_line_of_abbreviations_takes_no_longer_than_others() -> None:
    def seconds(unit: str) -> float:
        text = (unit * 200_000)[:200_000]
        start = time.process_time()
        sentence_spans(text)
        return time.process_time() - start

    sentence_spans("The tokenizer is loaded. It takes a while.")
    assert seconds("Dr. Who No. 5 ") < 5 + 5 * seconds("Tea who now. 5 ")  # it was over a minute


def test_a_heading_with_nothing_below_it_is_a_passage_of_its_own() -> None:
    text = build(["Revenue rose by 14% in 2023", "Costs", "They fell.", "Outlook for 2024 is good"], [0, 1, 3])
    passages = SPLITTER.split(text, "d", "T")
    assert [(p.section, p.text) for p in passages] == [
        ("", "Revenue rose by 14% in 2023"),
        ("Costs", "They fell."),
        ("", "Outlook for 2024 is good"),
    ]
    deeper = Text(
        "Fleet\n\nShips\n\nTwo.", "T", (Heading(0, 1, "Fleet"), Heading(7, 2, "Ships")), (), ((0, 5), (7, 12), (14, 18))
    )
    assert [(p.section, p.text) for p in SPLITTER.split(deeper, "d", "T")] == [("Fleet › Ships", "Two.")]


def test_the_sentences_of_a_passage_begin_on_its_page() -> None:
    body = "The first page says so. This sentence goes on over the break. The second page ends it."
    turned = body.index("over the break")
    passages = SPLITTER.split(Text(body, pages=(0, turned), blocks=((0, len(body)),)), "d", "T")
    assert [(p.page, p.text.split()[-1]) for p in passages] == [(1, "break."), (2, "it.")]


def test_a_bare_heading_has_the_path_of_those_over_it() -> None:
    marks = (Heading(0, 1, "Manual"), Heading(8, 2, "Settings › Advanced"), Heading(29, 3, "Off since 2021"))
    text = Text("Manual\n\nSettings › Advanced\n\nOff since 2021", "T", marks, (), ((0, 6), (8, 27), (29, 43)))
    whole = Text(text.text + "\n\nWords.", "T", marks, (), (*text.blocks, (45, 51)))
    assert [p.section for p in SPLITTER.split(whole, "d", "T")] == ["Manual › Settings › Advanced › Off since 2021"]
    bare = Text(
        "Words.\n\n" + text.text,
        "T",
        tuple(Heading(h.start + 8, h.level, h.title) for h in marks),
        (),
        ((0, 6), *((a + 8, b + 8) for a, b in text.blocks)),
    )
    assert [(p.section, p.text) for p in SPLITTER.split(bare, "d", "T")] == [
        ("", "Words."),
        ("Manual › Settings › Advanced", "Off since 2021"),
    ]


def test_a_row_of_a_table_is_one_sentence_whatever_its_cells_say() -> None:
    rows = ["Task: Paint the wall. Two coats.; No.: 1", "Task: Fix the gate; No.: 2"]
    prose = "Note: bring a coat; place: the hall. It begins at noon."
    [passage] = SPLITTER.split(build([*rows, prose], []), "d", "")
    said = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
    assert said[:2] == rows and len(said) == 4
