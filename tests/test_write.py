"""Which sentences are quoted beside the first, and when a second document's words are cited too."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.evidence import Candidate, gather
from assistant.rank import rank
from assistant.retrieve import retrieve
from assistant.write import choose
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
    question = "How many troops did the CSTO send?"
    usual = assistant.query(question)
    strict = Assistant(assistant.index, Settings(answer={"min_confidence": usual.confidence})).query(question)
    assert not strict.refused and strict.sentences == usual.sentences[:1] != usual.sentences


def test_no_more_sentences_than_asked_for(bridges: Index) -> None:
    assert len(choose(_ranked(bridges), 1, lambda one: True, _never)) == 1


def test_a_sentence_that_points_back_brings_the_one_before_it(assistant: Assistant) -> None:
    answer = assistant.query("Who makes the Anka?")
    assert "Turkish Aerospace Industries" in answer.sentences[0].text
    for sentence in answer.sentences:
        assert not sentence.text.startswith("That smaller drone")
