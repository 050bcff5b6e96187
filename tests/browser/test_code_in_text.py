"""What is code in a JavaScript template, `${…}` and backslashes, is text on the page when a document holds it."""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant import Assistant, Settings
from assistant.web.server import build, running

CODE = "${Object.assign(window,{pwned:1})}"
TITLE = f"{CODE} and \\xi of the Kestrel lease"
NAME = "lease ${HOME} C:\\users.txt"
PLACE = f"The lease of the Kestrel barn is kept in C:\\users\\${{HOME}}\\xi by the clerk {CODE} until 2031 \\"
QUESTION = f"Where is the lease of the Kestrel barn kept, in C:\\users or {CODE}?"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a page over a document whose name, title and text are code, and one that is about bees."""
    tmp_path = tmp_path_factory.mktemp("code")
    for name, text in ((NAME, f"{TITLE}\n\n{PLACE}\n"), ("bees.txt", "Bees\n\nWorker bees live for six weeks.\n")):
        (tmp_path / name).write_text(text, "utf-8")
    assistant = Assistant.open(tmp_path / "index", Settings.load(answer={"min_confidence": 0.01}), create=True)
    assert len(assistant.add_files([tmp_path / NAME, tmp_path / "bees.txt"]).added) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Gradio drops event loops without closing them
        app = build(assistant)
        gc.collect()
    with running(app) as url:
        yield url
    assistant.close()


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(opened: str, asked: list[str]) -> Iterator[None]:
    yield
    assert [url for url in asked if not url.startswith(opened)] == []


@pytest.fixture
def lease(opened: str, page: Page) -> Iterator[Page]:
    """That page in a browser, in which nothing of the code has run by the end of a test."""
    page.goto(opened)
    expect(page.locator("#titles input")).to_have_count(2, timeout=60_000)
    yield page
    assert page.evaluate("window.pwned") is None


def ask(page: Page, question: str) -> None:
    page.locator("#ask textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chatbot .question").last).to_have_text(question)
    expect(page.locator("#ask .submit-button")).to_be_visible(timeout=60_000)


def test_the_sidebar_and_the_panel_show_it_to_the_letter(lease: Page) -> None:
    row = lease.locator("#titles li", has_text="Kestrel")
    expect(row).to_have_text(TITLE)
    assert row.get_attribute("title") == f"{TITLE} ({NAME})"
    ask(lease, QUESTION)
    source = lease.locator(".source", has_text="Kestrel")
    expect(source.locator(".source-title")).to_have_text(TITLE)
    expect(source.locator(".source-document")).to_have_text(NAME)
    assert source.locator("mark").text_content() == PLACE
    expect(lease.locator(".panel-question")).to_have_text(QUESTION)
    link = lease.locator("#chatbot a.cite").first
    link.hover()
    expect(lease.locator(".cite-tip b")).to_have_text(TITLE)
    expect(lease.locator(".cite-tip p")).to_have_text(PLACE)
    (turn,) = (link.get_attribute("href") or "").split("-")[1:2]
    copied = lease.evaluate("turn => window.passage.sources(turn)[0]", turn)
    assert (copied["title"], copied["document"], copied["quote"]) == (TITLE, NAME, PLACE)
    ask(lease, "How long do worker bees live?")
    link.click()  # an earlier turn is drawn anew in the browser
    expect(source.locator("mark")).to_have_text(PLACE)


def test_the_evaluation_shows_it_to_the_letter(lease: Page, tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    row = {"id": "1", "question": QUESTION, "answers": [PLACE]}
    (tmp_path / "questions" / "own.jsonl").write_text(json.dumps(row), "utf-8")
    lease.get_by_role("tab", name="Evaluation").click()
    expect(lease.locator("#evaluation-set input")).to_have_value("own.jsonl")
    lease.locator("#evaluation-run").click()
    case = lease.locator(".case")
    expect(case.locator("summary")).to_have_text(QUESTION, timeout=60_000)
    expect(case.locator("dd").first).to_have_text(PLACE)
    expect(case.locator("dd").nth(1)).to_contain_text(PLACE)
    expect(case.locator("li b").first).to_have_text(TITLE)
    lease.locator(".of-kind > summary").click()
    case.locator("summary").click()
    case.locator(".open-question").click()
    expect(lease.locator("#chatbot .question")).to_have_text(QUESTION)
    expect(lease.locator("#ask .submit-button")).to_be_visible(timeout=60_000)


def test_its_document_can_be_left_out_and_deleted(lease: Page) -> None:
    box = lease.locator("#titles li", has_text="Kestrel").locator("input")
    box.uncheck()
    ask(lease, QUESTION)
    expect(lease.locator(".panel-question")).to_have_text(QUESTION)
    expect(lease.locator(".source-document", has_text="lease")).to_have_count(0)
    lease.get_by_role("tab", name="Documents").click()
    row = lease.locator(".document", has_text="Kestrel")
    expect(row.locator(".document-title")).to_have_text(TITLE)
    expect(row.locator(".document-facts")).to_contain_text(NAME)
    expect(box).not_to_be_checked()
    row.get_by_role("button").click()
    row.get_by_role("button").click()
    expect(lease.locator(".report-done")).to_have_text(f"Deleted {NAME}.")
    expect(lease.locator("#titles input")).to_have_count(1)
