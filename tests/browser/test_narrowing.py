"""Collections and web pages on the page: what is searched can be chosen, and an address can be opened."""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant import Assistant, Settings
from assistant.web.server import build, running

sys.path.insert(0, str(Path(__file__).parents[1]))
from website import website

GLACIER = "The Aletsch glacier is about 22 kilometres long. It is the longest glacier of the Alps."


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Addresses of the assistant's page, and of a web page that is indexed."""
    tmp_path = tmp_path_factory.mktemp("narrowing")
    for name, words in (("rent", "The rent of the barn is 900 francs."), ("bees", "Worker bees live for six weeks.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text(f"# {name.title()}\n\n{words}\n")
    assistant = Assistant.open(tmp_path / "index", Settings.load(answer={"min_confidence": 0.05}), create=True)
    with website() as pages:
        address = pages.html("/ice.html?a=1&b=2", GLACIER, title="Aletsch")
        assistant.index.sync([tmp_path / "rent"], collection="contracts")
        assistant.index.sync([tmp_path / "bees", address], collection="nature")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Gradio drops event loops without closing them
        app = build(assistant)
        gc.collect()
    with running(app) as url:
        yield url, address
    assistant.close()


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(opened: tuple[str, str], asked: list[str]) -> Iterator[None]:
    """The page asks no other host, not even that of an indexed page, for anything."""
    yield
    assert [url for url in asked if not url.startswith(opened[0])] == []


def open_at(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("#titles input").first.wait_for(timeout=60_000)


def ask(page: Page, question: str) -> None:
    page.locator("#ask textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chatbot .answer .foot, #chatbot .refusal").last).to_be_visible(timeout=60_000)


def test_collections_narrow_the_search_and_an_address_is_a_link(opened: tuple[str, str], page: Page) -> None:
    url, address = opened
    open_at(page, url)
    boxes = page.locator("#titles .collections input")
    expect(boxes).to_have_count(2)
    expect(page.locator("#titles .collections")).to_contain_text("nature 2")
    ask(page, "How long is the Aletsch glacier?")
    link = page.locator(".source a.source-document").first
    expect(link).to_have_text(address)
    assert link.get_attribute("href") == address and link.get_attribute("rel") == "noopener noreferrer"
    page.locator('#titles input[data-collection="nature"]').uncheck()
    expect(page.locator("#titles li.held input:disabled")).to_have_count(2)
    ask(page, "What is the rent of the barn?")
    expect(page.locator(".source .source-document").first).to_have_text("rent.md")
    expect(page.locator(".source a.source-document")).to_have_count(0)
    expect(page.locator('#titles input[data-collection="nature"]')).not_to_be_checked()
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("tab", name="Chat").click()
    expect(page.locator("#titles li.held input:disabled")).to_have_count(2)
    page.locator("#titles .all").click()
    expect(page.locator("#titles input:not(:checked)")).to_have_count(0)
    expect(page.locator("#titles input:disabled")).to_have_count(0)
    page.get_by_role("button", name="Search in none, to choose some").click()
    expect(page.locator("#titles input[data-name]:checked")).to_have_count(0)
    page.locator('#titles input[data-name="rent.md"]').check()
    expect(page.locator("#titles input[data-name]:checked")).to_have_count(1)


def test_a_web_page_can_be_taken_out_on_the_page(opened: tuple[str, str], page: Page) -> None:
    url, address = opened
    open_at(page, url)
    page.get_by_role("tab", name="Documents").click()
    remove = page.locator(f'.document-delete[data-name="{address}"]')
    expect(page.locator(".document-delete")).to_have_count(1)
    remove.click()
    remove.click()
    expect(page.locator("#report")).to_contain_text(f"Deleted {address}.")
    expect(page.locator("#documents")).to_contain_text("2 in the index")
