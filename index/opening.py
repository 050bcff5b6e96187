"""What is needed to open an index: its stores, and the model that its vectors come from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.embed import BUNDLED, Embedder
from index.errors import ModelMismatch, ModelMissing
from index.models import open_model
from index.store import Stores
from index.store.manifest import Manifest
from index.store.places import Folder, Place, Server


def stores_of(folder: Path, chroma: Server | None, manifest: Manifest) -> Stores:
    """The stores of an index."""
    return Stores(folder, place_of(folder, chroma, manifest), manifest)


def place_of(folder: Path, chroma: Server | None, manifest: Manifest) -> Place:
    """Where an index keeps its vectors; on a server it has a collection of its own, named by its identity."""
    if chroma:
        return replace(chroma, collection=f"passages-{manifest.fact('identity')}")
    return Folder(folder / "vectors")


def model_of(folder: Path, manifest: Manifest, wanted: Embedder) -> Embedder:
    """The model that made the vectors: the one that is wanted, or the one that the index has noted.

    Raises ModelMismatch where that is not there any more.
    """
    made_with = manifest.fact("embedder")
    if not made_with:
        return wanted
    where = manifest.fact("model") or BUNDLED
    for place in (wanted.where, where):
        with suppress(ModelMissing):
            model = wanted if place == wanted.where else open_model(place)
            if model.fingerprint == made_with:
                return model
    raise ModelMismatch(
        f"The index at {folder} was made with the embedding model {made_with}, which is not at {where} any "
        f"more: put it back, or run 'assistant doctor --re-embed' to go on with {wanted.fingerprint}."
    )


def told_of_another(used: Embedder, wanted: Embedder) -> str | None:
    """A sentence for people where the settings name another model than the index was made with."""
    if used.fingerprint == wanted.fingerprint:
        return None
    return (
        f"The settings name the embedding model {wanted.fingerprint}, and this index goes on with "
        f"{used.fingerprint}: run 'assistant doctor --re-embed' to change over, or set 'embedder' to {used.where}."
    )
