"""Draw docs/screenshot.png: the page over the seed documents, with an answered question and an opened citation.

Run `python docs/screenshot.py` after a change to the page; it needs Chromium or Chrome and the development packages.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant import Assistant
from assistant.web.server import build, running
from index import Index

HERE = Path(__file__).parent
QUESTION = "How many troops did the CSTO send to Kazakhstan?"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SIZE = {"width": 1200, "height": 720}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The page over an index of the seed documents; gives its address."""
    with closing(Index.open(folder, create=True)) as index:
        index.sync([HERE.parent / "seeds"])
    with closing(Assistant.open(index=folder)) as assistant, running(build(assistant)) as address:
        yield address


def draw(address: str, picture: Path) -> None:
    """Ask, open the first citation, and take the picture."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
        page.goto(address)
        page.locator("#titles li").first.wait_for()
        page.locator("#ask textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator("#chatbot .foot").wait_for(timeout=60_000)
        page.locator("#chatbot a.cite").first.click()
        page.locator(".source.on").wait_for()
        page.wait_for_timeout(600)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        draw(address, HERE / "screenshot.png")
