"""What the browser tests share: the questions, the hostile document, and the server that runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from assistant import Assistant

EXAMPLES = (
    "How many troops did the CSTO send to Kazakhstan?",
    "How long does cargo take on the Middle Corridor?",
    "Who makes the Anka drone?",
    "Why did Kazakhstan give up its nuclear weapons?",
)
HOSTILE = """\
<img src="http://evil.example/title.png" onerror="window.pwned=1"> Kestrel beacon

The Kestrel beacon of Ust-Kamchatsk was lit in 1931 by the harbour master <script>window.pwned=1</script> Ivan \
Sorokin with <img src="http://evil.example/x.png" onerror="window.pwned=1"> whale oil, \
as ![a picture](http://evil.example/y.png) \
and [a letter](http://evil.example/z) show.

The Kestrel beacon burned for eleven winters before the harbour was moved to the southern shore of the bay.
"""


class Paced:
    """An assistant that waits `pace` seconds before every event, so that a test can act in the middle of an answer."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.pace = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.assistant, name)

    def stream(self, *asked: Any) -> Iterator[Any]:
        for event in self.assistant.stream(*asked):
            time.sleep(self.pace)
            yield event


@dataclass
class Site:
    """The running server."""

    url: str
    assistant: Paced

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


def ready(page: Page) -> Page:
    page.goto("/")
    page.locator("#titles li").first.wait_for()
    return page
