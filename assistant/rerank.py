"""The reader as a LlamaIndex postprocessor: passages that hold an answer come first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle
from pydantic import PrivateAttr

from assistant.reader import Reader, Reading

MARGIN_SHARE = 0.06  # of a nat of the reader's margin against 1.0 of the fused score
CLIP = 8.0  # margins beyond are as good as certain


def reranked(scores: Sequence[float], readings: Sequence[Reading]) -> list[float]:
    """New scores: the fused one (0..1) and the reader's clipped margin."""
    return [
        score + MARGIN_SHARE * max(-CLIP, min(CLIP, reading.margin))
        for score, reading in zip(scores, readings, strict=True)
    ]


class ReaderRerank(BaseNodePostprocessor):
    """Reorders nodes by fused score and the reader's margin, and keeps the `top_n` best.

    The answering words of each node, its `answer_start`, `answer_end` (offsets into the node's text) and
    `answer_margin` are added to the node's metadata, and kept out of what a language model is shown of it.
    """

    top_n: int = 5
    _reader: Reader = PrivateAttr()

    def __init__(self, reader: Reader | None = None, top_n: int = 5, **kwargs: Any) -> None:
        """`kwargs` are those of every LlamaIndex postprocessor, such as `callback_manager`."""
        super().__init__(top_n=top_n, **kwargs)
        self._reader = reader or Reader.load()

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex stores it."""
        return "ReaderRerank"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not nodes:
            return nodes[: self.top_n]
        readings = self._reader.read(query_bundle.query_str, [node.node.get_content() for node in nodes])
        scores = reranked([node.score or 0.0 for node in nodes], readings)
        for node, reading in zip(nodes, readings, strict=True):
            found = {"answer_start": reading.start, "answer_end": reading.end, "answer_margin": reading.margin}
            node.node.metadata |= found
            for kept in (node.node.excluded_llm_metadata_keys, node.node.excluded_embed_metadata_keys):
                kept += [name for name in found if name not in kept]
        order = sorted(range(len(nodes)), key=lambda i: -scores[i])[: self.top_n]
        return [NodeWithScore(node=nodes[i].node, score=scores[i]) for i in order]
