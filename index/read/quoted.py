"""Who wrote which part of a plain message: each level of quotation stands apart, under who is quoted."""

from __future__ import annotations

import re
from itertools import groupby

from index.read.builder import Builder, flat
from index.read.plain import add_plain

_MARKS = re.compile(r"(?:>[ \t]?)+")
_LONGEST = 200  # characters of a line such as "On Monday, Ann wrote:"


def add_message(builder: Builder, text: str, sender: str, level: int) -> None:
    """Append a message; each part of it that is quoted, and what the `sender` adds below, has a heading of `level`.

    Else the words of one person would stand below the name of another.
    """
    said: dict[int, str] = {}  # depth of quotation -> who is quoted there
    for place, (depth, part) in enumerate(parts := _parts(text)):
        goes_deeper = place + 1 < len(parts) and parts[place + 1][0] == depth + 1
        part, who = _without_introduction(part) if goes_deeper else (part, "")
        if depth and part.strip():
            builder.heading(f"Quoted: {said[depth]}" if said.get(depth) else "Quoted", level)
        elif place and part.strip():
            builder.heading(f"Written by {sender}" if sender else "Written", level)
        add_plain(builder, part)
        said = {one: name for one, name in said.items() if one <= depth}
        if goes_deeper:
            said[depth + 1] = who


def _parts(text: str) -> list[tuple[int, str]]:
    """The runs of lines of one depth of quotation, without their marks; empty lines belong to the run before."""
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        bare = line[marks.end() :] if marks else line
        depth = marks[0].count(">") if marks else 0
        lines.append((lines[-1][0] if lines and not bare.strip() else depth, bare))
    return [(depth, "\n".join(line for _, line in run)) for depth, run in groupby(lines, lambda line: line[0])]


def _without_introduction(part: str) -> tuple[str, str]:
    """A part without the line that says who is quoted below it, and that line, "" where there is none."""
    above, _, last = part.rstrip().rpartition("\n\n")
    line = flat(last)
    if not line.endswith(":") or len(line) > _LONGEST or "\n\n" in last.strip() or not re.search(r"[\d@]", line):
        return part, ""
    return above, line.rstrip(" :")
