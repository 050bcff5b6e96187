"""Formats that are ZIP archives: opened with a bound on what they unpack to, their XML parsed without its traps."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from index.errors import UnreadableFile

UNPACKED = 1 << 29
"""Bytes that an archive may unpack to; more is a trap, not a document."""

WHOLE = 1 << 26
"""Bytes of one XML part that is parsed as a whole: its tree takes some ten times as much memory."""

_MOST_PARTS = 50_000
_ENCRYPTED = 0x1


def opened(data: bytes, name: str, *, whole: int = UNPACKED) -> zipfile.ZipFile:
    """The archive, none of whose XML parts is larger than `whole` bytes.

    Raises UnreadableFile where it is too large or needs a password, BadZipFile where it is none. Python's zipfile
    never unpacks more of a part than the archive declares, so that a lying size cuts the part instead.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > UNPACKED or len(parts) > _MOST_PARTS:
        raise UnreadableFile(f"{name} unpacks to more than {UNPACKED >> 20} MB: split it into smaller documents.")
    if any(part.file_size > whole and part.filename.lower().endswith((".xml", ".rels")) for part in parts):
        raise UnreadableFile(
            f"{name} has a part of more than {whole >> 20} MB of text: split it into smaller documents."
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnreadableFile(f"{name} needs a password: save a copy without it, then index that.")
    return archive


def members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name as it should be written, in lower case with forward slashes -> name as the archive has it."""
    return {name.lower().lstrip("/").replace("\\", "/"): name for name in archive.namelist()}


def xml(data: bytes) -> etree._Element:
    """The root of an XML part. Entities stay unresolved, nothing is fetched. Raises XMLSyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
