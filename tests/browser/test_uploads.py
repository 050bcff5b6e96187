"""Files that are added through the page: many, alike, broken, too large; each is told, and no good one is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Site
from playwright.sync_api import Locator, Page, expect

from assistant.web import library
from index.errors import IndexLocked


@pytest.fixture
def documents(chat: Page, site: Site) -> Iterator[Page]:
    """The Documents tab; what a test adds is taken out after it."""
    chat.get_by_role("tab", name="Documents").click()
    yield chat
    for one in site.assistant.documents():
        if one.source == library.UPLOADED:
            site.assistant.remove_file(one.name)


def add(page: Page, *files: Path) -> Locator:
    page.locator("#upload input[type=file]").set_input_files(list(files))
    return page.locator(".report")


def note(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_two_files_of_one_name_do_not_silently_become_one(documents: Page, site: Site, tmp_path: Path) -> None:
    oak, pine = (note(tmp_path / wood, "kiln.txt", f"The kiln burns {wood}.\n") for wood in ("oak", "pine"))
    report = add(documents, oak, pine)
    expect(report.locator(".report-failed")).to_contain_text("Two files called kiln.txt came at once", timeout=30_000)
    assert "oak" in site.assistant.document("kiln.txt").text
    report = add(documents, pine)
    expect(report).to_contain_text("Replaced kiln.txt by its new version.", timeout=30_000)
    assert "pine" in site.assistant.document("kiln.txt").text


def test_what_cannot_be_read_keeps_nothing_else_out(documents: Page, site: Site, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 500)
    report = add(documents, tmp_path / "photo.png", note(tmp_path / "in", "rota.txt", "Ann has the key in May.\n"))
    expect(report.locator(".report-done")).to_have_text("Added rota.txt.", timeout=30_000)
    expect(report.locator(".report-failed")).to_contain_text("photo.png is a .png file, which cannot be read")


def test_many_files_are_told_in_one_line(documents: Page, site: Site, tmp_path: Path) -> None:
    files = [note(tmp_path / "in", f"memo-{n}.txt", f"Room {n} has code {n * 37}.\n") for n in range(7)]
    told = "Added 7 documents (memo-0.txt, memo-1.txt, memo-2.txt, memo-3.txt and 3 more)."
    expect(add(documents, *files).locator(".report-done")).to_have_text(told, timeout=60_000)


def test_a_file_that_is_too_large_is_told_and_the_others_are_taken(documents: Page, site: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(library.MAX_UPLOAD + 1)
    small = note(tmp_path / "in", "small.txt", "The small one is taken.\n")
    add(documents, large, small)
    expect(documents.get_by_role("alert")).to_contain_text("large.txt is larger than 50 MB")
    expect(documents.locator(".report-done")).to_have_text("Added small.txt.", timeout=30_000)
    add(documents, large)
    expect(documents.get_by_role("alert")).to_contain_text("large.txt is larger than 50 MB")
    expect(documents.locator("#upload").get_by_text("Error")).to_have_count(0)


def test_what_is_ticked_off_while_a_document_is_added_stays_off(
    documents: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, whole = threading.Event(), threading.Event(), library.add

    def held(*given: Any) -> library.Report:
        begun.set()
        assert go.wait(30)
        return whole(*given)

    monkeypatch.setattr(library, "add", held)
    report = add(documents, note(tmp_path / "in", "tide.txt", "The tide turns at seven.\n"))
    assert begun.wait(30)
    first = documents.locator("#titles input[data-name]").first
    name = first.get_attribute("data-name")
    first.uncheck()
    go.set()
    expect(report.locator(".report-done")).to_have_text("Added tide.txt.", timeout=30_000)
    expect(documents.locator("#titles")).to_contain_text("tide")
    expect(documents.locator(f'#titles input[data-name="{name}"]')).not_to_be_checked()
    documents.locator("#titles .all").click()


def test_what_is_ticked_off_while_the_list_is_fetched_stays_off(chat: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, listed = threading.Event(), threading.Event(), library.listed

    def held(*given: Any, **named: Any) -> dict[str, Any]:
        begun.set()
        assert go.wait(30)
        return {**listed(*given, **named), "total": "9,999"}

    box = chat.locator("#titles input[data-name]").first
    expect(box).to_be_checked()
    monkeypatch.setattr(library, "listed", held)
    chat.get_by_role("tab", name="Documents").click()
    assert begun.wait(30)
    box.uncheck()
    go.set()
    expect(chat.locator("#documents")).to_contain_text("9,999")  # both lists have come, as they were before the click
    chat.wait_for_timeout(200)
    expect(box).not_to_be_checked()
    chat.locator("#titles .all").click()


def test_a_deletion_that_failed_can_be_tried_again(
    documents: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = add(documents, note(tmp_path / "in", "buoy.txt", "The buoy is green.\n"))
    expect(report.locator(".report-done")).to_have_text("Added buoy.txt.", timeout=30_000)
    whole, locked = library.take_out, [IndexLocked("Another program is writing to the index: try again later.")]

    def once(*given: Any) -> list[str]:
        if locked:
            raise locked.pop()
        return whole(*given)

    monkeypatch.setattr(library, "take_out", once)
    delete = documents.locator('.document-delete[data-name="buoy.txt"]')
    delete.click()
    expect(delete).to_have_accessible_name("Really delete buoy?")
    delete.click()
    expect(report.locator(".report-failed")).to_contain_text("try again later")
    expect(delete).to_be_enabled()
    expect(delete).to_have_accessible_name("Delete buoy")
    delete.click()
    delete.click()
    expect(report.locator(".report-done")).to_have_text("Deleted buoy.txt.", timeout=15_000)
    expect(delete).to_have_count(0)


def test_a_document_beyond_those_listed_is_found_while_one_types(
    documents: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "ROWS", 3)
    monkeypatch.setattr(library, "MANY", 3)
    documents.get_by_role("tab", name="Chat").click()
    documents.get_by_role("tab", name="Documents").click()
    rows, more = documents.locator(".document:visible"), documents.locator(".documents-more")
    expect(more).to_have_text(f"and {len(site.assistant.documents()) - 3} more: type above to find one")
    expect(rows).to_have_count(3)
    documents.locator(".documents-find").focus()
    documents.keyboard.type("drone anka", delay=60)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("THE ANKA DRONE")
    expect(documents.locator(".documents-find")).to_be_focused()
    documents.keyboard.type("$`", delay=60)
    expect(documents.locator(".none-found")).to_be_visible()
    expect(documents.locator(".documents-find")).to_have_value("drone anka$`")
    expect(more).to_have_count(0)
    documents.locator(".documents-find").fill("")
    expect(rows).to_have_count(3)
    expect(more).to_have_count(1)
    expect(documents.locator(".documents-count")).to_have_text(f"{len(site.assistant.documents())} in the index")
