"""What the readers of presentations share: how a slide becomes headings and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from index.read.builder import Builder

DEEPEST = 20  # groups in groups
_SAME_ROW = 0.2  # inches; a person sets shapes beside each other by eye

_Shape = TypeVar("_Shape")


def in_rows(shapes: Iterable[_Shape], place: Callable[[_Shape], tuple[float, float]]) -> list[_Shape]:
    """Shapes from the top down, and from left to right where they begin at about the same height.

    `place` tells where one begins, from the top and from the left, in inches.
    """
    rows: list[list[_Shape]] = []
    top = 0.0
    for shape in sorted(shapes, key=place):
        if not rows or place(shape)[0] - top > _SAME_ROW:
            rows.append([])
            top = place(shape)[0]
        rows[-1].append(shape)
    return [shape for row in rows for shape in sorted(row, key=lambda one: place(one)[1])]


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
