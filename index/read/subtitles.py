"""Subtitles (.srt, .vtt): what is said, as prose, without numbers and time codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Text
from index.read.builder import Builder, clean, flat
from index.read.decode import decode
from index.read.lines import ends_sentence

_TIMES = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z\d][^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_SPEAKER = re.compile(r"\s*[-–—]\s*(?=\S)")
_LONG = 400  # characters after which a paragraph ends with its sentence


def read_subtitles(data: bytes, name: str) -> Text:
    """The words of all cues. Raises UnreadableFile for binary data."""
    builder = Builder()
    for paragraph in _paragraphs(_lines(clean(decode(data, name)))):
        builder.add(paragraph)
    return builder.build("text")


def _lines(text: str) -> Iterator[str]:
    """The lines that are shown, one that stays in the next cue only once; what comes before the first time is none."""
    before = ""
    for cue in re.split(r"\n[ \t]*\n", text):
        lines = cue.split("\n")
        timed = next((place for place, line in enumerate(lines) if _TIMES.match(line)), None)
        for line in lines[timed + 1 :] if timed is not None else ():
            shown = flat(_TAG.sub("", _VOICE.sub(r"- \1: ", line)))
            if shown and shown != before:
                yield shown
                before = shown


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    """Lines as prose; another one speaks in a paragraph of their own."""
    paragraph = ""
    for line in lines:
        done = len(paragraph) > _LONG and ends_sentence(paragraph)
        if paragraph and (done or _SPEAKER.match(line)):
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph} {_SPEAKER.sub('', line, count=1)}".strip()
    yield paragraph
