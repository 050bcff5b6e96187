"""Colours and type of the page; all fonts are bundled with Gradio or on the machine."""

from __future__ import annotations

import gradio as gr


def theme() -> gr.themes.Base:
    """Teal on slate, in IBM Plex Sans; only weights 400 and 700 are bundled with all glyphs."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=[gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="#f7f8fa",
        body_background_fill_dark="#0e1116",
        block_background_fill="white",
        block_background_fill_dark="#161a21",
        block_border_width="1px",
        block_shadow="none",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
    )
