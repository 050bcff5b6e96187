"""Retrieval quality on XQuAD, and the retriever as a LlamaIndex part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.base.base_retriever import BaseRetriever

from assistant import Assistant
from assistant.errors import BadQuestion
from assistant.retrieve import fuse, min_max, retrieve
from assistant.settings import RetrieveSettings
from index import Index, Passage
from index.embed import Embedder, Vectors
from index.errors import DocumentMissing


def vectors_of(embedder: Embedder, questions: list[str]) -> dict[str, Vectors]:
    """The vectors of many questions: in batches, in a sixth of the time that one at a time takes."""
    asked = {one: Passage(one, one, 0, 0, len(one), one, "", "", None, ()) for one in questions}
    return {passage.text: rows[0] for passage, rows in embedder.passages(list(asked.values()))}


def test_xquad_passages_are_found(
    data: Path, embedder: Embedder, tmp_path: Path, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recall at 1 of at least .95 and at 5 of at least .99 over the 240 English paragraphs and 1,190 questions."""
    documents = tmp_path / "xquad"
    documents.mkdir()
    for row in map(json.loads, (data / "xquad" / "corpus.jsonl").read_text("utf-8").splitlines()):
        if row["id"].startswith("xq_en"):
            (documents / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
    index = Index.open(tmp_path / "index", create=True, embedder=embedder)
    index.sync([documents])
    names = {document.id: Path(document.name).stem for document in index.documents()}
    questions = [
        row
        for row in map(json.loads, (data / "xquad" / "questions.jsonl").read_text("utf-8").splitlines())
        if row["lang"] == "en"
    ]
    vectors = vectors_of(embedder, [row["question"] for row in questions])
    alike = [float(embedder.question(one) @ vectors[one]) for one in [row["question"] for row in questions][::25]]
    assert min(alike) > 0.999
    monkeypatch.setattr(embedder, "question", vectors.__getitem__)
    at_1 = at_5 = 0
    for row in questions:
        found = retrieve(index, row["question"], RetrieveSettings(), 10).passages
        documents_found = list(dict.fromkeys(names[one.passage.document] for one in found))
        gold = row["evidence"][0]["doc_id"]
        at_1 += gold in documents_found[:1]
        at_5 += gold in documents_found[:5]
    recall_1, recall_5 = at_1 / len(questions), at_5 / len(questions)
    figure(f"XQuAD, {len(questions)} questions: recall@1 {recall_1:.3f}, recall@5 {recall_5:.3f}")
    index.close()
    assert recall_1 >= 0.95 and recall_5 >= 0.99


def test_the_retriever_is_a_llamaindex_part_with_exact_offsets(assistant: Assistant) -> None:
    retriever = assistant.as_retriever()
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("What was agreed about the Anka drone?")
    assert len(nodes) == assistant.settings.read.passages
    for node in nodes:
        text = assistant.document(node.node.metadata["document"]).text
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.node.text  # type: ignore[attr-defined]
        assert 0 <= (node.score or 0) <= 1


scores = st.dictionaries(st.text(min_size=1, max_size=3), st.floats(-100, 100), max_size=8)


@given(scores, scores, st.floats(0, 1))
def test_fused_scores_stay_between_0_and_1(near: dict[str, float], matching: dict[str, float], weight: float) -> None:
    fused = fuse(near, matching, weight)
    assert fused.keys() == near.keys() | matching.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


def test_equal_scores_are_all_the_best() -> None:
    assert min_max({"a": 2.0, "b": 2.0}) == {"a": 1.0, "b": 1.0} and min_max({}) == {}


def test_a_chosen_document_alone_is_searched_and_scored_as_before(assistant: Assistant) -> None:
    question = "How many troops did the CSTO send to Kazakhstan?"
    everywhere = assistant.search(question, 50)
    name = everywhere[-1].document
    chosen = assistant.search(question, 50, documents=[name])
    ids = {assistant.document(name).id}
    assert {one.document for one in chosen} == {name}
    assert len(chosen) >= len([one for one in everywhere if one.document == name])
    bm25 = dict(assistant.index.matching(question, 100))
    assert all(score == pytest.approx(bm25[id]) for id, score in assistant.index.matching(question, 100, ids))
    answer = assistant.query(question, documents=[name])
    assert {one.document for one in (*answer.citations, *answer.closest)} == {name}


def test_a_choice_of_no_or_unknown_documents_is_an_error(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match="at least one"):
        assistant.query("Who makes the Anka?", documents=[])
    with pytest.raises(DocumentMissing, match=r"nowhere\.md"):
        assistant.search("Who makes the Anka?", documents=["nowhere.md"])
