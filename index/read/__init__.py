"""One file -> its text with title, headings, pages and blocks. `read` is the only verb."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from index.documents import Text
from index.errors import FileOutOfReach, UnreadableFile
from index.read.builder import LIMIT as LONGEST
from index.read.builder import TooLong
from index.read.formats import SUFFIXES, format_of

__all__ = ["LIMIT", "SUFFIXES", "bytes_of", "empty", "read", "read_bytes", "readable"]

LIMIT = 1 << 28
"""Largest file that is read, in bytes."""

# format -> where its reader is; a module is loaded when the first file of its format comes
_READERS = {
    "pdf": "pdf:read_pdf",
    "docx": "docx:read_docx",
    "pptx": "pptx:read_pptx",
    "xlsx": "xlsx:read_xlsx",
    "odt": "odt:read_odt",
    "ods": "ods:read_ods",
    "odp": "odp:read_odp",
    "epub": "epub:read_epub",
    "rtf": "rtf:read_rtf",
    "html": "html:read_html",
    "eml": "eml:read_eml",
    "json": "records:read_json",
    "csv": "separated:read_csv",
    "markdown": "markdown:read_markdown",
    "subtitles": "subtitles:read_subtitles",
    "calendar": "invitation:read_calendar",
    "code": "code:read_code",
    "text": "plain:read_plain",
}


def readable(path: Path) -> bool:
    """Whether `path` ends like a document; others, source code among them, are read only where they are named."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path) -> Text:
    """The text of the file at `path`.

    Its content decides the format, and only where that is silent its name. Raises UnreadableFile, and nothing else,
    with one sentence that names the file and what to do.
    """
    return read_bytes(bytes_of(path), path.name)


def read_bytes(data: bytes, name: str) -> Text:
    """The text of a file of this content and name; raises UnreadableFile, as `read` does."""
    if not data.strip():
        raise UnreadableFile(empty(name))
    try:
        module, function = _READERS[format_of(data, name)].split(":")
        text: Text = getattr(import_module(f"index.read.{module}"), function)(data, name)
    except UnreadableFile:
        raise
    except TooLong as error:
        raise UnreadableFile(
            f"{name} holds more than {LONGEST // 1_000_000} million characters: split it into smaller files."
        ) from error
    except MemoryError as error:
        raise FileOutOfReach(_too_big_now(name)) from error
    except Exception as error:  # a broken file may break a parser in any way; the person can mend the file only
        raise UnreadableFile(f"{name} is damaged and cannot be read: export it again or convert it to PDF.") from error
    if not any(map(str.isalnum, text.text)):
        raise UnreadableFile(f"{name} holds no text: leave it out, or save a version that has words in it.")
    return text


def empty(name: str) -> str:
    """What to say of a file in which nothing is."""
    return f"{name} is empty: write something into it, copy it again, or leave it out."


def _too_big_now(name: str) -> str:
    return f"{name} does not fit into memory: close other programs, or split it."


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises UnreadableFile where it is too large, FileOutOfReach where it cannot be opened."""
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise UnreadableFile(f"{path.name} is larger than {LIMIT >> 20} MB: split it into smaller files.")
        return path.read_bytes()
    except MemoryError as error:
        raise FileOutOfReach(_too_big_now(path.name)) from error
    except OSError as error:
        why = error.strerror or "system error"
        raise FileOutOfReach(f"{path.name} cannot be opened ({why}): check the path and its permissions.") from error
