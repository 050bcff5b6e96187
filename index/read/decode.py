"""Bytes of unknown encoding -> characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import UnreadableFile
from index.read.tongues import latin_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])
# ASCII but for typographic signs, none inside a word: they have the same code in most of the encodings of Windows.
_SIGNS = re.compile(
    rb"(?:[\x00-\x7f\x92]|(?<![A-Za-z])[\x80\x82\x84\x85\x8b\x91\x93-\x97\x9b\xa7\xa9\xab\xae\xb0\xbb]"
    rb"|[\x80\x85\x91\x93-\x97\x99\x9b\xa7\xa9\xab\xae\xb0\xbb](?![A-Za-z]))*"
)
_SAMPLE = 50_000  # bytes that the guess looks at
_FOREIGN = 0.3  # share of bytes that are no ASCII from which on a file of unknown kind is no text for sure
_WESTERN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252", "cp1252"}


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The characters of `data`; `declared` is the encoding that the file claims, which may lie.

    Raises UnreadableFile where the bytes are no text in any encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x1b" in data and declared.lower().startswith("iso-2022") and (text := _strict(data, declared)):
        return text
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    if sum(data.count(byte) for byte in _CONTROL) > 4 + 0.02 * len(data):
        raise UnreadableFile(f"{name} is not text but binary data: open it in its own program and save it as PDF.")
    return _strict(data, "utf-8") or _legacy(data, declared)


def is_text(data: bytes) -> bool:
    """Whether bytes of an unknown kind are clearly text: in UTF, or without controls and mostly ASCII."""
    sample = data[:_SAMPLE]
    if sample.startswith(tuple(bom for bom, _ in _BOMS)) or _wide(sample):
        return True
    if any(sample.count(byte) for byte in (*_CONTROL, 0)):
        return False
    whole = codecs.getincrementaldecoder("utf-8")()
    try:
        whole.decode(sample, final=len(data) <= _SAMPLE)
    except UnicodeDecodeError:
        return sum(byte > 127 for byte in sample) < _FOREIGN * len(sample)
    return True


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes, all at odd or all at even places."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    half = len(data[:4096]) / 2
    if odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.02 * half else ""


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _legacy(data: bytes, declared: str) -> str:
    """An 8-bit or East Asian encoding: the declared one if it fits, else the likeliest, else mostly UTF-8."""
    if declared and not declared.lower().startswith("utf"):
        encoding = "cp1252" if declared.lower() in _WESTERN else declared
        if (text := _strict(data, encoding)) and not re.search("[\x80-\x9f]", text):
            return text
    mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") < 0.001 * len(mended):
        return mended  # UTF-8 with a few broken bytes
    end = len(data) if len(data) <= _SAMPLE else max(data.rfind(b"\n", 0, _SAMPLE), data.rfind(b" ", 0, _SAMPLE))
    return data.decode(_likeliest(data[: end if end > 0 else _SAMPLE]), errors="replace")


def _likeliest(sample: bytes) -> str:
    if _SIGNS.fullmatch(sample):
        return "cp1252"
    if encoding := latin_encoding(sample):
        return encoding
    matches = list(from_bytes(sample))
    if not matches:
        return "cp1252"
    best = matches[0]
    western = next((match for match in matches if match.encoding in ("cp1252", "latin_1")), None)
    # Western text often fits its eastern neighbours just as well; then the far more common encoding is meant.
    if western and western.chaos <= best.chaos + 0.01 and western.coherence >= best.coherence - 0.1:
        return "cp1252"
    return str(best.encoding)
