"""Looks at settings, model, index and machine, and says what to do where something is wrong."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from assistant.settings import Settings
from index import Index
from index.errors import AssistantError

NEEDED_SPACE = 1 << 30  # bytes
ALIKE = 0.999  # cosine of torch's vector of a text and ours of the same text, at least


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was looked at."""

    part: str
    good: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """A finding for each part; one that cannot be examined is a bad finding, never an exception."""
    findings: list[Finding] = []
    for part, look in CHECKS.items():
        try:
            for good, text in look(settings):  # one by one, so that a fault further on loses none
                findings.append(Finding(part, good, text))
        except AssistantError as error:
            findings.append(Finding(part, False, str(error)))
        except Exception as error:  # whatever is broken, the doctor must say so and go on
            findings.append(Finding(part, False, f"{type(error).__name__}: {error}"))
    return findings


def mend(settings: Settings) -> list[Finding]:
    """Rebuild what can be rebuilt of the index; a finding for each store that was. Raises what `repair` raises."""
    from index.repair import repair

    return [Finding("repair", True, text) for text in repair(settings.index, chroma=settings.chroma_server)]


def _packages(_: Settings) -> Iterator[tuple[bool, str]]:
    names = ("llama-index-core", "chromadb", "sentence-transformers", "tantivy", "gradio")
    yield True, f"Python {sys.version.split()[0]}, " + ", ".join(f"{name} {version(name)}" for name in names)


def _settings(settings: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.llm.spec import check, parse

    yield True, f"writer {settings.llm}, index {settings.index}, page {settings.server.host}:{settings.server.port}"
    if spec := parse(settings.llm):
        check(spec)


def _model(_: Settings) -> Iterator[tuple[bool, str]]:
    from index.embed import Embedder

    embedder = Embedder()
    text = "Does it embed?"
    vector = embedder.question(text)
    yield len(vector) > 0, f"{embedder.fingerprint} embeds questions in {len(vector)} dimensions"
    cosine = float(vector @ embedder.model.get_text_embedding(text))
    yield (
        cosine > ALIKE,
        f"torch embeds passages, and the same words alike (cosine {cosine:.4f})"
        + ("" if cosine > ALIKE else ": install the requirements again, PyTorch first"),
    )


def _index(settings: Settings) -> Iterator[tuple[bool, str]]:
    from index.repair import damage

    index = Index.open(settings.index, chroma=settings.chroma_server)
    index.manifest.check()
    documents, passages = index.manifest.counts()
    yield (
        documents > 0,
        f"{documents} documents, {passages} passages in {index.folder}"
        + ("" if documents else ": run 'assistant index FOLDER'"),
    )
    damaged = damage(index)
    for error in damaged.values():
        yield False, str(error)
    if not damaged:
        place = "" if settings.chroma == "folder" else f" on the Chroma server at {index.stores.place.name}"
        yield (
            True,
            f"{index.vectors.count()} vectors{place} and {index.terms.count()} entries of terms, none is missing",
        )
    if leftovers := len(index.manifest.unsettled()):
        yield True, f"{leftovers} interrupted documents: the next 'assistant index' clears them"
    index.close()


def _disk(settings: Settings) -> Iterator[tuple[bool, str]]:
    folder = settings.index.expanduser().resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield free > NEEDED_SPACE, f"{free >> 30} GB free" + ("" if free > NEEDED_SPACE else ": free at least 1 GB")


def _local_models(_: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.llm.discover import local_models

    for one in local_models():
        yield True, f"{one.server} offers {one.model}: choose it with ASSISTANT_LLM={one.setting}"


CHECKS: dict[str, Callable[[Settings], Iterator[tuple[bool, str]]]] = {
    "packages": _packages,
    "settings": _settings,
    "model": _model,
    "index": _index,
    "disk": _disk,
    "writers": _local_models,
}
