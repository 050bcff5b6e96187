"""The retrieval as a LlamaIndex retriever; apart from `retrieve`, since a plain question needs no LlamaIndex."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.answer import Citation
from assistant.retrieve import Retrieved, retrieve
from assistant.settings import RetrieveSettings
from index import Index, Passage


class HybridRetriever(BaseRetriever):
    """The same retrieval for LlamaIndex: nodes carry title, section, page, document name and exact offsets."""

    def __init__(self, index: Index, settings: RetrieveSettings, passages: int = 10, **kwargs: Any) -> None:
        self._index = index
        self._settings = settings
        self._passages = passages
        super().__init__(**kwargs)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return nodes(retrieve(self._index, query_bundle.query_str, self._settings, self._passages))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def nodes(found: Retrieved) -> list[NodeWithScore]:
    """What was found as LlamaIndex nodes with their scores, best first."""
    return [
        NodeWithScore(node=_node(one.passage, found.names[one.passage.document][0]), score=one.score)
        for one in found.passages
    ]


def place(document: str, found: Passage | Citation) -> dict[str, Any]:
    """Where a passage or a quote stands in the document of that name, as metadata; no page where it has none."""
    page = {} if found.page is None else {"page": found.page}
    return {"document": document, "title": found.title, "section": found.section, **page}


def _node(passage: Passage, document: str) -> TextNode:
    """A passage of the document of that name; `start_char_idx` and `end_char_idx` index the document's text."""
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=place(document, passage),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
    )
