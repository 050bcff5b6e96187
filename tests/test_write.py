"""Which sentences are quoted beside the first, and when a second document's words are cited too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answer import Sentence, text_of
from assistant.evidence import Candidate, gather
from assistant.rank import rank
from assistant.retrieve import retrieve
from assistant.write import choose, shown, words, write_quotes
from index import Index

QUESTION = "When was the Kestrel Bridge opened?"


@pytest.fixture
def bridges(index: Index, tmp_path: Path) -> Index:
    """Two reports that say the same, one that says otherwise, and one beside the point."""
    folder = tmp_path / "bridges"
    folder.mkdir()
    (folder / "gazette.md").write_text("# Gazette\n\nThe Kestrel Bridge was opened on 4 May 1987 by Ann Rowe.\n")
    (folder / "history.md").write_text(
        "# History of the town\n\nAnn Rowe opened the Kestrel Bridge on 4 May 1987 before a large crowd.\n"
    )
    (folder / "rumour.md").write_text("# Rumours\n\nThe Kestrel Bridge was opened on 9 June 1991 by Ann Rowe.\n")
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry at Mill Lane carries forty cars and runs until midnight.\n")
    index.sync([folder])
    return index


def test_a_sentence_cites_every_document_that_says_the_same_and_none_that_differs(bridges: Index) -> None:
    answer = Assistant(bridges, Settings()).query(QUESTION)
    cited = [{answer.citations[number - 1].document for number in one.citations} for one in answer.sentences]
    assert {"gazette.md", "history.md"} in cited
    assert all("rumour.md" not in documents for documents in cited if len(documents) > 1)
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    first = answer.sentences[0]
    assert f"{first.text} {''.join(f'[{number}]' for number in first.citations)}" in answer.text


def test_words_in_common_are_not_enough_where_a_name_differs(index: Index, tmp_path: Path) -> None:
    (tmp_path / "gazette.md").write_text("# Gazette\n\nThe Kestrel Bridge was opened on 4 May 1987 by Ann Rowe.\n")
    (tmp_path / "letters.md").write_text("# Letters\n\nThe Kestrel Bridge was opened on 4 May 1987 by John Hale.\n")
    index.sync([tmp_path / "gazette.md", tmp_path / "letters.md"])
    answer = Assistant(index, Settings()).query(QUESTION)
    assert "4 May 1987" in answer.sentences[0].text
    assert [len(one.citations) for one in answer.sentences] == [1] * len(answer.sentences)


def _ranked(index: Index) -> list[tuple[float, Candidate]]:
    return rank(gather(index, retrieve(index, QUESTION, Settings().retrieve, 10)))


def _never(one: Candidate, other: Candidate) -> bool:
    return False


def test_a_further_sentence_must_stand_alone_and_the_first_need_not(bridges: Index) -> None:
    ranked = _ranked(bridges)
    alone = choose(ranked, 3, lambda one: False, _never)
    assert [each.one for each in alone] == [ranked[0][1]]
    several = choose(ranked, 3, lambda one: True, _never)
    assert 1 < len(several) <= 3


def test_how_sure_a_further_sentence_must_be_follows_the_setting(assistant: Assistant) -> None:
    question = "Who makes the Anka?"
    usual = assistant.query(question)
    strict = Assistant(assistant.index, Settings(answer={"min_confidence": usual.confidence})).query(question)
    assert not strict.refused and strict.sentences == usual.sentences[:1] != usual.sentences


def test_rows_of_a_table_that_differ_in_what_answers_are_not_the_same(index: Index, tmp_path: Path) -> None:
    rows = "\n".join(
        f"| {town} harbour, yearly goal | {tons} million tonnes |" for town, tons in (("Ost", 10), ("Vik", 25))
    )
    (tmp_path / "harbours.md").write_text(
        f"# Freight\n\n| Freight of the harbour | Value a year |\n| --- | --- |\n{rows}\n"
    )
    index.sync([tmp_path / "harbours.md"])
    ranked = rank(gather(index, retrieve(index, "How much freight does the harbour take?", Settings().retrieve, 10)))
    shown = [each.one.text for each in choose(ranked, 3, lambda one: True, _never)]
    assert any("10 million" in text for text in shown) and any("25 million" in text for text in shown)


def _only(index: Index, text: str, tmp_path: Path) -> dict[str, Candidate]:
    """The sentences of one document, by their first word."""
    (tmp_path / "only.md").write_text(f"# Harbours\n\n{text}\n")
    index.sync([tmp_path / "only.md"])
    evidence = gather(index, retrieve(index, "What does the harbour do?", Settings().retrieve, 10))
    return {one.text.split()[0]: one for one in evidence.sentences}


def test_words_that_announce_a_list_are_quoted_with_it(index: Index, tmp_path: Path) -> None:
    items = "- It repairs sails.\n- It lends out charts for a week."
    listed = f"Vik harbour helps sailors in two ways:\n\n{items}\n\nOst does not."
    one = _only(index, listed, tmp_path)["Vik"]
    assert words(one).endswith("charts for a week.") and "It repairs sails." in words(one)
    alone = _only(index, "Vik harbour helps sailors as it says:\n\nNobody has to pay for it there.", tmp_path)["Vik"]
    assert words(alone) == alone.text


def test_each_item_of_a_quoted_list_is_a_line_of_the_answer(index: Index, tmp_path: Path) -> None:
    items = "1. It repairs\n   sails.\n2. It lends out charts for a week."
    one = _only(index, f"Vik harbour helps sailors\nin two ways:\n\n{items}\n\nOst does not.", tmp_path)["Vik"]
    led = replace(
        one, margin=5.0, span=(at := one.source.passage.start + one.source.passage.text.index("in two"), at + 6)
    )
    names = {one.source.passage.document: ("only.md", "Harbours")}
    (sentence,), (citation,) = write_quotes([(9.0, led)], names, 3, lambda one: True, _never)
    assert sentence.text == (
        "Vik harbour helps sailors in two ways:\n1. It repairs sails.\n2. It lends out charts for a week."
    )
    assert sentence.lead and sentence.text[slice(*sentence.lead)] == "in two"
    assert " ".join(citation.quote.split()) == " ".join(sentence.text.split())


def test_an_item_that_answers_brings_its_list_in_lines_and_what_follows_is_no_part_of_it() -> None:
    quote = "Two ways lead there:\n\n- by sea\n- by  air"
    assert shown(quote) == "Two ways lead there:\n- by sea\n- by air"
    assert shown("It is - by\n- and large - true.") == "It is - by - and large - true."
    listed, plain = (Sentence(text, (number,), True) for number, text in ((1, shown(quote)), (2, "It rains.")))
    assert text_of([listed, plain]) == "Two ways lead there:\n- by sea\n- by air [1]\nIt rains. [2]"
    assert text_of([plain, listed]).startswith("It rains. [2] Two ways")


def test_a_sentence_that_leans_on_a_quoted_one_is_quoted_with_it(index: Index, tmp_path: Path) -> None:
    found = _only(index, "Ost is not the harbour of the ferry. That one belongs to the town of Vik.", tmp_path)
    for pair in (("Ost", "That"), ("That", "Ost")):
        (chosen,) = choose([(9.0 - i, found[word]) for i, word in enumerate(pair)], 3, lambda one: True, _never)
        assert chosen.quoted == (found["Ost"].start, found["That"].end)
    (alone,) = choose([(9.0, found["Ost"]), (8.0, found["That"])], 3, lambda one: False, _never)
    assert alone.quoted == (found["Ost"].start, found["Ost"].end)


def test_no_more_sentences_than_asked_for(bridges: Index) -> None:
    assert len(choose(_ranked(bridges), 1, lambda one: True, _never)) == 1


def test_a_sentence_that_points_back_brings_the_one_before_it(assistant: Assistant) -> None:
    answer = assistant.query("Who makes the Anka?")
    assert "Turkish Aerospace Industries" in answer.sentences[0].text
    for sentence in answer.sentences:
        assert not sentence.text.startswith("That smaller drone")


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("Ann Rowe, a chemist, followed him in 2019.", True),
        ("Ann Rowe succeeded her.", True),
        ("When Tom Hale fell ill, Ann Rowe replaced him.", False),
        ("Ann Rowe followed Tom Hale in 2019.", False),
    ],
)
def test_whoever_followed_him_brings_the_sentence_that_says_whom(
    index: Index, tmp_path: Path, sentence: str, leans: bool
) -> None:
    candidates = _only(index, f"Tom Hale led the institute until 2018. {sentence} Its seat is Bergen.", tmp_path)
    assert ("until 2018" in words(candidates[sentence.split()[0]])) == leans


def test_a_report_that_contradicts_in_a_figure_is_shown_too(index: Index, tmp_path: Path) -> None:
    for name, dead in (("gazette", "1,500"), ("courier", "500")):
        (tmp_path / f"{name}.md").write_text(
            f"# {name}\n\nThe flood of the river Lenn killed {dead} people in the valley.\n"
        )
    index.sync([tmp_path / "gazette.md", tmp_path / "courier.md"])
    answer = Assistant(index, Settings()).query("How many people did the flood of the Lenn kill?")
    assert "1,500" in answer.text and " 500" in answer.text


def test_what_lies_between_two_quotes_is_not_shown_twice(index: Index, tmp_path: Path) -> None:
    found = _only(index, "Ost harbour is old. It lies in the north. Its crane is new there.", tmp_path)
    first, second, third = found["Ost"], found["It"], found["Its"]
    chosen = choose([(9.0, first), (8.0, third), (7.0, second)], 3, lambda one: True, _never)
    assert [each.quoted for each in chosen] == [(first.start, first.end), (second.start, third.end)]
