"""Components that the browser draws from a Handlebars template.

Gradio runs what a template gives as a JavaScript template literal. Handlebars escapes what is markup in a value, but
not what is code there, `$` and a backslash, so `Drawn` escapes these in every value on its way to the browser.
"""

from __future__ import annotations

import re
from abc import ABCMeta
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.component_meta import ComponentMeta

STATIC = Path(__file__).parent / "static"

# Event handlers are for this page only; programs use /v1.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def static(name: str) -> str:
    """A file of the page: style, script or template."""
    return (STATIC / name).read_text("utf-8")


class _Unlisted(ComponentMeta):
    """Makes a component's class without Gradio's stub, which would be written as a file beside this one."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        return ABCMeta.__new__(cls, name, bases, attrs)


class Drawn(gr.HTML, metaclass=_Unlisted):
    """A component whose value, initial or given by an event, shows every character of its text and runs none of it.

    Its script finds the value without the escapes in `drawn.value` (drawn.js), as do events that take it.
    """

    def postprocess(self, value: Any) -> Any:
        """The value as the template needs it."""
        return escaped(value)

    def preprocess(self, payload: Any) -> Any:
        """The value as it was before it was escaped."""
        return plain(payload)


def drawn(name: str, value: Any, *, script: bool = False) -> Drawn:
    """The component `name`, showing `value` through its template; with `script`, its own JavaScript acts on it."""
    return Drawn(
        value=value,
        html_template=static(f"{name}.hbs"),
        js_on_load=static("drawn.js") + static(f"{name}.js") if script else None,
        apply_default_css=False,
        elem_id=name,
    )


def escaped(value: Any) -> Any:
    """A value, in which each text says the same as part of a JavaScript template literal."""
    return _mapped(value, lambda text: re.sub(r"[\\$]", r"\\\g<0>", text))


def plain(value: Any) -> Any:
    """What was `escaped`."""
    return _mapped(value, lambda text: re.sub(r"\\([\\$])", r"\1", text))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _mapped(one, change) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(one, change) for one in value]
    return value
