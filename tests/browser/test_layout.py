"""The page at every width, with many documents and with none."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from browsing import EXAMPLES, Site, ready
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from assistant.web import library
from assistant.web.server import build, running

QUESTION = EXAMPLES[0]


@pytest.mark.parametrize("width", [320, 768, 769, 1023, 1024])
def test_every_tab_and_every_citation_is_in_reach_at_every_width(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/")
    page.get_by_text(QUESTION).click()
    page.locator("#chatbot .foot").wait_for(timeout=30_000)
    page.locator("#chatbot a.cite").first.click()
    expect(page.locator(".source.on mark.on")).to_be_in_viewport()
    for part in ("#panel-column", "#ask", "#chatbot .question"):
        box = page.locator(part).bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    for tab, shown in (("Documents", ".document"), ("Evaluation", ".evaluation"), ("Chat", "#ask")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(shown).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_long_list_of_documents_leaves_the_buttons_below_it_free(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1200, "height": 380})
    ready(page)
    titles, buttons = (page.locator(one).bounding_box() for one in ("#titles", "#sidebar-foot"))
    assert titles and buttons
    assert titles["y"] + titles["height"] <= buttons["y"] and buttons["y"] + buttons["height"] <= 380
    last = page.locator("#titles li").last
    for wait in (1_000, 1_000, 5_000):  # the list may be drawn once more while the page loads, and is at its top then
        last.scroll_into_view_if_needed()
        with suppress(AssertionError):
            expect(last).to_be_in_viewport(timeout=wait)
            return  # it can be reached, even if the list is drawn once more right now
    raise AssertionError("the last title cannot be scrolled to")


def test_a_document_is_found_by_words_of_its_title_and_name(chat: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MANY", 3)
    chat.get_by_role("tab", name="Documents").click()
    box, rows = chat.get_by_role("searchbox", name="Find a document"), chat.locator(".document:visible")
    expect(box).to_be_visible()
    every = rows.count()
    box.press_sequentially("briefing TURKEY")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("turkey-kazakhstan-briefing.md")
    box.fill("no such words")
    expect(rows).to_have_count(0)
    expect(chat.get_by_text("No document has these words")).to_be_visible()
    box.fill("")
    expect(rows).to_have_count(every)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """The address of a page over an index without documents."""
    with closing(Assistant.open(index=tmp_path / "empty", create=True)) as assistant:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # Gradio drops event loops without closing them
            app = build(assistant, examples=EXAMPLES)
            gc.collect()
        with running(app) as url:
            yield url


def test_without_documents_the_page_says_how_to_begin(browser: Browser, empty: str) -> None:
    with browser.new_context(base_url=empty) as context:
        page = context.new_page()
        page.goto("/")
        begin = page.get_by_role("link", name="add some")
        expect(begin).to_be_visible()
        expect(page.get_by_text(QUESTION)).not_to_be_visible()
        page.locator("#ask textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#chatbot .notice")).to_contain_text("add files on the Documents tab")
        page.locator("#new").click()
        begin.click()
        expect(page.locator("#upload")).to_be_visible()
