"""The assistant: one index, one set of settings, and the ways to ask."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from copy import copy
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant.answer import Answer, Citation, Event
from assistant.apart import apart
from assistant.asked import plainly
from assistant.choosing import chosen
from assistant.condense import Message
from assistant.errors import BadQuestion, BadSettings
from assistant.llm.spec import check, parse
from assistant.narrow import narrowed
from assistant.removal import remove
from assistant.settings import Settings
from assistant.warming import load
from index import Document, Index, Summary
from index.given import Paths, Patterns
from index.index import silent
from index.sync import Progress
from index.uploads import readable

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

    from assistant.reader import Reader
    from assistant.support import Checker
    from index.embed import Embedder


class Assistant:
    """Answers questions from one index; make one per process with `open` and share it between threads."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self.index = index
        self.settings = settings
        self.llm = parse(settings.llm)

    @classmethod
    def open(
        cls, index: str | Path | None = None, settings: Settings | None = None, *, create: bool = False
    ) -> Assistant:
        """The assistant over the index in a folder (default: the one in `settings`).

        With `create` an empty index is made where there is none. Raises IndexMissing, IndexBroken, ModelMismatch, and
        PackageMissing or BadSettings where the chosen language model lacks its package, key or file.
        """
        settings = settings or Settings.load()
        if (llm := parse(settings.llm)) is not None:
            check(llm)
        folder, model = settings.index if index is None else index, settings.embedding()
        if not str(folder).strip():  # most often a variable that was never set
            raise BadSettings("The name of the index is empty: name a folder, or leave it out for the one in force.")
        return cls(Index.open(folder, create=create, embedder=model, chroma=settings.chroma_server), settings)

    def written_by(self, llm: str) -> Assistant:
        """This assistant with another writer (see the setting `llm`), over the same index and models; closing either
        closes both. Raises PackageMissing and BadSettings as `open` does."""
        if (spec := parse(llm)) is not None:
            check(spec)
        other = copy(self)
        other.settings, other.llm = self.settings.model_copy(update={"llm": llm}), spec
        vars(other).update(reader=self.reader, checker=self.checker)  # loaded once
        return other

    @cached_property
    def reader(self) -> Reader | None:
        """The bundled reader, loaded on first use; None where the settings turn it off."""
        from assistant.reader import Reader

        return Reader.load(threads=self.settings.read.threads) if self.settings.read.reader else None

    @cached_property
    def checker(self) -> Checker:
        """What tells whether a passage supports a sentence, made on first use."""
        from assistant.support import Checker

        return Checker(self.index)

    # Asking

    def query(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> Answer:
        """The answer to a question; `history` holds the messages before it, oldest first, as {"role", "content"}.

        With `documents`, only the documents of these names are searched, and with `collections` only those in one of
        these. Raises BadQuestion for an empty or overlong question and for an empty choice, DocumentMissing and
        CollectionMissing for a name that the index does not hold, IndexMissing where it holds no document.
        """
        for event in self.stream(question, history, documents, collections):
            if event.answer is not None:
                return event.answer
        raise AssertionError("a stream ends with its answer")

    async def aquery(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> Answer:
        """`query`, without blocking the event loop."""
        return await asyncio.to_thread(self.query, question, history, documents, collections)

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> Iterator[Event]:
        """The same answer as events: steps as they begin, each finished sentence, and the whole answer last.

        Closing the stream stops whatever is being done for it. Raises what `query` raises, once it is iterated.
        """
        from assistant.compound import answered

        question, history, documents, collections = plainly(question, history, documents, collections)
        question = self.checked(question)
        self.index.look()
        within, count = narrowed(self.index, documents, collections)
        yield Event("step", f"Searching {count} document{'s' if count != 1 else ''}")
        yield from answered(self, question, history, within)

    def astream(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> AsyncGenerator[Event, None]:
        """`stream`, without blocking the event loop; closing it closes that stream too, once its step is over."""
        return apart(self.stream(question, history, documents, collections))

    def checked(self, question: str) -> str:
        """The question as it is asked, without space around it. Raises BadQuestion where it is empty or overlong."""
        question = question.encode("utf-8", "ignore").decode().strip()  # a lone surrogate is no text
        longest = self.settings.answer.longest_question
        if not question:
            raise BadQuestion("The question is empty: type what you want to know.")
        if len(question) > longest:
            raise BadQuestion(f"The question has {len(question):,} characters: shorten it to {longest:,} at most.")
        return question

    def search(
        self,
        question: str,
        count: int = 10,
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
    ) -> tuple[Citation, ...]:
        """The `count` passages nearest to a question, best first: citations whose quote is the whole passage.

        Raises what `query` raises, and BadQuestion for a count below 1.
        """
        from assistant.retrieve import retrieve
        from assistant.write import cite

        question, _, documents, collections = plainly(question, (), documents, collections)
        question = self.checked(question)
        if not isinstance(count, int) or count < 1:
            raise BadQuestion(f"The count is {count!r}: give a whole number of passages from 1 on.")
        self.index.look()
        within, _ = narrowed(self.index, documents, collections)
        found = retrieve(self.index, question, self.settings.retrieve, count, within=within)
        return tuple(
            cite(number, one, one.passage.start, one.passage.end, found.names)
            for number, one in enumerate(found.passages, start=1)
        )

    # Documents

    def documents(self) -> list[Document]:
        """Every live document of the index, by name, without its text, which `document(name)` gives."""
        return self.index.documents()

    def document(self, name: str) -> Document:
        """The document of that name; its `text` is what citation offsets index. Raises DocumentMissing."""
        return self.index.document(name)

    def collections(self) -> dict[str, int]:
        """Number of live documents by collection, in order of name."""
        return self.index.collections()

    def sync(
        self,
        paths: Paths,
        progress: Progress | None = None,
        *,
        include: Patterns | None = None,
        exclude: Patterns | None = None,
        shard: str | None = None,
        collection: str | None = None,
    ) -> Summary:
        """Bring the index in step with files, folders and web addresses, as `assistant index` does; others stay.

        `include` and `exclude` are patterns as in .gitignore, in place of those of the settings; `shard` is one share
        of the files, such as "3/16". Raises BadPattern, and what `Index.sync` raises.
        """
        return self.index.sync(paths, progress or silent, chosen(self.settings, include, exclude, shard), collection)

    def add_files(self, paths: Paths, progress: Progress | None = None) -> Summary:
        """Copy files into the index's own folder of uploads and index them; other documents stay as they are.

        Raises what `Index.add` raises, and then the older file of each name is still there that is not live anew.
        """
        files, failed = readable(paths)
        summary = self.index.add(files, progress or silent) if files else Summary()
        summary.failed += failed
        return summary

    def remove_file(self, name: str) -> None:
        """Take out a document that no sync would bring back, and delete its copy where it was added with `add_files`.

        Raises DocumentMissing, and DocumentStays where it belongs to an indexed folder and its file is still there.
        """
        remove(self.index, name)

    def re_embed(self, model: Embedder | None = None, progress: Progress | None = None) -> int:
        """Embed the index anew with a model, by default the one that the settings name; gives the number of passages,
        0 where nothing is to do. Questions may be asked and files indexed meanwhile, by whatever thread. Raises what
        `index.reembed.re_embed` raises."""
        from index.reembed import re_embed

        model = model or self.settings.embedding()
        chroma = self.settings.chroma_server
        return re_embed(self.index.folder, model, chroma=chroma, progress=progress or silent)

    # Parts for LlamaIndex users

    def as_retriever(self) -> BaseRetriever:
        """The hybrid retriever as a LlamaIndex part."""
        from assistant.retriever import HybridRetriever

        return HybridRetriever(self.index, self.settings.retrieve, self.settings.read.passages)

    def as_query_engine(self) -> BaseQueryEngine:
        """The whole assistant as a LlamaIndex query engine."""
        from assistant.engine import AssistantQueryEngine

        return AssistantQueryEngine(self)

    def warm(self) -> threading.Thread:
        """Load the models in the background, so that the first question does not wait for them."""
        thread = threading.Thread(target=load, args=(self,), name="warm", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Let go of the index; whoever asks afterwards is told to open it again."""
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Assistant(index={str(self.index.folder)!r}, llm={self.settings.llm!r})"


@cache
def _default() -> Assistant:
    return Assistant.open()


def query(
    question: str,
    history: Sequence[Message] = (),
    documents: Collection[str] | None = None,
    collections: Collection[str] | None = None,
    **settings: Any,
) -> Answer:
    """Ask with the default index and settings; `settings` replace single ones, such as `index="path"`."""
    if not settings:
        return _default().query(question, history, documents, collections)
    assistant = Assistant.open(settings=Settings.load(**settings))
    try:
        return assistant.query(question, history, documents, collections)
    finally:
        assistant.close()


__all__ = ["Assistant", "Citation", "query"]
