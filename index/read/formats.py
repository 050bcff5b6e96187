"""Which format a file has: by its content, and only where that is silent by its name."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import PurePath

from index.errors import UnreadableFile
from index.read.decode import is_text
from index.read.packed import members, opened

_BY_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".odt": "odt",
    ".ods": "ods",
    ".odp": "odp",
    ".epub": "epub",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "eml",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".log": "text",
}
SUFFIXES = frozenset(_BY_SUFFIX)
"""Endings of documents: what is taken from a folder."""

_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "message/rfc822": ".eml",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/markdown": ".md",
}
_CODE = frozenset(
    ".py .pyi .js .mjs .ts .jsx .tsx .java .kt .scala .c .h .cc .cpp .hpp .cs .go .rs .rb .php .swift .r .jl .lua .pl "
    ".sh .bash .ps1 .bat .sql .css .scss .vue .svelte .yaml .yml .toml .ini .cfg .conf .properties .xml .tf .proto "
    ".graphql .cmake .gradle .tex .rst .diff .patch".split()
)
_NAMED_ONLY = {".srt": "subtitles", ".vtt": "subtitles", ".ics": "calendar"}  # not taken from folders
_CODE_NAMES = frozenset("makefile dockerfile rakefile gemfile jenkinsfile vagrantfile procfile".split())
_PROGRAM = {
    "pdf": "PDF",
    "docx": "Word document",
    "pptx": "PowerPoint presentation",
    "xlsx": "Excel workbook",
    "odt": "OpenDocument text",
    "ods": "OpenDocument spreadsheet",
    "odp": "OpenDocument presentation",
    "epub": "EPUB book",
    "rtf": "RTF document",
}
_READABLE = (
    "PDF, Word, PowerPoint, Excel, EPUB, OpenDocument, RTF, HTML, Markdown, CSV, JSON, e-mail (.eml) or plain text"
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!doctype\s+html|<html)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(?=(?:.*\n){0,200}?(?:message-id|received|mime-version|return-path):)(?=(?:.*\n){0,200}?from:)"
    rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-")
_PDF_MARK = re.compile(rb"%PDF-")
_PDF_AND_BINARY = re.compile(rb"%PDF-\d\.\d\s+%[\x80-\xff]{4}")  # the second line that PDF programs write
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 1 << 16


def named(name: str, media_type: str) -> str:
    """`name` with the ending that fits a media type such as "text/html; charset=utf-8", where it has another one.

    Plain text, and what has no type, keep an ending that is known, since servers call Markdown, CSV and code so too.
    """
    kind = media_type.partition(";")[0].strip().lower()
    suffix = PurePath(name).suffix.lower()
    wanted = _BY_TYPE.get(kind, "")
    if kind in ("text/plain", "") and suffix not in SUFFIXES | _CODE:
        wanted = ".txt"
    return name if not wanted or _BY_SUFFIX.get(suffix) == _BY_SUFFIX[wanted] else f"{name}{wanted}"


def format_of(data: bytes, name: str) -> str:
    """The name of the format, one that `index.read` has a reader for. Raises UnreadableFile."""
    suffix = PurePath(name).suffix.lower()
    if _is_pdf(data, suffix):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name, suffix)
    if data.startswith(_OLE):
        raise UnreadableFile(_ole_reason(data, name))
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if _HTML.match(data[:4096].replace(b"\0", b"")):
        return "html"
    if suffix in ("", ".txt", ".text", ".eml") and _MAIL.match(data[:_SAMPLE].replace(b"\r\n", b"\n")):
        return "eml"
    if suffix in ("", ".txt", ".text", ".log") and _is_json(data):
        return "json"
    return _by_name(data, name, suffix)


def _is_pdf(data: bytes, suffix: str) -> bool:
    """Whether a file begins like a PDF, after some other bytes too; a text may mention what a PDF begins with."""
    of_text = suffix in _CODE or _BY_SUFFIX.get(suffix, "pdf") not in _PROGRAM
    return bool(_PDF.match(data) or (_PDF_AND_BINARY if of_text else _PDF_MARK).search(data[:1100]))


def _by_name(data: bytes, name: str, suffix: str) -> str:
    """The format that a name stands for; a file of an unknown kind is a text where its bytes are clearly one."""
    found = _BY_SUFFIX.get(suffix) or _NAMED_ONLY.get(suffix, "")
    if found in _PROGRAM:
        raise UnreadableFile(f"{name} is no {_PROGRAM[found]}, whatever its name says: download or export it again.")
    if not found and (suffix in _CODE or name.lower() in _CODE_NAMES):
        return "code"
    if not found and is_text(data):
        return "text"
    if not found:
        raise _unknown(name, f"a {suffix} file" if suffix else "a file of unknown format")
    return found


def _is_json(data: bytes) -> bool:
    """Whether a text is JSON, or its first two lines are records of JSON Lines."""
    if data.lstrip()[:1] not in (b"{", b"["):
        return False
    first, _, rest = data.strip().partition(b"\n")
    try:
        if isinstance(json.loads(first), dict) and isinstance(json.loads(rest.lstrip().partition(b"\n")[0]), dict):
            return True
    except (ValueError, RecursionError):
        pass
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def _zipped(data: bytes, name: str, suffix: str) -> str:
    what = "a ZIP archive" if suffix in SUFFIXES or not suffix else f"a {suffix} file"
    try:
        with opened(data, name) as archive:
            found = _packed(archive)
    except zipfile.BadZipFile as error:
        if _BY_SUFFIX.get(suffix) not in _PROGRAM:
            raise _unknown(name, what) from error
        raise UnreadableFile(f"{name} is cut off or damaged: copy it again or save it anew.") from error
    if not found:
        raise _unknown(name, what)
    return found


def _packed(archive: zipfile.ZipFile) -> str:
    """The format of a ZIP by what is in it, "" for one that is not read."""
    names = members(archive)
    for format, part in (("docx", "word/document.xml"), ("pptx", "ppt/presentation.xml"), ("xlsx", "xl/workbook.xml")):
        if part in names:
            return format
    kind = archive.read(names["mimetype"])[:200].decode("ascii", "replace").strip() if "mimetype" in names else ""
    if kind == "application/epub+zip" or "meta-inf/container.xml" in names:
        return "epub"
    of_open_document = kind.removeprefix("application/vnd.oasis.opendocument.").partition("-")[0]  # with templates
    return {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.get(of_open_document, "")


def _unknown(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is {what}, which cannot be read: save it as {_READABLE}.")


def _ole_reason(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name} needs a password: save a copy without it, then index that."
    return f"{name} is in an old Office format: open it and save it as .docx, .pptx, .xlsx or PDF."
