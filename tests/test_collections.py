"""Collections: named sets of documents in one index, which a question can be narrowed to."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant import Assistant, Settings
from assistant.errors import BadQuestion
from assistant.mcp import Tools
from assistant.web import rest
from assistant.web.asking import Asking
from index import Index
from index.errors import BadCollection, CollectionMissing
from tests.test_cli import failure, run
from tests.test_index import consistent
from tests.test_sync_plan import idle
from tests.website import website

QUESTION = "How long do worker bees live in summer?"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A second folder, whose documents speak of other things."""
    other = tmp_path / "contracts"
    (other / "leases").mkdir(parents=True)
    (other / "rent.md").write_text("# Rent\n\nThe rent of the barn is 900 francs a month.\n")
    (other / "leases" / "field.md").write_text("# Field\n\nThe lease of the field ends in October 2031.\n")
    return other


def where(index: Index) -> dict[str, str]:
    return {one.name: one.collection for one in index.documents()}


def cited(assistant: Assistant, question: str, **narrowed: list[str]) -> set[str]:
    """Names of the documents that an answer cites, or that came closest."""
    answer = assistant.query(question, **narrowed)  # type: ignore[arg-type]
    return {one.document for one in answer.citations or answer.closest}


def test_a_question_is_asked_of_the_chosen_collections_only(index: Index, folder: Path, other: Path) -> None:
    index.sync([folder], collection="nature")
    index.sync([other], collection="contracts")
    assert index.collections() == {"contracts": 2, "nature": 3}
    assistant = Assistant(index, Settings())
    assert cited(assistant, QUESTION, collections=["nature"]) == {"bees.md"}
    assert cited(assistant, QUESTION, collections=["nature", "contracts"]) == {"bees.md"}
    assert cited(assistant, QUESTION, collections=["contracts"]) <= {"rent.md", "leases/field.md"}
    assert cited(assistant, QUESTION, collections=["nature"], documents=["tea.html", "rent.md"]) == {"tea.html"}
    found = assistant.search("rent", 10, collections=["contracts"])
    assert {one.document for one in found} == {"rent.md", "leases/field.md"}
    steps = [event.text for event in assistant.stream(QUESTION, collections=["nature"]) if event.kind == "step"]
    assert steps[0] == "Searching 3 documents"


def test_what_cannot_be_chosen_is_told_with_what_can(index: Index, folder: Path, other: Path) -> None:
    index.sync([folder])
    index.sync([other], collection="contracts")
    assistant = Assistant(index, Settings())
    with pytest.raises(CollectionMissing, match="no collection 'contrcats': choose among contracts, default"):
        assistant.query(QUESTION, collections=["contrcats"])
    with pytest.raises(BadQuestion, match="choose at least one"):
        assistant.query(QUESTION, collections=[])
    with pytest.raises(BadQuestion, match="None of the chosen documents"):
        assistant.query(QUESTION, documents=["bees.md"], collections=["contracts"])
    for name in ("", "  ", "a/b", "a\nb'", "x" * 61, "-,-"):
        with pytest.raises(BadCollection):
            index.sync([folder], collection=name)


def test_indexing_under_another_name_moves_documents_and_embeds_nothing(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder])
    idle(index, monkeypatch)
    planned = index.plan([folder], collection="nature")
    assert set(where(index).values()) == {"default"}
    summary = index.sync([folder], collection="nature")
    moved = [(name, "default", "nature") for name in ("bees.md", "tea.html", "tides.txt")]
    assert summary.moved == planned.moved == moved and len(summary.unchanged) == 3
    assert set(where(index).values()) == {"nature"}
    assert not index.sync([folder], collection="nature").moved
    assert not index.sync([folder]).moved and set(where(index).values()) == {"nature"}
    assert index.sync([folder / "bees.md"], collection="default").moved == [("bees.md", "nature", "default")]
    assert index.collections() == {"default": 1, "nature": 2}
    consistent(index)


def test_new_changed_renamed_and_broken_files_end_in_the_right_collection(
    index: Index, folder: Path, other: Path
) -> None:
    index.sync([folder], collection="nature")
    (folder / "new.md").write_text("# New\n\nA wasp is no bee.\n")
    (folder / "tides.txt").write_text("The tide turns twice a day.\n")
    (folder / "bees.md").rename(folder / "hive.md")
    (folder / "tea.html").write_bytes(b"")
    summary = index.sync([folder])
    assert summary.added == ["new.md"] and summary.changed == ["tides.txt"]
    assert summary.renamed == [("bees.md", "hive.md")] and summary.failed and not summary.moved
    assert set(where(index).values()) == {"nature"} and len(where(index)) == 4
    (folder / "tides.txt").write_text("The tide turns four times a day.\n")
    (folder / "hive.md").rename(folder / "bees.md")
    assert {name for name, _, _ in index.sync([folder], collection="sea").moved} == {*where(index)}
    assert set(where(index).values()) == {"sea"}
    consistent(index)


