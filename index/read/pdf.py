"""PDF: opens the file, names what is wrong with it, and builds the text of its pages."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.pdf_blocks import blocks_of
from index.read.pdf_lines import lines_of
from index.read.pdf_titles import title_of

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every flaw of a file that it mends by itself


def read_pdf(data: bytes, name: str) -> Text:
    """A PDF with a text layer. Raises UnreadableFile for one that is broken, locked, or made of images."""
    reader = _open(data, name)
    pages = [lines_of(page) for page in _pages(reader, name)]
    builder, big = Builder(), ""
    number = 0
    for block in blocks_of(pages):
        while number <= block.page:
            builder.page()
            number += 1
        if block.level:  # a heading is one line, on the page where it begins
            builder.heading(block.text, block.level)
        else:
            number += block.text.count("\f")
            builder.add(block.text, tight=block.tight)
        big = big or (flat(block.text) if block.level == 1 and block.page == 0 else "")
    for _ in range(number, len(pages)):
        builder.page()
    builder.lines(_fields(reader))
    if not builder.begun:
        raise UnreadableFile(_textless(reader, name))
    return builder.build("pdf", _title(reader, name) or big)


def _open(data: bytes, name: str) -> PdfReader:
    locked = f"{name} needs a password: save a copy without it, then index that."
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise UnreadableFile(locked)
        if not len(reader.pages):
            raise ValueError("no pages")
    except UnreadableFile:
        raise
    except FileNotDecryptedError as error:
        raise UnreadableFile(locked) from error
    except Exception as error:  # a broken file can break the parser in any way
        raise UnreadableFile(f"{name} is a broken or cut-off PDF: download or export it again.") from error
    return reader


def _pages(reader: PdfReader, name: str) -> Iterator[PageObject | None]:
    """Each page, None for one that cannot be reached."""
    for number in range(len(reader.pages)):
        try:
            yield reader.pages[number]
        except Exception:  # one bad page must not lose the others
            yield None


def _title(reader: PdfReader, name: str) -> str:
    try:
        return title_of(str((reader.metadata and reader.metadata.title) or ""), name)
    except Exception:  # a flaw here must not lose the pages
        return ""


def _fields(reader: PdfReader) -> list[str]:
    """Filled fields of a form as "name: value"."""
    try:
        fields = reader.get_form_text_fields(full_qualified_name=False) or {}
    except Exception:
        return []
    return [f"{flat(str(name))}: {flat(str(value))}" for name, value in fields.items() if value and str(value).strip()]


def _textless(reader: PdfReader, name: str) -> str:
    try:
        drawn = any("/XObject" in (page.get("/Resources") or {}) for page in reader.pages)
    except Exception:
        drawn = True
    if drawn:
        return f"{name} is made of images without a text layer: run OCR on it first, for example ocrmypdf."
    return f"{name} holds no text: leave it out, or save a version that has words in it."
