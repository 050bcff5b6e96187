"""Web pages as documents, from a real server on this machine: fetched where they have changed, kept where it fails."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import index.fetch as fetch_module
from assistant import Assistant, Settings
from index import Index
from index.address import file_name, normal
from index.errors import BadAddress, PathMissing
from index.index import silent
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


@pytest.mark.parametrize(("status", "said"), [(500, "500"), (503, "503"), (403, "403"), (429, "429"), (204, "204")])
def test_a_page_that_fails_stays_as_it_was(status: int, said: str, index: Index, site: Website) -> None:
    address = site.html("/a.html", GLACIERS)
    index.sync([address])
    site.pages["/a.html"] = Reply(b"<html><body>Out of order today, sorry.</body></html>", status)
    summary = index.sync([address])
    assert [name for name, _ in summary.failed] == [address] and said in summary.failed[0][1]
    assert not summary.removed and any("22 kilometres" in text for text in found(index, "How long is the glacier?"))
    site.server_close()
    down = index.sync([address])
    assert [name for name, _ in down.failed] == [address] and "cannot be had" in down.failed[0][1]
    assert index.document(address).text


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_goes_and_one_that_never_was_fails(status: int, index: Index, site: Website) -> None:
    address, other = site.html("/a.html", GLACIERS), site.html("/b.html", "Tea is grown in Sri Lanka.")
    index.sync([address, other])
    site.pages["/a.html"] = Reply(status=status)
    site.pages["/never.html"] = Reply(status=status)
    summary = index.sync([address, other, site.at("/never.html")])
    assert summary.removed == [address] and summary.unchanged == [other]
    assert summary.failed[0][0] == site.at("/never.html") and "does not exist" in summary.failed[0][1]
    assert [one.name for one in index.documents()] == [other]
    consistent(index)


def test_files_and_pages_leave_each_other_alone(index: Index, folder: Path, site: Website) -> None:
    address, other = site.html("/a.html", GLACIERS), site.html("/b.html", "Tea is grown in Sri Lanka.")
    index.sync([folder, address, other])
    (folder / "tea.html").unlink()
    assert index.sync([address]).removed == [] and len(index.documents()) == 5
    site.pages.clear()
    assert index.sync([folder]).removed == ["tea.html"] and len(index.documents()) == 4
    assert index.sync([address]).removed == [address] and index.document(other)


def test_redirects_are_followed_and_the_given_address_is_cited(index: Index, site: Website) -> None:
    site.html("/new.html", GLACIERS, ETag='"one"')
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new.html"})
    assert index.sync([site.at("/old")]).added == [site.at("/old")]
    assert index.sync([site.at("/old")]).unchanged == [site.at("/old")]
    assert [status for _, _, status in site.asked] == [301, 200, 301, 304]
    assert "If-None-Match" not in site.asked[2][1], "a validator belongs to one address"


@pytest.mark.parametrize(
    ("location", "said"), [("/round", "more than 5 times"), ("ftp://127.0.0.1/x", "no web page"), ("", "")]
)
def test_redirects_that_lead_nowhere_fail(location: str, said: str, index: Index, site: Website) -> None:
    site.pages["/round"] = Reply(status=302, headers={"Location": location} if location else {})
    (name, reason), *more = index.sync([site.at("/round")]).failed
    assert name == site.at("/round") and said in reason and not more
    assert len(site.asked) <= 6


def test_what_is_too_large_is_not_taken(index: Index, site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module, "LARGEST", 100_000)
    words = b"<html><body><p>" + b"much ado about nothing " * 100_000
    site.pages["/told"] = Reply(words)
    site.pages["/packed"] = Reply(gzip.compress(words), headers={"Content-Encoding": "gzip"})
    site.pages["/untold"] = Reply(words, headers={"Content-Length": "90000000"}, pieces=4)
    site.pages["/brotli"] = Reply(b"\x0b\x02\x80words\x03", headers={"Content-Encoding": "br"})
    summary = index.sync([site.at(path) for path in site.pages])
    reasons = dict(summary.failed)
    assert set(reasons) == {site.at(path) for path in site.pages}
    assert all("larger than" in reasons[site.at(path)] for path in ("/told", "/packed", "/untold"))
    assert "packed" in reasons[site.at("/brotli")]


def test_a_slow_server_is_given_up_and_does_not_hold_up_the_others(
    index: Index, folder: Path, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_module, "SECONDS", 1.0)
    fast = site.html("/fast.html", GLACIERS)
    site.pages["/silent"] = Reply(b"late", pause=30.0)
    site.pages["/dripping"] = Reply(b"<p>drop by drop</p>" * 100, pause=0.2, pieces=1000)
    summary = index.sync([site.at("/silent"), site.at("/dripping"), fast, folder])
    assert {name for name, _ in summary.failed} == {site.at("/silent"), site.at("/dripping")}
    assert all("did not come in time" in reason for _, reason in summary.failed)
    assert fast in summary.added and len(summary.added) == 4


def test_the_encoding_is_that_of_the_answer_where_the_page_names_none(index: Index, site: Website) -> None:
    russian = "Ледник движется со скоростью десять метров в год, и зимой медленнее. "
    german = "Der Gletscher fließt im Sommer schneller; über die Höhe weiß man wenig. "
    for path, words, charset in (("/ru.html", russian, "windows-1251"), ("/de.txt", german, "iso-8859-1")):
        kind = "text/html" if path.endswith("html") else "text/plain"
        body = (f"<html><body><p>{words * 3}</p></body></html>" if kind == "text/html" else words * 3).encode(charset)
        site.pages[path] = Reply(body, headers={"Content-Type": f"{kind}; charset={charset}"})
    lying = f'<html><head><meta charset="utf-8"></head><body><p>{german * 3}</p></body></html>'
    site.pages["/lie.html"] = Reply(lying.encode("cp1252"), headers={"Content-Type": "text/html; charset=utf-8"})
    index.sync([site.at(path) for path in site.pages])
    assert russian.strip() in index.document(site.at("/ru.html")).text
    assert german.strip() in index.document(site.at("/de.txt")).text
    assert german.strip() in index.document(site.at("/lie.html")).text


def test_the_kind_of_a_page_is_told_by_its_content_then_by_its_type(index: Index, site: Website) -> None:
    pdf = next((Path(__file__).parent.parent / "seeds").glob("*.pdf")).read_bytes()
    site.pages["/download?id=7"] = Reply(pdf, headers={"Content-Type": "application/octet-stream"})
    site.pages["/wrong.html"] = Reply(pdf, headers={"Content-Type": "text/html; charset=iso-8859-1"})
    site.pages["/index.php"] = Reply(b"<p>A fragment about granite.</p>", headers={"Content-Type": "text/html"})
    site.pages["/table"] = Reply(
        b"Hut,Height\nKonkordia,2850\nFinsteraarhorn,3048\n", headers={"Content-Type": "text/csv"}
    )
    site.pages["/notes.md"] = Reply(b"# Notes\n\nIce is blue.\n", headers={"Content-Type": "text/plain"})
    site.pages["/"] = Reply(b"Nothing but a line about marble.", headers={"Content-Type": "text/plain"})
    site.pages["/untyped"] = Reply(b"And one about slate.")
    site.pages["/photo"] = Reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), headers={"Content-Type": "image/png"})
    summary = index.sync([site.at(path) for path in site.pages])
    formats = {one.name.removeprefix(site.at("")): one.format for one in index.documents()}
    assert formats == {
        "/download?id=7": "pdf",
        "/wrong.html": "pdf",
        "/index.php": "html",
        "/table": "csv",
        "/notes.md": "markdown",
        "/": "text",
        "/untyped": "text",
    }
    assert [name for name, _ in summary.failed] == [site.at("/photo")]
    assert "Height: 2850" in index.document(site.at("/table")).text
    consistent(index)


def test_a_dry_run_asks_and_writes_nothing(index: Index, folder: Path, site: Website) -> None:
    kept, gone = site.html("/kept.html", GLACIERS, ETag='"one"'), site.html("/gone.html", "Ice melts.")
    index.sync([kept, gone])
    new = site.html("/new.html", "Firn is old snow.")
    del site.pages["/gone.html"]
    before, documents = snapshot(index.folder), index.documents()
    planned = index.plan([kept, gone, new, folder])
    assert snapshot(index.folder) == before and index.documents() == documents
    assert planned.unchanged == [kept] and planned.removed == [gone]
    assert planned.added == ["bees.md", "tea.html", "tides.txt", new]


def test_nothing_is_asked_for_but_what_is_named(index: Index, folder: Path, site: Website) -> None:
    (folder / "links.md").write_text(f"# Links\n\nSee {site.at('/a.html')} for more.\n")
    linked = f'<p>Next: <a href="{site.at("/b.html")}">more</a>, <img src="{site.at("/c.png")}"> and ice.</p>'
    address = site.html("/start.html", linked)
    index.sync([folder, address])
    index.sync([folder])
    assert [path for path, _, _ in site.asked] == ["/start.html"]


def test_readers_of_another_version_read_a_page_again(
    index: Index, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = site.html("/a.html", GLACIERS, ETag='"one"')
    index.sync([address])
    monkeypatch.setattr("index.sync.READ_VERSION", "read-of-tomorrow")
    assert index.sync([address]).changed == [address]
    assert [status for _, _, status in site.asked] == [200, 200]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/a#part", "http://example.org/a"),
        ("https://example.org:8443/a b?q=x y", "https://example.org:8443/a%20b?q=x%20y"),
        ("https://de.example.org/wiki/Zürich", "https://de.example.org/wiki/Z%C3%BCrich"),
        ("https://de.example.org/wiki/Z%C3%BCrich", "https://de.example.org/wiki/Z%C3%BCrich"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_an_address_has_one_form(given: str, kept: str) -> None:
    assert normal(given) == normal(kept) == kept


@pytest.mark.parametrize("given", ["ftp://example.org/x", "https://", "http://me:secret@example.org/", "http://a:b/"])
def test_what_is_no_address_says_so_and_shows_no_password(given: str, index: Index) -> None:
    with pytest.raises(BadAddress) as caught:
        index.sync([given])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/", "example-org"),
        ("https://example.org/a/page.html?x=1", "page.html"),
        ("https://example.org/%2E%2E%2Fetc%2Fpasswd", "etc-passwd"),
        ("https://example.org/..", "example-org"),
        ("https://example.org/" + "x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("https://example.org/" + "氷河" * 70 + ".pdf", "氷河" * 39 + ".pdf"),
    ],
)
def test_the_file_name_of_an_address_is_a_plain_one(address: str, name: str) -> None:
    assert file_name(address) == name


def test_a_long_name_in_another_script_is_indexed(index: Index, site: Website) -> None:
    address = normal(site.at("/" + "氷河は" * 40))
    site.pages[urlsplit(address).path] = Reply(GLACIERS.encode(), headers={"Content-Type": "text/html"})
    assert index.sync([address]).added == [address]
    assert index.sync([address]).unchanged == [address]


def test_a_page_that_the_disk_does_not_take_fails_alone(tmp_path: Path, site: Website) -> None:
    good, bad = site.html("/a.html", GLACIERS), site.html("/b.html", GLACIERS)
    (tmp_path / "0-1").write_text("in the way of the second page")
    pages = fetch_module.fetch({good: "", bad: ""}, tmp_path, silent)
    assert [page.outcome for page in pages] == ["came", "failed"] and "File exists" in pages[1].reason


def test_the_command_line_takes_addresses(
    folder: Path, site: Website, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = site.html("/a.html", GLACIERS)
    assert run(monkeypatch, "index", str(folder), address) == 0
    assert f"added    {address}" in capsys.readouterr().out
    assert run(monkeypatch, "query", "How long is the Aletsch glacier?") == 0
    assert address in capsys.readouterr().out
    site.pages["/a.html"] = Reply(status=410)
    assert run(monkeypatch, "index", address, "--dry-run") == 0
    assert f"remove   {address}" in capsys.readouterr().out
    assert run(monkeypatch, "index", address) == 0
    assert f"removed  {address} (the server has it no more)" in capsys.readouterr().out
    assert run(monkeypatch, "index", address, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["failed"][0]["document"] == address and "does not exist (410)" in told["failed"][0]["reason"]
    assert "leave --watch out" in failure(monkeypatch, capsys, "index", address, "--watch")
    assert len(site.asked) == 4


def test_a_mistyped_path_beside_an_address_is_told(index: Index, site: Website) -> None:
    with pytest.raises(PathMissing):
        index.sync([site.html("/a.html", GLACIERS), "nowhere"])
    assert not index.documents()
