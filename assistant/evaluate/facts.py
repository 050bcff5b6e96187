"""What a run must say of itself, so that two runs can be compared: settings, versions, index, machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from index import Index

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

PACKAGES = ("passage-assistant", "chromadb", "tantivy", "onnxruntime", "sentence-transformers", "llama-index-core")
IDLE = ("index", "server", "evaluate")  # settings that change no answer
SECRET = ("key", "token", "secret", "password")


def facts(assistant: Assistant, name: str, set_fingerprint: str, judge: str = "") -> dict[str, Any]:
    """What is run, as plain JSON types; `identity` is the same for runs that would ask, answer and judge the same."""
    settings = settings_of(assistant.settings)
    told = {
        "set": name,
        "set_fingerprint": set_fingerprint,
        "settings": settings,
        "settings_hash": _hash(settings),
        "versions": versions(),
        "index_fingerprint": index_fingerprint(assistant.index),
        "documents": assistant.index.manifest.counts()[0],
        "passages": assistant.index.manifest.counts()[1],
        **({"judge": judge} if judge else {}),
    }
    identity = _hash({key: value for key, value in told.items() if key not in ("set", "settings")})
    return {**told, "cores": cores(), "identity": identity}


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
