"""Vectors on a real Chroma server: shared, lost and found again, and with a token that is never shown."""

from __future__ import annotations

import logging
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from assistant import Assistant, Settings
from assistant.errors import BadSettings
from index import Index
from index.embed import Embedder, bundled_model
from index.errors import IndexBroken, ServerLost
from index.models import open_model
from index.reembed import re_embed
from index.repair import repair
from index.store.places import Server
from tests.test_index import consistent, found

START_SECONDS = 120


class Chroma:
    """A `chroma run` process on the loopback, with its data in a folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.start()

    @property
    def server(self) -> Server:
        return Server(f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        call = [program, "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", self.folder]
        self.process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the Chroma server did not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[Chroma]:
    (tmp_path / "server").mkdir()
    running = Chroma(tmp_path / "server")
    yield running
    running.stop()


Opened = Callable[..., AbstractContextManager[Index]]


@pytest.fixture
def opened(embedder: Embedder, tmp_path: Path) -> Opened:
    """Opens an index of this test, with vectors in its folder or on a server; `with` closes it."""

    def open_index(chroma: Server | None = None, *, name: str = "index", embedder: Embedder = embedder) -> Any:
        return closing(Index.open(tmp_path / name, create=True, embedder=embedder, chroma=chroma))

    return open_index


def test_index_query_share_lose_and_find_again(
    opened: Opened, chroma: Chroma, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    with (
        opened(chroma.server) as index,
        opened(chroma.server) as other,
    ):
        index.sync([folder])
        consistent(index)
        assert not (where / "vectors").exists()
        answer = Assistant(index, Settings()).query("How long do worker bees live in summer?")
        assert "six weeks" in answer.text
        assert any("one queen" in text for text in found(other, "queen in a hive"))
        (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")
        index.sync([folder])
        near = other.nearest(embedder.question("granite rock"), 1)
        assert "granite" in other.passages([near[0][0]])[near[0][0]].text

        chroma.stop()
        (folder / "bees.md").write_text("# Bees\n\nA hive can hold forty thousand workers.\n")
        with pytest.raises(ServerLost, match=r"does not answer: start it"):
            index.sync([folder])
        with pytest.raises(ServerLost, match=r"does not answer: start it"):
            found(other, "queen in a hive")
        chroma.start()
        assert index.sync([folder]).changed == ["bees.md"]
        assert any("forty thousand" in text for text in found(other, "workers in a hive"))
        consistent(index)


def test_the_wrong_place_is_noticed_and_repair_brings_the_vectors_over(
    opened: Opened, chroma: Chroma, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    with opened() as index:
        index.sync([folder])
    with (
        opened(chroma.server) as index,
        pytest.raises(IndexBroken, match=r"are in the index folder.*ASSISTANT_CHROMA"),
    ):
        found(index, "queen in a hive")
    assert len(list(repair(where, chroma=chroma.server, embedder=embedder))) == 1
    with opened(chroma.server) as index:
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        consistent(index)
    with (
        opened() as index,
        pytest.raises(IndexBroken, match=f"on the Chroma server at http://127.0.0.1:{chroma.port}"),
    ):
        found(index, "queen in a hive")


def test_a_server_that_is_not_there_is_told_before_anything_is_embedded(opened: Opened, folder: Path) -> None:
    class NoWork(Embedder):
        def passages(self, passages):  # type: ignore[no-untyped-def]
            raise AssertionError("something was embedded")

    with socket.socket() as taken:  # bound but not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        dead = Server(f"http://127.0.0.1:{taken.getsockname()[1]}")
        start = time.monotonic()
        with (
            opened(dead, embedder=NoWork()) as index,
            pytest.raises(ServerLost, match=r"does not answer: start it"),
        ):
            index.sync([folder])
        assert time.monotonic() - start < 30


def test_a_sync_with_nothing_to_do_notices_that_the_vectors_are_elsewhere_or_gone(
    opened: Opened, chroma: Chroma, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    with opened() as index:
        index.sync([folder])
    with (
        opened(chroma.server) as index,
        pytest.raises(IndexBroken, match=r"are in the index folder.*doctor --repair"),
    ):
        index.sync([folder])
    list(repair(where, chroma=chroma.server, embedder=embedder))
    with opened(chroma.server) as index:
        assert len(index.sync([folder]).unchanged) == 3
        index.stores.place.clear()  # as if the server had lost its disk
    with (
        opened(chroma.server) as index,
        pytest.raises(IndexBroken, match=r"3 of 3 vectors .* are missing.*doctor --repair"),
    ):
        index.sync([folder])


def test_another_embedding_model_gets_a_collection_of_its_own_and_the_old_one_goes(
    opened: Opened, chroma: Chroma, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    other = open_model(shutil.copytree(bundled_model(), tmp_path / "copy"))
    with (
        opened(chroma.server) as index,
        opened(chroma.server) as reader,
    ):
        index.sync([folder])
        assert any("one queen" in text for text in found(reader, "queen in a hive"))
        assert re_embed(where, other, chroma=chroma.server) == 3
        assert any("one queen" in text for text in found(reader, "queen in a hive"))
        assert reader.embedder.fingerprint == other.fingerprint
        consistent(reader)
        client = chroma.server.client()
        assert [one.name for one in client.list_collections()] == [index.stores.base.numbered(1).collection]
        chroma.server.let_go(client)


class Encrypting:
    """Ends TLS in front of a server on the loopback, as a proxy does; `heads` are the requests' first bytes."""

    def __init__(self, context: ssl.SSLContext, port: int) -> None:
        self.context, self.behind, self.heads = context, port, list[bytes]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Copy what comes in until the client closes."""
        with (
            client,  # where the handshake fails, too
            suppress(OSError),
            self.context.wrap_socket(client, server_side=True) as secure,
            socket.create_connection(("127.0.0.1", self.behind)) as plain,
        ):
            back = threading.Thread(target=self._back, args=(plain, secure), daemon=True)
            back.start()
            while data := secure.recv(1 << 16):
                self.heads.append(data[:2000])
                plain.sendall(data)
            plain.shutdown(socket.SHUT_RDWR)
            back.join()

    def _back(self, plain: socket.socket, secure: ssl.SSLSocket) -> None:
        with suppress(OSError):
            while data := plain.recv(1 << 16):
                secure.sendall(data)


def test_an_encrypted_server_is_used_where_its_authority_is_known_and_refused_where_not(
    opened: Opened, chroma: Chroma, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    for ca, name in ((authority, "ca.pem"), (stranger, "stranger.pem")):
        ca.cert_pem.write_to_path(str(tmp_path / name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    proxy = Encrypting(context, chroma.port)
    with closing(proxy.listener):
        monkeypatch.setenv("ASSISTANT_CHROMA", f"https://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ASSISTANT_CHROMA_TOKEN", "s3cret-token")
        for ca in (None, "stranger.pem"):
            if ca:
                monkeypatch.setenv("ASSISTANT_CHROMA_CA", str(tmp_path / ca))
            server = Settings().chroma_server
            with (
                opened(server) as index,
                pytest.raises(ServerLost, match="not trusted: set ASSISTANT_CHROMA_CA"),
            ):
                index.sync([folder])
        assert not proxy.heads  # the token was told to nobody
        monkeypatch.setenv("ASSISTANT_CHROMA_CA", str(tmp_path / "ca.pem"))
        server = Settings().chroma_server
        with opened(server) as index:
            index.sync([folder])
            consistent(index)
            assert any("one queen" in text for text in found(index, "queen in a hive"))
        assert any(b"bearer s3cret-token" in head.lower() for head in proxy.heads)


def test_a_file_without_certificates_is_named(opened: Opened, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("no certificate")
    for name in ("none.pem", "not-there.pem"):
        server = Server("https://127.0.0.1:1", ca=tmp_path / name)
        with (
            opened(server) as index,
            pytest.raises(ServerLost, match=f"{name} holds no certificates: correct ASSISTANT_CHROMA_CA"),
        ):
            index.sync([folder])


def test_two_indexes_on_one_server_do_not_mix(
    opened: Opened, chroma: Chroma, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "snow.txt").write_text("Snow falls in winter on the northern hills.")
    for name, documents in (("a", folder), ("b", other)):
        with opened(chroma.server, name=name) as index:
            index.sync([documents])
            consistent(index)
    with opened(chroma.server, name="b") as index:
        assert len(index.nearest(embedder.question("queen in a hive"), 5)) == 1


class Refusing(BaseHTTPRequestHandler):
    """Refuses every request, and repeats the token that it got."""

    tokens: list[str | None]

    def do_GET(self) -> None:
        type(self).tokens.append(self.headers["Authorization"])
        self.send_response(401)
        self.end_headers()
        self.wfile.write(f"wrong: {self.headers['Authorization']}".encode())

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_token_reaches_the_server_and_nobody_else(
    opened: Opened, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Refusing.tokens = []
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("ASSISTANT_CHROMA", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("ASSISTANT_CHROMA_TOKEN", "s3cret-token")
        settings = Settings()
        assert "s3cret" not in repr(settings) + repr(settings.chroma_server) + settings.model_dump_json()
        with (
            opened(settings.chroma_server) as index,
            pytest.raises(ServerLost, match="ASSISTANT_CHROMA_TOKEN") as caught,
        ):
            index.sync([folder])
        server.shutdown()
    assert "Bearer s3cret-token" in Refusing.tokens
    assert "s3cret" not in str(caught.value) + caplog.text


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("localhost:8000", "ftp://host", "http://"):
        monkeypatch.setenv("ASSISTANT_CHROMA", wrong)
        with pytest.raises(BadSettings, match="chroma"):
            Settings.load()
    assert Server("https://vectors.example").name == "https://vectors.example:443"
