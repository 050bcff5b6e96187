"""The page's colours, without a browser."""

from __future__ import annotations

import pytest
from gradio.themes.utils.colors import teal

from assistant.web.theme import theme


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["", "_dark"])
@pytest.mark.parametrize("state", ["", "_hover"])
def test_white_words_on_a_button_are_easy_to_read(mode: str, state: str) -> None:
    shade = getattr(theme(), f"button_primary_background_fill{state}{mode}").removeprefix("*primary_")
    assert 1.05 / (luminance(getattr(teal, f"c{shade}")) + 0.05) >= 4.5
