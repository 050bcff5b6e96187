"""Components that the browser draws from a Handlebars template, which escapes all text in their value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

STATIC = Path(__file__).parent / "static"

# Event handlers are for this page only; programs use /v1.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def static(name: str) -> str:
    """A file of the page: style, script or template."""
    return (STATIC / name).read_text("utf-8")


def drawn(name: str, value: Any, *, script: bool = False) -> gr.HTML:
    """The component `name`, showing `value` through its template; with `script`, its own JavaScript acts on it."""
    return gr.HTML(
        value=value,
        html_template=static(f"{name}.hbs"),
        js_on_load=static(f"{name}.js") if script else None,
        apply_default_css=False,
        elem_id=name,
    )
