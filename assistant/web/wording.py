"""What the page says of itself: markup and sentences."""

from __future__ import annotations

from assistant.web import library

BRAND = '<h1 class="brand"><span class="logo" aria-hidden="true">¶</span>Passage</h1>'
HERO = (
    '<div class="hero"><div class="logo" aria-hidden="true">¶</div><h2>Ask your documents</h2>'
    '<p class="ask-them">Every sentence points at the exact words that support it.</p>'
    '<p class="begin">There are no documents yet: <a href="#tab-documents">add some</a>, then ask.</p></div>'
)
ABOUT_DOCUMENTS = f'<div id="about-documents" data-most="{library.MAX_UPLOAD}">' + (
    '<h2 class="page-title">Documents</h2>'
    '<p class="page-about">PDF, Office, books, e-mail, web pages, Markdown, code or plain text. {stays}</p></div>'
)
STAYS = "Everything stays on this machine."

CUT_OFF = "The page was loaded anew in the middle of an answer: press Enter to ask again."
