"""A real browser before a real server over the seed documents and a hostile one."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from browsing import EXAMPLES, HOSTILE, Paced, Site, ready
from playwright.sync_api import BrowserContext, Page

from assistant import Assistant
from assistant.web.server import build
from index.index import Index

SEEDS = Path(__file__).parents[2] / "seeds"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paced]:
    home = tmp_path_factory.mktemp("browser")
    documents = home / "documents"
    shutil.copytree(SEEDS, documents, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (documents / "hostile.txt").write_text(HOSTILE, "utf-8")
    index = Index.open(home / "index", create=True)
    index.sync([documents])
    index.close()
    opened = Assistant.open(index=home / "index")
    yield Paced(opened)
    opened.close()


@pytest.fixture(scope="session")
def site(assistant: Paced) -> Iterator[Site]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = build(assistant, examples=EXAMPLES)  # type: ignore[arg-type]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.05)
        yield Site(listener.getsockname()[1], assistant)
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(request: pytest.FixtureRequest, site: Site) -> Iterator[None]:
    """No page of any test asks another host for anything."""
    site.assistant.pace = 0.0
    asked: list[str] = []
    if "page" in request.fixturenames:
        context: BrowserContext = request.getfixturevalue("context")
        context.on("request", lambda sent: asked.append(sent.url))
    yield
    assert [url for url in asked if url.startswith("http") and not url.startswith(site.url)] == []


@pytest.fixture
def chat(page: Page) -> Page:
    """The page, ready for a question."""
    return ready(page)
