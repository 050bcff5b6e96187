"""Streamed text becomes finished sentences with their citations, however it is cut into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citations import CitationParser


def parsed(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    parser = CitationParser()
    drafts = [draft for piece in pieces for draft in parser.feed(piece)] + parser.finish()
    return [(one.text, one.numbers) for one in drafts]


CASES = {
    "One. [1] Two [2].": [("One.", (1,)), ("Two.", (2,))],
    "One [1, 2][3]. Two.[4]": [("One.", (1, 2, 3)), ("Two.", (4,))],
    "One【1】. Two [^2]. Three [1-3]. Four [Passage 2].": [
        ("One.", (1,)),
        ("Two.", (2,)),
        ("Three.", (1, 2, 3)),
        ("Four.", (2,)),
    ],
    "It is in Art. 5 of the Act, see pp. 3-9. [1] He said no. Nobody paid. [2]": [
        ("It is in Art. 5 of the Act, see pp. 3-9.", (1,)),
        ("He said no.", ()),
        ("Nobody paid.", (2,)),
    ],
    "It cost 2.5 million, says Mr. Smith, e.g. in Rome. [1]": [
        ("It cost 2.5 million, says Mr. Smith, e.g. in Rome.", (1,))
    ],
    "- Bees fly [1]\n- Ants walk [2]\n": [("Bees fly", (1,)), ("Ants walk", (2,))],
    "1. Bees fly. [1]\n2. Ants walk. [2]": [("Bees fly.", (1,)), ("Ants walk.", (2,))],
    "**Bees** fly (1). See [the page] of [2021].": [("Bees fly (1).", ()), ("See [the page] of [2021].", ())],
    "<think>One. [1]</think>Two. [2]": [("Two.", (2,))],
    "[1] Bees fly.": [("Bees fly.", (1,))],
    "Bees fly [1": [("Bees fly [1", ())],
    "蜜蜂会飞。[1]蚂蚁走路。": [("蜜蜂会飞。", (1,)), ("蚂蚁走路。", ())],
    "80.": [("80.", ())],
    "(1) Bees fly. [1]\n(2)\n(3)": [("Bees fly.", (1,))],
    "Question: what flies?\n**Answer:** Bees fly. [1]": [("Bees fly.", (1,))],
    "The answer to the question is: Bees fly [1]. The answer is honey.": [
        ("Bees fly.", (1,)),
        ("The answer is honey.", ()),
    ],
    "": [],
}


@pytest.mark.parametrize("text", CASES)
def test_sentences_and_their_citations(text: str) -> None:
    assert parsed(text) == CASES[text]
    assert parsed(*text) == CASES[text]


WORDS = st.sampled_from(
    ["Bees", "fly", "e.g.", "2.5", "U.S.", ".", "!", "[1]", "[1, 2]", "【3】", "[^4]", "[", "]", "[12", "\n", "- ",
     "1. ", "。", " ", "**", "<think>", "</think>", "[the", "Mr.", "[1-3]", "(1)"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=4), max_size=40).map("".join), st.lists(st.integers(0, 200), max_size=12))
def test_any_cut_of_the_text_gives_the_same_sentences(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert parsed(*pieces) == parsed(text) == parsed(*text)
