"""A Markdown file with one section a set: measuring one again leaves the tables of the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HEADING = "## "


def sections(text: str) -> dict[str, str]:
    """Name (all words of its heading) -> body of every section; what stands before the first is left out."""
    parts = f"\n{text}".split(f"\n{HEADING}")[1:]
    return {name.strip(): body.strip() for name, _, body in (part.partition("\n") for part in parts)}


def replace(file: Path, head: str, new: Mapping[str, str]) -> None:
    """Write `head` and then every section: the new ones in place of those of the same name, or after all others."""
    kept = sections(file.read_text(encoding="utf-8")) if file.exists() else {}
    shown = [f"{HEADING}{name}\n\n{body.strip()}" for name, body in {**kept, **new}.items()]
    file.write_text("\n\n".join([head.strip(), *shown]) + "\n", encoding="utf-8")
