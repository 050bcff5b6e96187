"""The retrieval as a LlamaIndex retriever; apart from `retrieve`, since a plain question needs no LlamaIndex."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.retrieve import retrieve
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
        found = retrieve(self._index, query_bundle.query_str, self._settings, self._passages)
        return [NodeWithScore(node=as_node(self._index, one.passage), score=one.score) for one in found.passages]


def as_node(index: Index, passage: Passage) -> TextNode:
    """A passage as a LlamaIndex node; `start_char_idx` and `end_char_idx` index the document's text."""
    document = index.document(passage.document)
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "document": document.name,
            "title": passage.title,
            "section": passage.section,
            "page": passage.page or 0,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
    )
