"""Web pages as documents, from a real server on this machine: fetched where they have changed, kept where it fails."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import index.fetch as fetch_module
from assistant import Assistant, Settings
from index import Index
from index.address import file_name, normal
from index.errors import BadAddress, PathMissing
from tests.test_cli import failure, run
from tests.test_index import consistent, found
from tests.test_sync_plan import idle, snapshot
from tests.website import Reply, Website, website

GLACIERS = "The Aletsch glacier is the longest glacier of the Alps. It is about 22 kilometres long."


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as server:
        yield server


def test_a_page_is_indexed_under_its_address_beside_files(index: Index, folder: Path, site: Website) -> None:
    address = site.html("/ice/aletsch.html", GLACIERS, title="Aletsch")
    summary = index.sync([folder, address])
    assert sorted(summary.added) == ["bees.md", address, "tea.html", "tides.txt"] and not summary.failed
    assert index.document(address).title == "Aletsch" and index.document(address).source == address
    answer = Assistant(index, Settings()).query("How long is the Aletsch glacier?")
    assert answer.citations[0].document == address and "22 kilometres" in answer.text
    assert "passage-assistant" in site.asked[0][1]["User-Agent"]
    consistent(index)


@pytest.mark.parametrize("header", [{"ETag": '"one"'}, {"Last_Modified": "Tue, 03 Nov 2026 10:00:00 GMT"}, {}])
def test_an_unchanged_page_costs_no_reading_and_a_changed_one_is_replaced(
    header: dict[str, str], index: Index, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = site.html("/a.html", GLACIERS, **header)
    index.sync([address])
    with monkeypatch.context() as patched:
        embedder = index.embedder
        idle(index, patched)
        for _ in range(2):
            again = index.sync([address])
            assert again.unchanged == [address] and not again.added and not again.changed
        index.embedder = embedder
    assert [status for _, _, status in site.asked] == ([200, 304, 304] if header else [200, 200, 200])
    site.html("/a.html", "The glacier has lost a third of its ice.", **{name: f"{header[name]}x" for name in header})
    assert index.sync([address]).changed == [address]
    assert not any("22 kilometres" in text for text in found(index, "How long is the glacier?"))
    consistent(index)
