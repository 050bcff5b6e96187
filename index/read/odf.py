"""What OpenDocument files have in common: a ZIP with its parts, a password or none, a title."""

from __future__ import annotations

import zipfile

from lxml import etree

from index.errors import UnreadableFile
from index.read.builder import flat
from index.read.odt_parts import q
from index.read.packed import UNPACKED, members, opened, xml

BROKEN = (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile)
"""What reading the parts of a broken file raises."""


class Package:
    """An OpenDocument file; its XML parts may have up to `whole` bytes. Use it as a context.

    Raises UnreadableFile where it is too large or needs a password, and one of BROKEN.
    """

    def __init__(self, data: bytes, name: str, *, whole: int = UNPACKED) -> None:
        self.archive = opened(data, name, whole=whole)
        self.parts = members(self.archive)
        manifest = self.parts.get("meta-inf/manifest.xml")
        if manifest and b"encryption-data" in self.archive.read(manifest):
            raise UnreadableFile(f"{name} needs a password: save a copy without it, then index that.")

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def part(self, name: str) -> etree._Element | None:
        """The root of a part such as "styles.xml", None where there is none."""
        return xml(self.archive.read(self.parts[name])) if name in self.parts else None

    def content(self) -> etree._Element:
        """The root of what the document says."""
        return xml(self.archive.read(self.parts["content.xml"]))

    def title(self) -> str:
        """What the document calls itself, "" where it does not."""
        meta = self.part("meta.xml")
        return next((flat(one.text or "") for one in meta.iter(q("dc:title"))), "") if meta is not None else ""


def broken(name: str, kind: str) -> UnreadableFile:
    """The error for a file that one of BROKEN was raised for; `kind` is such as "text"."""
    return UnreadableFile(f"{name} is a broken OpenDocument {kind}: copy it again or save it anew.")
