"""Files of kinds without a reader of their own: what is clearly text is read where a person names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_read import blocks, read_bytes, why_not

from index.read import readable
from index.read.decode import is_text

SRT = """1
00:00:01,000 --> 00:00:03,000
{\\an8}The meeting began
at nine.

2
00:00:04,000 --> 00:00:05,500
<i>It cost 5 euros.</i>

3
00:00:06,000 --> 00:00:07,000
- Who paid?
- Ann did.
"""
VTT = """WEBVTT - A talk

NOTE not shown

intro
00:01.000 --> 00:03.000 align:start
<v Ann Lee>Welcome to <00:02.000>the hall.</v>

00:04.000 --> 00:05.000
<v Bob>Thank you.</v>
"""
ICS = """BEGIN:VCALENDAR
PRODID:-//A//B
BEGIN:VEVENT
SUMMARY:Spring meeting
DTSTART:20240503T140000
LOCATION:Room 7
END:VEVENT
BEGIN:VEVENT
SUMMARY:Summer party
DTSTART:20240621
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("name", ["notes.org", "readme.adoc", "NOTES.1", "README", "script.zig"])
def test_a_text_of_any_ending_is_read_where_it_is_named(name: str, tmp_path: Path) -> None:
    text = read_bytes(tmp_path, name, "The café opens at nine.\n\nIt closes at five.\n".encode())
    assert blocks(text) == ["The café opens at nine.", "It closes at five."]
    assert not readable(Path(name))


def test_subtitles_are_read_as_prose_without_times(tmp_path: Path) -> None:
    shown = ["The meeting began at nine. It cost 5 euros.", "Who paid?", "Ann did."]
    assert blocks(read_bytes(tmp_path, "a.srt", SRT.encode())) == shown
    assert blocks(read_bytes(tmp_path, "a.srt", SRT.replace("\n", "\r\n").encode("utf-16"))) == shown
    assert blocks(read_bytes(tmp_path, "a.vtt", VTT.encode())) == ["Ann Lee: Welcome to the hall.", "Bob: Thank you."]


def test_a_calendar_says_what_takes_place_when(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.ics", ICS.replace("\n", "\r\n").encode()).text
    first = "Event: Spring meeting\nBegins: 2024-05-03 14:00\nPlace: Room 7"
    assert text == f"{first}\n\nEvent: Summer party\nBegins: 2024-06-21"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for data in (bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(128, 256)) * 4):
        assert "cannot be read" in why_not(tmp_path, "a.xyz", data)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_whatever_is_utf_8_is_text(words: str) -> None:
    assert is_text(words.encode())
