"""A language model that runs on this machine is offered on the page, and asked for nothing unless it is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from browsing import EXAMPLES, Site, ready
from playwright.sync_api import Page, expect
from scripted_server import Scripted, scripted

from assistant.errors import BadSettings
from assistant.llm import spec
from assistant.llm.discover import local_models
from assistant.web import writers

SAID = "Russia and its CSTO allies sent some 2,000 troops. [1] The Moon is made of cheese. [2]"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """A server that writes SAID, found where LM Studio and Ollama would listen."""
    with scripted(SAID, models=["tiny"]) as server:
        ports = (("LM Studio", server.server_port), ("Ollama", server.server_port))
        monkeypatch.setattr(writers, "local_models", partial(local_models, servers=ports))
        yield server


def choose(page: Page, name: str) -> None:
    page.get_by_label("Answers by").click()
    page.get_by_role("option", name=name).click()


def ask(page: Page) -> None:
    page.locator("#ask textarea").fill(EXAMPLES[0])
    page.keyboard.press("Enter")
    page.locator("#chatbot .foot").wait_for(timeout=30_000)


def test_a_local_model_writes_once_it_is_chosen_and_not_before(page: Page, site: Site, model: Scripted) -> None:
    ready(page)
    expect(page.get_by_label("Answers by")).to_have_value("Quotes, no language model")
    ask(page)
    assert model.requests == []
    page.locator("#new").click()
    choose(page, "tiny (LM Studio)")
    expect(page.get_by_text("writes from now on")).to_be_visible()
    ask(page)
    assert len(model.requests) == 1
    expect(page.locator("#chatbot .foot")).to_contain_text("model tiny")
    expect(page.locator("#chatbot .answer")).to_contain_text("sent some 2,000 troops")
    expect(page.locator("#chatbot .answer p").first).not_to_contain_text("cheese")
    ready(page)  # the page loaded again keeps the tab's choice
    expect(page.get_by_label("Answers by")).to_have_value("tiny (LM Studio)")
    choose(page, "Quotes")
    expect(page.get_by_label("Answers by")).to_have_value("Quotes, no language model")
    ready(page)
    expect(page.get_by_label("Answers by")).to_have_value("Quotes, no language model")
    page.locator("#new").click()
    ask(page)
    assert len(model.requests) == 1


def test_a_model_whose_server_is_gone_is_told_and_quotes_come(page: Page, site: Site, model: Scripted) -> None:
    ready(page)
    choose(page, "tiny (LM Studio)")
    expect(page.get_by_text("writes from now on")).to_be_visible()
    model.replies[:] = [503]
    ask(page)
    expect(page.locator("#chatbot .note")).to_contain_text(re.compile("quoted from the documents"))


def test_a_model_whose_package_is_missing_is_not_chosen_and_the_fix_is_told(
    page: Page, site: Site, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "_installed", lambda module: "ollama" not in module)
    ready(page)
    choose(page, "tiny (Ollama)")
    expect(page.get_by_text(".[ollama]")).to_be_visible()
    expect(page.get_by_label("Answers by")).to_have_value("Quotes, no language model")


def test_without_a_model_there_is_nothing_to_choose(page: Page, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "local_models", list)
    ready(page)
    expect(page.locator("#export")).to_be_visible()
    expect(page.get_by_label("Answers by")).to_have_count(0)


def test_only_what_was_offered_can_be_chosen(site: Site) -> None:
    choice = writers.Writers(site.assistant)  # type: ignore[arg-type]
    with pytest.raises(BadSettings, match="not offered"):
        choice.assistant("openai-like:http://192.0.2.1/v1#any")
