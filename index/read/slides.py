"""What the readers of presentations share: how a slide becomes headings and lines."""

from __future__ import annotations

from collections.abc import Sequence

from index.read.builder import Builder

DEEPEST = 20  # groups in groups


def add_slide(builder: Builder, number: int, title: str, blocks: Sequence[Sequence[str]], notes: Sequence[str]) -> None:
    """Append a slide's `blocks` of lines under its title, then its notes.

    One without a title is called by its number, lest its words stand under the title before.
    """
    if title or blocks or notes:
        builder.heading(title or f"Slide {number}", 2)
    for block in blocks:
        builder.lines(block)
    if notes:
        builder.heading("Notes", 3)
        builder.lines(notes)
