"""Spans reach OpenTelemetry, by its own SDK, which Chroma brings along."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index import Index

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "llm.md"

# Listens before anything of the assistant is imported, as an exporter does, and makes each span OpenTelemetry's.
LISTEN = """
import json
from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.span_handlers import SimpleSpanHandler
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import set_span_in_context

exporter, provider, open_spans = InMemorySpanExporter(), TracerProvider(), {}
provider.add_span_processor(SimpleSpanProcessor(exporter))
tracer = provider.get_tracer("test")

class Bridge(SimpleSpanHandler):
    def new_span(self, id_, bound_args, instance=None, parent_span_id=None, tags=None, **rest):
        parent = open_spans.get(parent_span_id)
        context = set_span_in_context(parent) if parent else None
        open_spans[id_] = tracer.start_span(id_.partition("-")[0], context=context)
        return super().new_span(id_, bound_args, instance, parent_span_id, tags, **rest)

    def prepare_to_exit_span(self, id_, *rest, **more):
        open_spans.pop(id_).end()
        return super().prepare_to_exit_span(id_, *rest, **more)

get_dispatcher().add_span_handler(Bridge())
from assistant import query
query("How many troops did the CSTO send to Kazakhstan?")
done = exporter.get_finished_spans()
names = {one.context.span_id: one.name for one in done}
print(json.dumps({one.name: names[one.parent.span_id] if one.parent else None for one in done}))
"""


def run(code: str, index: Index) -> str:
    """What a process of its own prints that asks the index."""
    environment = os.environ | {"ASSISTANT_INDEX": str(index.folder)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_listener_that_came_first_gets_a_span_for_the_question_and_one_under_it_for_each_step(
    seeds_index: Index,
) -> None:
    parents = json.loads(run(LISTEN, seeds_index).splitlines()[-1])
    assert parents.pop("Assistant.query") is None
    assert {"Assistant.retrieve", "Assistant.read", "Assistant.write", "Assistant.check"} <= set(parents)
    assert set(parents.values()) == {"Assistant.query"}


def test_the_guides_code_exports_spans_as_written(seeds_index: Index) -> None:
    pytest.importorskip("llama_index.observability.otel", reason="pip install llama-index-observability-otel")
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert '"name": "Assistant.retrieve"' in run(code, seeds_index)
