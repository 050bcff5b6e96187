"""Invitations in e-mail and calendars (iCalendar): what is to take place, when, where and who comes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.decode import decode

_PROPERTY = re.compile(r"([A-Z-]+)((?:;[^:;=]+=(?:\"[^\"]*\"|[^\";:]*))*):(.*)", re.IGNORECASE)
_PARAMETER = re.compile(r";(CN|TZID)=(?:\"([^\"]*)\"|([^\";:]*))", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_NAMES = {
    "SUMMARY": "Event",
    "DTSTART": "Begins",
    "DTEND": "Ends",
    "DUE": "Due",
    "LOCATION": "Place",
    "STATUS": "Status",
    "ORGANIZER": "Organiser",
    "ATTENDEE": "Invited",
    "DESCRIPTION": "About",
}
_ENTRY = re.compile(r"^BEGIN:(?:VEVENT|VTODO)\b.*?^END:(?:VEVENT|VTODO)\b", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_ENTRIES = ("VEVENT", "VTODO")


def read_calendar(data: bytes, name: str) -> Text:
    """A calendar, a block for each of its entries. Raises UnreadableFile for binary data."""
    builder = Builder()
    for entry in _ENTRY.findall(decode(data, name)):
        builder.lines(invitation_lines(entry))
    return builder.build("text")


def invitation_lines(text: str) -> Iterator[str]:
    """A line such as "Begins: 2024-05-03 14:00" for each thing that the events of a calendar say."""
    depth = 0  # inside an event, below which alarms are passed over
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        found = _PROPERTY.match(line.strip())
        if not found:
            continue
        name, value = found[1].upper(), found[3]
        if name in ("BEGIN", "END"):
            step = 1 if name == "BEGIN" else -1
            depth = max(0, depth + step) if depth or value.upper() in _ENTRIES else 0
        elif depth == 1 and name in _NAMES and (shown := _shown(value, dict(_parameters(found[2])))):
            yield f"{_NAMES[name]}: {shown}"


def _parameters(source: str) -> Iterator[tuple[str, str]]:
    for found in _PARAMETER.finditer(source):
        yield found[1].upper(), found[2] or found[3] or ""


def _shown(value: str, parameters: dict[str, str]) -> str:
    if time := _TIME.match(value):
        year, month, day, hour, minute, utc = time.groups()
        zone = " UTC" if utc else f" ({parameters['TZID']})" if parameters.get("TZID") else ""
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}{zone}" if hour else "")
    address = re.sub(r"^mailto:", "", value, flags=re.IGNORECASE)
    words = flat(_ESCAPED.sub(lambda mark: " " if mark[1] in "nN" else mark[1], address))
    name = flat(parameters.get("CN", ""))
    return f"{name} <{words}>" if name and name != words else words
