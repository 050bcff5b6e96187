"""The words of a passage that are shown where there is no room for all of it."""

from __future__ import annotations

LONGEST = 240  # characters


def snippet(passage: str, start: int) -> str:
    """Up to LONGEST characters of a passage from `start` on; what is left out at an end is marked by an ellipsis."""
    words = " ".join(passage[start:].split())
    before = "… " if passage[:start].strip() else ""
    if len(words) <= LONGEST:
        return before + words
    cut = words.rfind(" ", 0, LONGEST)
    return f"{before}{words[: cut if cut > 0 else LONGEST]} …"