def test_a_new_file_joins_the_documents_around_it(index: Index, other: Path) -> None:
    index.sync([other], collection="contracts")
    index.sync([other / "leases"], collection="leases")
    assert where(index) == {"rent.md": "contracts", "leases/field.md": "leases"}
    (other / "leases" / "garden.md").write_text("# Garden\n\nThe garden is leased by the year.\n")
    (other / "loan.md").write_text("# Loan\n\nThe loan bears three percent.\n")
    index.sync([other])
    assert where(index)["leases/garden.md"] == "leases"
    assert where(index)["loan.md"] == "default", "the files around it are in two collections"


def test_the_command_line_narrows_lists_and_moves(
    folder: Path, other: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "index", str(folder)) == 0
    assert run(monkeypatch, "documents") == 0
    assert "Collection" not in capsys.readouterr().out
    assert run(monkeypatch, "index", str(other), "--collection", "contracts") == 0
    capsys.readouterr()
    assert run(monkeypatch, "query", "What is the rent of the barn?", "--collection", "contracts", "--json") == 0
    assert json.loads(capsys.readouterr().out)["citations"][0]["document"] == "rent.md"
    both = ("--collection", "contracts", "--collection", "default")
    assert run(monkeypatch, "query", QUESTION, *both) == 0
    assert "six weeks" in capsys.readouterr().out
    told = failure(monkeypatch, capsys, "query", QUESTION, "--collection", "nature")
    assert "choose among contracts, default" in told
    assert run(monkeypatch, "documents", "--collection", "contracts") == 0
    printed = capsys.readouterr().out
    assert "Collection" in printed and "rent.md" in printed and "bees.md" not in printed
    assert run(monkeypatch, "index", str(folder), "--collection", "nature", "--dry-run") == 0
    assert "3 to move to another collection" in capsys.readouterr().out
    assert run(monkeypatch, "index", str(folder), "--collection", "nature") == 0
    printed = capsys.readouterr().out
    assert "moved    bees.md: default → nature" in printed and "3 moved to another collection" in printed
    assert run(monkeypatch, "index", str(folder), "--collection", "nature", "--json") == 0
    assert json.loads(capsys.readouterr().out)["moved"] == []
    assert "cannot be the name" in failure(monkeypatch, capsys, "index", str(folder), "--collection", "a/b")


def test_programs_narrow_to_collections_and_read_a_page_by_its_address(index: Index, folder: Path, other: Path) -> None:
    index.sync([folder], collection="nature")
    with website() as site:
        address = site.html("/deed.html?n=1", "The deed of the meadow was signed in 1987.")
        index.sync([other, address], collection="contracts")
    assistant = Assistant(index, Settings())
    app = FastAPI()
    rest.add(app, assistant, Asking(assistant))
    client = TestClient(app)
    asked = {"question": QUESTION, "collections": ["nature"]}
    assert client.post("/v1/query", json=asked).json()["citations"][0]["document"] == "bees.md"
    found = client.post("/v1/search", json={"question": "rent", "collections": ["contracts"], "count": 50}).json()
    assert {one["document"] for one in found["passages"]} == {"rent.md", "leases/field.md", address}
    events = client.post("/v1/stream", json=asked).text
    assert "Searching 3 documents" in events and "six weeks" in events
    missing = client.post("/v1/query", json={**asked, "collections": ["x"]})
    assert missing.status_code == 404 and "contracts, nature" in missing.json()["error"]
    listed = client.get("/v1/documents", params={"collection": "contracts"}).json()
    assert {one["name"]: one["collection"] for one in listed}[address] == "contracts" and len(listed) == 3
    assert client.get(f"/v1/documents/{quote(address, safe='')}").json()["name"] == address
    tools = Tools(assistant)
    given = tools.query(QUESTION, collections=["nature"]).structured_content
    assert given and given["citations"][0]["document"] == "bees.md"
    named = tools.search("rent", collections=["contracts"]).structured_content
    assert named and {one["document"] for one in named["passages"]} == {"rent.md", "leases/field.md", address}
