"""Documents taken out of the index one by one: those that no sync would take out, and none would bring back."""

from __future__ import annotations

from pathlib import Path

from index import Index
from index.address import is_address
from index.documents import Document
from index.errors import DocumentMissing, DocumentStays
from index.walk import UPLOADS, is_there


def removable(document: Document) -> bool:
    """Whether it stays out once it is taken out: an upload, a web page, or one whose file is gone."""
    source = document.source
    return source == UPLOADS or is_address(source) or not is_there(Path(source, document.path))


def remove(index: Index, given: str) -> list[str]:
    """Take out the document of that name, or all from a file or folder that is gone; gives their names.

    Raises DocumentMissing, and DocumentStays, then with nothing taken out, where a file is still there.
    """
    listed = _meant(index, given)
    if not listed:
        raise DocumentMissing(given)
    for one in listed:
        if not removable(one):
            raise DocumentStays(
                f"{one.name} belongs to an indexed folder: delete it there, or leave it out with --exclude, then index "
                "the folder."
            )
    for one in listed:
        index.remove(one.name)
    return [one.name for one in listed]


def _meant(index: Index, given: str) -> list[Document]:
    documents = index.documents()
    if named := [one for one in documents if one.name == given]:
        return named
    path = Path(given).expanduser().resolve()
    apart = [one for one in documents if one.source != UPLOADS and not is_address(one.source)]
    return [one for one in apart if Path(one.source, one.path).is_relative_to(path)]
