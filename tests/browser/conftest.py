"""A real browser before a real server over the seed documents and a hostile one."""

from __future__ import annotations

import gc
import os
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from browsing import EXAMPLES, HOSTILE, Paced, Site, ready
from playwright.sync_api import BrowserContext, BrowserType, Page, Request

from assistant import Assistant, Settings
from assistant.web.server import build, running
from index.index import Index

SEEDS = Path(__file__).parents[2] / "seeds"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the quickest first


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = f"no browser is installed: one of {', '.join(BROWSERS)} is needed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1400, "height": 900}, "accept_downloads": True}


@pytest.fixture(scope="session")
def profile(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """A browser with a profile on disk, as people have one: it compiles the page's scripts once, not for every test."""
    folder = tmp_path_factory.mktemp("profile")
    context = browser_type.launch_persistent_context(folder, **browser_type_launch_args, **browser_context_args)
    yield context
    context.close()


@pytest.fixture
def context(profile: BrowserContext) -> Iterator[BrowserContext]:
    """That browser, with nothing left of earlier tests but its cache."""
    yield profile
    profile.set_offline(False)
    profile.clear_permissions()
    profile.clear_cookies()
    for page in profile.pages:
        if page.url.startswith("http"):
            page.evaluate("window.origin === 'null' || localStorage.clear()")
        page.close()


@pytest.fixture
def asked(context: BrowserContext) -> Iterator[list[str]]:
    """The addresses that its pages ask for while a test runs."""
    addresses: list[str] = []

    def note(sent: Request) -> None:
        if sent.url.startswith("http"):
            addresses.append(sent.url)

    context.on("request", note)
    yield addresses
    context.remove_listener("request", note)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paced]:
    home = tmp_path_factory.mktemp("browser")
    documents = home / "documents"
    shutil.copytree(SEEDS, documents, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (documents / "hostile.txt").write_text(HOSTILE, "utf-8")
    index = Index.open(home / "index", create=True)
    index.sync([documents])
    index.close()
    # These tests are about the page, not about what is found and refused.
    settings = Settings.load(answer={"min_confidence": 0.1}, read={"passages": 4})
    opened = Assistant.open(index=home / "index", settings=settings)
    yield Paced(opened)
    opened.close()


@pytest.fixture(scope="session")
def site(assistant: Paced) -> Iterator[Site]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Gradio drops event loops without closing them
        with ThreadPoolExecutor(1) as thread:  # and would leave the last one to this thread
            app = thread.submit(build, assistant, examples=EXAMPLES).result()  # type: ignore[arg-type]
        gc.collect()
    with running(app) as url:
        yield Site(url, assistant)


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page of any test asks another host for anything."""
    if "site" not in request.fixturenames:
        yield
        return
    site: Site = request.getfixturevalue("site")
    site.assistant.pace = 0.0
    asked: list[str] = request.getfixturevalue("asked") if "page" in request.fixturenames else []
    yield
    assert [url for url in asked if not url.startswith(site.url)] == []


@pytest.fixture
def chat(page: Page, site: Site) -> Page:
    """The page, ready for a question."""
    return ready(page)
