"""What a run must say of itself, so that two runs can be compared: settings, versions, index, machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Collection, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from assistant.evaluate.words import counted
from assistant.narrow import collected
from index import Index

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

PACKAGES = ("passage-assistant", "chromadb", "tantivy", "onnxruntime", "sentence-transformers", "llama-index-core")
IDLE = ("index", "server", "evaluate")  # settings that change no answer
SECRET = ("key", "token", "secret", "password")


def facts(
    assistant: Assistant, name: str, set_fingerprint: str, judge: str = "", collections: Collection[str] | None = None
) -> dict[str, Any]:
    """What is run, as plain JSON types; `identity` is the same for runs that would ask, answer and judge the same.

    Raises CollectionMissing where the index has none of a name in `collections`.
    """
    settings = settings_of(assistant.settings)
    told = {
        "set": name,
        "set_fingerprint": set_fingerprint,
        "settings": settings,
        "settings_hash": _hash(settings),
        "versions": versions(),
        "index_fingerprint": index_fingerprint(assistant.index),
        **_searched(assistant.index, collections),
        **({"judge": judge} if judge else {}),
    }
    identity = _hash({key: value for key, value in told.items() if key not in ("set", "settings")})
    return {**told, "cores": cores(), "identity": identity}


def _searched(index: Index, collections: Collection[str] | None) -> dict[str, Any]:
    """Numbers of documents and passages that questions are asked of, with the collections where some were chosen."""
    if collections is None:
        documents, passages = index.manifest.counts()
        return {"documents": documents, "passages": passages}
    chosen = collected(index.documents(), collections)
    numbers = {"documents": len(chosen), "passages": sum(one.passages for one in chosen)}
    return {**numbers, "collections": sorted(collections)}


def searched(told: Mapping[str, Any]) -> str:
    """The documents that a run asked of, for people: "12 documents in contracts"."""
    chosen = ", ".join(told.get("collections", ()))
    return f"{counted(told['documents'], 'document')}{f' in {chosen}' if chosen else ''}"


def settings_of(settings: Settings) -> dict[str, Any]:
    """The settings that bear on answers, as plain JSON types and without secrets."""
    return {name: _public(value) for name, value in settings.model_dump(mode="json").items() if name not in IDLE}


def _public(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: "(hidden)"
        if inner and isinstance(inner, str) and any(s in name.lower() for s in SECRET)
        else _public(inner)
        for name, inner in value.items()
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that bear on answers; "" where one is not installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def index_fingerprint(index: Index) -> str:
    """Hash of the documents' paths, contents and recipes: the same for the same files on any machine."""
    stamps = [
        (path, stamp.hash, stamp.recipe)
        for source in index.manifest.sources()
        for path, stamp in index.manifest.stamps(source).items()
    ]
    return _hash(sorted(stamps))


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
