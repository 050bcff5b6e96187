"""The parts that LlamaIndex users take behave as its own do."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import MetadataMode

from assistant import Assistant
from assistant.rerank import ReaderRerank

QUESTION = "How many troops did the CSTO send to Kazakhstan?"


def test_retrieving_in_an_event_loop_leaves_it_free(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work: list[int] = []
    nearest = assistant.index.nearest

    def noted(*given: Any) -> Any:
        at_work.append(threading.get_ident())
        return nearest(*given)

    monkeypatch.setattr(assistant.index, "nearest", noted)
    retriever = assistant.as_retriever()
    own: list[int] = []

    async def run() -> Any:
        own.append(threading.get_ident())
        return await retriever.aretrieve(QUESTION)

    with ThreadPoolExecutor(1) as thread:  # a loop of other tests may run in this one
        nodes = thread.submit(lambda: asyncio.run(run())).result()
    assert at_work and own[0] not in at_work
    assert [one.node_id for one in nodes] == [one.node_id for one in retriever.retrieve(QUESTION)]


def test_a_language_model_is_shown_no_page_that_is_not_there_and_no_figures_of_the_reader(assistant: Assistant) -> None:
    nodes = assistant.as_retriever().retrieve(QUESTION)
    best = ReaderRerank(top_n=1, callback_manager=CallbackManager([])).postprocess_nodes(nodes, query_str=QUESTION)
    shown = best[0].node.get_content(MetadataMode.LLM)
    assert "turkey-kazakhstan-briefing.md" in shown and "page:" not in shown and "answer_" not in shown
    start, end = (best[0].node.metadata[name] for name in ("answer_start", "answer_end"))
    assert "2,000" in best[0].node.get_content()[start:end]
    paged = assistant.as_retriever().retrieve("Which company mines uranium?")
    assert 1 in [one.node.metadata.get("page") for one in paged]


def test_what_is_cited_is_the_same_node_each_time(assistant: Assistant) -> None:
    engine = assistant.as_query_engine()
    first, again = (engine.query(QUESTION).source_nodes for _ in range(2))
    assert [one.node.node_id for one in first] == [one.node.node_id for one in again]
    assert all("page" not in one.node.metadata for one in first)
