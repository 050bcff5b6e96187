"""One question as spans and events of LlamaIndex's dispatcher, which OpenTelemetry and Phoenix exporters attach to."""

from __future__ import annotations

import inspect
from contextvars import Context, copy_context
from typing import TYPE_CHECKING
from uuid import uuid4

from llama_index.core.base.response.schema import Response
from llama_index.core.instrumentation.events.query import QueryEndEvent, QueryStartEvent
from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent, RetrievalStartEvent
from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.base import BaseEvent
from llama_index_instrumentation.span import active_span_id

from assistant.retriever import nodes

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.retrieve import Retrieved

OWNER = "Assistant"  # the first half of a span's name, as exporters show it
dispatcher = get_dispatcher("assistant")


class StepEndEvent(BaseEvent):
    """One step of a question is over."""

    step: str
    milliseconds: float

    @classmethod
    def class_name(cls) -> str:
        """Name under which exporters show it."""
        return "StepEndEvent"


class Listeners:
    """Tells whoever listens about one question: a span for it, a span under it for each step, and events."""

    def __init__(self, question: str) -> None:
        self.question = question
        self._bound = inspect.signature(lambda question: None).bind(question)
        self._root = self._enter("query", active_span_id.get())
        dispatcher.event(QueryStartEvent(query=question, span_id=self._root))

    def begin(self, step: str) -> str:
        """Id of a new step's span."""
        return self._enter(step, self._root)

    def end(self, id: str, step: str, milliseconds: float, error: BaseException | None) -> None:
        """A step is over."""
        dispatcher.event(StepEndEvent(step=step, milliseconds=milliseconds, span_id=id))
        self._leave(id, None, error)

    def context(self, id: str) -> Context:
        """A context in which that span is the active one."""
        context = copy_context()
        context.run(active_span_id.set, id)
        return context

    def retrieved(self, found: Retrieved) -> None:
        """The passages that were found, as LlamaIndex nodes."""
        dispatcher.event(RetrievalStartEvent(str_or_query_bundle=found.question, span_id=self._root))
        dispatcher.event(RetrievalEndEvent(str_or_query_bundle=found.question, nodes=nodes(found), span_id=self._root))

    def close(self, answer: Answer | None, error: BaseException | None) -> None:
        """The question is answered, or given up."""
        if answer is not None:
            response = Response(answer.text)
            dispatcher.event(QueryEndEvent(query=self.question, response=response, span_id=self._root))
        self._leave(self._root, answer.text if answer else None, error)

    def _enter(self, name: str, parent: str | None) -> str:
        id = f"{OWNER}.{name}-{uuid4()}"
        dispatcher.span_enter(id_=id, bound_args=self._bound, parent_id=parent)
        return id

    def _leave(self, id: str, result: str | None, error: BaseException | None) -> None:
        if error is None:
            dispatcher.span_exit(id_=id, bound_args=self._bound, result=result)
        else:
            dispatcher.span_drop(id_=id, bound_args=self._bound, err=error)
