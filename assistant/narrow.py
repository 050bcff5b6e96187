"""Which documents a question is asked of: those of the chosen names and collections."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.errors import BadQuestion
from index import Document, Index
from index.errors import CollectionMissing, IndexMissing

MOST_NAMED = 20  # collections that an error lists


def narrowed(
    index: Index, documents: Collection[str] | None = None, collections: Collection[str] | None = None
) -> tuple[frozenset[str] | None, int]:
    """Ids of the documents to search, None where all are, and their number.

    Where both are given, a document must be named and be in one of the collections. Raises BadQuestion where nothing
    is chosen, DocumentMissing and CollectionMissing for what the index does not hold, IndexMissing where it is empty.
    """
    count = index.manifest.number()
    if not count:
        raise IndexMissing(
            "The index holds no documents yet: run 'assistant index FOLDER', or add files on the Documents tab."
        )
    if documents is None and collections is None:
        return None, count
    if collections is not None:
        _check(index.collections(), collections)
    chosen = frozenset(index.manifest.ids(collections))
    if documents is not None:
        chosen &= _named(index, documents)
    if not chosen:
        raise BadQuestion("None of the chosen documents is in the chosen collections: choose others of either.")
    return (None if len(chosen) == count else chosen), len(chosen)


def collected(listed: Sequence[Document], collections: Collection[str] | None) -> list[Document]:
    """Those of the documents that are in these collections, all where None are given.

    Raises BadQuestion for an empty choice, and CollectionMissing, which lists the collections that there are.
    """
    if collections is None:
        return list(listed)
    _check({one.collection for one in listed}, collections)
    return [one for one in listed if one.collection in collections]


def _check(known: Collection[str], collections: Collection[str]) -> None:
    if not collections:
        raise BadQuestion("No collection is chosen to search in: choose at least one.")
    for name in collections:
        if name not in known:
            raise CollectionMissing(f"The index has no collection '{name}': {_there_are(sorted(known))}.")


def _there_are(collections: Sequence[str]) -> str:
    if not collections:
        return "it is empty, so index some documents first"
    more = f" and {len(collections) - MOST_NAMED} more" if len(collections) > MOST_NAMED else ""
    return f"choose among {', '.join(collections[:MOST_NAMED])}{more}"


def _named(index: Index, documents: Collection[str]) -> set[str]:
    """Ids of the documents of these names."""
    if not documents:
        raise BadQuestion("No document is chosen to search in: choose at least one.")
    ids = index.manifest.ids_by_name()
    return {ids[name] if name in ids else index.document(name).id for name in documents}
