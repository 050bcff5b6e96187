"""The assistant as a LlamaIndex query engine: the answer's text, and its citations as source nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.answer import Answer, Citation
from assistant.retriever import place

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class AssistantQueryEngine(BaseQueryEngine):
    """`query` gives a Response whose `metadata["answer"]` is the whole answer as plain types."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        super().__init__(CallbackManager([]))

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return as_response(self._assistant.query(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return as_response(await self._assistant.aquery(query_bundle.query_str))


def as_response(answer: Answer) -> Response:
    """An answer as LlamaIndex knows responses; a refusal has no source nodes."""
    return Response(
        response=answer.text,
        source_nodes=[NodeWithScore(node=_node(one), score=one.score) for one in answer.citations],
        metadata={"answer": answer.to_dict()},
    )


def _node(citation: Citation) -> TextNode:
    return TextNode(
        id_=f"{citation.document}:{citation.start}-{citation.end}",  # the same whenever it is quoted
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata={"number": citation.number, **place(citation.document, citation)},
    )
