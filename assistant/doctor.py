"""Looks at settings, model, index and machine, and says what to do where something is wrong."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version

from assistant.settings import Settings
from index import Index
from index.errors import AssistantError
from index.sync import Progress

NEEDED_SPACE = 1 << 30  # bytes
ALIKE = 0.999  # cosine of two vectors of the same words, at least; bfloat16 takes less than 0.0001 from it
SAMPLE = "A hive holds one queen, and worker bees live for about six weeks in summer."
SAMPLE_ANSWER = "six weeks"
ADVICE = "install the requirements again, PyTorch first"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was looked at."""

    part: str
    good: bool
    text: str


def examine(settings: Settings, *, thorough: bool = False) -> Iterator[Finding]:
    """A finding for each part, as soon as it is made; a part that cannot be examined is a bad finding, no exception.

    With `thorough`, PyTorch is loaded too, which takes seconds.
    """
    for part, look in (CHECKS | SLOW_CHECKS if thorough else CHECKS).items():
        try:
            for good, text in look(settings):  # one by one, so that a fault further on loses none
                yield Finding(part, good, text)
        except AssistantError as error:
            yield Finding(part, False, str(error))
        except Exception as error:  # whatever is broken, the doctor must say so and go on
            yield Finding(part, False, f"{type(error).__name__}: {error}")


def mend(settings: Settings) -> Iterator[Finding]:
    """Rebuild what can be rebuilt of the index; a finding for each store that was. Raises what `repair` raises."""
    from index.repair import repair

    for text in repair(settings.index, chroma=settings.chroma_server, embedder=settings.embedding()):
        yield Finding("repair", True, text)


def renew(settings: Settings, bar: AbstractContextManager[Progress]) -> Iterator[Finding]:
    """Embed the index anew with the model that the settings name, where another one made it. Raises what `re_embed`
    raises."""
    from index.reembed import re_embed

    model = settings.embedding()
    with bar as progress:
        count = re_embed(settings.index, model, chroma=settings.chroma_server, progress=progress)
    told = f"{count} passages were embedded anew with" if count else "the index is already of"
    yield Finding("re-embed", True, f"{told} {model.fingerprint}")


def _packages(_: Settings) -> Iterator[tuple[bool, str]]:
    names = ("llama-index-core", "chromadb", "sentence-transformers", "tantivy", "gradio")
    yield True, f"Python {sys.version.split()[0]}, " + ", ".join(f"{name} {version(name)}" for name in names)


def _settings(settings: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.llm.spec import check, parse

    yield True, f"writer {settings.llm}, index {settings.index}, page {settings.server.host}:{settings.server.port}"
    if spec := parse(settings.llm):
        check(spec)


def _model(settings: Settings) -> Iterator[tuple[bool, str]]:
    embedder = settings.embedding()
    vector = embedder.question("Does it embed?")
    yield len(vector) > 0, f"{embedder.fingerprint} embeds questions in {len(vector)} dimensions"


def _reader(settings: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.reader import Reader

    if not settings.read.reader:
        yield True, "turned off by the settings"
        return
    (reading,) = Reader.load(threads=settings.read.threads).read("How long do worker bees live?", [SAMPLE])
    good = SAMPLE_ANSWER in reading.text
    yield good, f"the reader finds “{reading.text}” in a sample" + ("" if good else f": {ADVICE}")


def _index(settings: Settings) -> Iterator[tuple[bool, str]]:
    from index.repair import damage

    index = Index.open(settings.index, embedder=settings.embedding(), chroma=settings.chroma_server)
    index.manifest.check()
    if index.notice:
        yield False, index.notice
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
        yield from _alike(index)
    if leftovers := len(index.manifest.unsettled()):
        yield True, f"{leftovers} interrupted documents: the next 'assistant index' clears them"
    index.close()


def _alike(index: Index) -> Iterator[tuple[bool, str]]:
    """Whether questions are embedded today as the passages of the index were; nothing where it holds none."""
    for (passage,) in index.manifest.batches(1):
        stored = index.manifest.vectors([passage.id])[passage.id][0]
        (_, rows) = next(iter(index.embedder.passages([passage])))
        cosine = float(rows[0] @ stored)
        yield _same(cosine, "a passage embedded anew has the vector that is stored")
        return


def _same(cosine: float, text: str) -> tuple[bool, str]:
    good = cosine > ALIKE
    return good, f"{text} (cosine {cosine:.4f})" if good else f"not so that {text} (cosine {cosine:.4f}): {ADVICE}"


def _disk(settings: Settings) -> Iterator[tuple[bool, str]]:
    folder = settings.index.expanduser().resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield free > NEEDED_SPACE, f"{free >> 30} GB free" + ("" if free > NEEDED_SPACE else ": free at least 1 GB")


def _local_models(_: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.llm.discover import local_models

    for one in local_models():
        offer = f"{one.server} offers {one.model}: choose it with ASSISTANT_LLM={one.setting}, or on the page"
        yield True, f"{offer}{_wants(one.setting)}"


def _wants(setting: str) -> str:
    """What must be installed before a writer can be used, in brackets; empty where nothing must."""
    from assistant.errors import PackageMissing
    from assistant.llm.spec import check, parse

    try:
        if spec := parse(setting):
            check(spec)
    except PackageMissing as missing:
        return f" ({missing})"
    return ""


def _prompts(_: Settings) -> Iterator[tuple[bool, str]]:
    from prompts import NAMES, BadPrompt, load

    wrong = 0
    for name in NAMES:
        try:
            load(name)
        except BadPrompt as error:
            wrong += 1
            yield False, str(error)
    if not wrong:
        yield True, f"{', '.join(NAMES)} have their placeholders"


def _torch(_: Settings) -> Iterator[tuple[bool, str]]:
    from index.embed import Embedder

    embedder = Embedder()
    cosine = float(embedder.question(SAMPLE) @ embedder.model.get_text_embedding(SAMPLE))
    yield _same(cosine, f"PyTorch {version('torch')} embeds as questions are embedded")


Look = Callable[[Settings], Iterator[tuple[bool, str]]]

CHECKS: dict[str, Look] = {
    "packages": _packages,
    "settings": _settings,
    "model": _model,
    "reader": _reader,
    "index": _index,
    "disk": _disk,
    "prompts": _prompts,
    "writers": _local_models,
}
SLOW_CHECKS: dict[str, Look] = {"torch": _torch}
