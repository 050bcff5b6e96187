"""One file -> its text with title, headings, pages and blocks. `read` is the only verb."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from index.documents import Text
from index.errors import UnreadableFile

Reader = Callable[[bytes, str], Text]

SUFFIXES = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"))
LIMIT = 1 << 28
"""Largest file that is read, in bytes."""

_READABLE = "PDF, Word (.docx), HTML, Markdown or plain text"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!doctype\s+html|<html)\b",
    re.IGNORECASE | re.DOTALL,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def readable(path: Path) -> bool:
    """Whether the suffix of `path` is one that `read` knows; others are passed over in a folder."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path) -> Text:
    """The text of the file at `path`.

    Its content decides the format, and only where that is silent its suffix. Raises UnreadableFile, and nothing else,
    with one sentence that names the file and what to do.
    """
    name = path.name
    try:
        text = _reader(data := _bytes(path), path)(data, name)
    except UnreadableFile:
        raise
    except Exception as error:  # a broken file may break a parser in any way; the person can mend the file only
        raise UnreadableFile(f"{name} is damaged and cannot be read: export it again or convert it to PDF.") from error
    if not any(map(str.isalnum, text.text)):
        raise UnreadableFile(f"{name} holds no text: leave it out, or save a version that has words in it.")
    return text


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise UnreadableFile(f"{path.name} is larger than {LIMIT >> 20} MB: split it into smaller files.")
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "system error"
        raise UnreadableFile(f"{path.name} cannot be opened ({why}): check the path and its permissions.") from error
    if not data.strip():
        raise UnreadableFile(f"{path.name} is empty: copy or export it again.")
    return data


def _reader(data: bytes, path: Path) -> Reader:
    if b"%PDF-" in data[:1100]:
        return _pdf
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if data.startswith(_OLE):
        raise UnreadableFile(_ole_reason(data, path.name))
    if data.startswith(b"{\\rtf"):
        raise _unknown(path.name, "an RTF file")
    if _HTML.match(data[:4096].replace(b"\0", b"")):
        return _html
    return _by_suffix(path)


def _by_suffix(path: Path) -> Reader:
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        raise UnreadableFile(f"{path.name} is no PDF, whatever its name says: download or export it again.")
    if suffix == ".docx":
        raise UnreadableFile(f"{path.name} is no Word document, whatever its name says: save it anew from Word.")
    if suffix not in SUFFIXES:
        raise _unknown(path.name, f"a {suffix} file" if suffix else "a file of unknown format")
    return _html if suffix.startswith(".htm") else _markdown if suffix in (".md", ".markdown") else _plain


def _zipped(data: bytes, path: Path) -> Reader:
    suffix = path.suffix.lower()
    what = "a ZIP archive" if suffix in SUFFIXES or not suffix else f"a {suffix} file"
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        if suffix != ".docx":
            raise _unknown(path.name, what) from error
        raise UnreadableFile(f"{path.name} is cut off or damaged: copy it again or save it anew from Word.") from error
    if "word/document.xml" in (name.lower().lstrip("/").replace("\\", "/") for name in names):
        return _docx
    raise _unknown(path.name, what)


def _unknown(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is {what}, which cannot be read: save it as {_READABLE}.")


def _ole_reason(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name} needs a password: save a copy without it, then index that."
    return f"{name} is in an old Office format: open it and save it as .docx or PDF."


# Each parser is loaded when the first file of its format comes.
def _pdf(data: bytes, name: str) -> Text:
    from index.read.pdf import read_pdf

    return read_pdf(data, name)


def _docx(data: bytes, name: str) -> Text:
    from index.read.docx import read_docx

    return read_docx(data, name)


def _html(data: bytes, name: str) -> Text:
    from index.read.html import read_html

    return read_html(data, name)


def _markdown(data: bytes, name: str) -> Text:
    from index.read.markdown import read_markdown

    return read_markdown(data, name)


def _plain(data: bytes, name: str) -> Text:
    from index.read.plain import read_plain

    return read_plain(data, name)
