"""Questions of the public sets with an index each, and their answers by one writer, kept as they come.

Processor time is taken rather than time on the wall, so that other work on the machine changes it little.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events.llm import LLMChatEndEvent, LLMChatInProgressEvent

from assistant import Answer, Assistant, Settings
from assistant.answer import Citation, Sentence, Usage
from assistant.condense import Message
from assistant.evaluate import Question
from assistant.evaluate.runs import ask
from assistant.evaluate.store import rows
from assistant.settings import ReadSettings, WriterSettings
from bench import followups, pool, results
from index import Index

SEED = 20
# A small model is shown few passages, since it reads slowly and loses the thread in many; time is no bound here.
SMALL = WriterSettings(passages=3, max_tokens=200, timeout=3600, threads=1)


class Timed(Assistant):
    """An assistant that takes the processor time of its last answer, in milliseconds over all threads."""

    took = 0.0

    def query(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> Answer:
        """Ask, and take the time."""
        began = time.process_time()
        try:
            return super().query(question, history, documents, collections)
        finally:
            self.took = (time.process_time() - began) * 1000


class Replies(BaseEventHandler):
    """Keeps what the language model wrote last, before any check."""

    last: str = ""

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex lists it."""
        return "Replies"

    def handle(self, event: Any, **_: Any) -> None:
        """Hear of one event."""
        if isinstance(event, LLMChatInProgressEvent | LLMChatEndEvent) and event.response is not None:
            self.last = event.response.message.content or ""


def opened(data: Path, out: Path, name: str) -> Index:
    """The index that a set's questions are asked of; it is built where it is missing, and else taken as it is.

    `python -m bench.pool` brings CLAPNQ's up to date.
    """
    home = out / {"clapnq": "index", "mtrag": "mtrag-index", "xquad": "xquad-index"}[name]
    if (home / "manifest.db").exists():
        return Index.open(home)
    if name == "mtrag":
        return followups.open_pool(data, out)
    if name == "clapnq":
        return pool.open_pool(data, out)
    folder = out / "xquad"
    folder.mkdir(parents=True, exist_ok=True)
    for id, title, text in pool.documents(data):
        if id.startswith("xq_en"):
            (folder / f"{id}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    index = Index.open(home, create=True)
    index.sync([folder])
    return index


def sample(data: Path, name: str, answerable: int | None, unanswerable: int | None) -> list[Question]:
    """So many answerable and unanswerable questions of a set in a fixed random order; None takes all of them.

    Those that are neither, such as small talk, are left out. A larger sample begins with the smaller one.
    """
    chosen: list[Question] = []
    for kind, count in ((True, answerable), (False, unanswerable)):
        listed = [one for one in results.questions(data, name, 1) if one.answerable is kind]
        random.Random(SEED).shuffle(listed)
        chosen += listed[:count]
    random.Random(SEED).shuffle(chosen)
    return chosen


def writer(index: Index, llm: str, **settings: Any) -> Timed:
    """An assistant with one thread for everything."""
    return Timed(index, Settings(llm=llm, read=ReadSettings(threads=1), writer=SMALL, **settings))


def answered(
    assistant: Timed, asked: Sequence[Question], kept: Path, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """One row per question: its question, answer, scores, processor time in ms and the model's own words.

    Rows stand in the file `kept`, and only questions that it lacks are asked, `most` of them at most; the others have
    no row then. Remove the file after a change of the code.
    """
    done = {row["id"]: row for row in rows(kept)}
    lacking = [one.id for one in asked if one.id not in done][:most]
    if lacking:
        assistant.warm().join()
    replies = Replies()
    get_dispatcher().add_event_handler(replies)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(asked, start=1):
        if one.id in lacking:
            replies.last = ""
            result, trace = ask(assistant, one)
            row = {**asdict(trace), "scores": result.scores, "cpu_ms": assistant.took, "reply": replies.last}
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            done[one.id] = row
            print(f"\r{kept.stem} {number}/{len(asked)}", end="", flush=True)
        if one.id in done:
            yield done[one.id]
    get_dispatcher().event_handlers.remove(replies)


def answer_of(row: Mapping[str, Any]) -> Answer:
    """The answer of a stored row."""
    stored = dict(row["answer"])
    return Answer(
        **{
            **stored,
            "sentences": tuple(
                Sentence(**{**one, "citations": tuple(one["citations"]), "lead": _pair(one["lead"])})
                for one in stored["sentences"]
            ),
            "citations": tuple(Citation(**one) for one in stored["citations"]),
            "closest": tuple(Citation(**one) for one in stored["closest"]),
            "usage": Usage(**stored["usage"]),
        }
    )


def _pair(lead: Sequence[int] | None) -> tuple[int, int] | None:
    return (lead[0], lead[1]) if lead else None
