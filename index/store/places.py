"""Where an index keeps its vectors: in a folder of its own, or on a Chroma server."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from index.errors import ServerLost
from index.store.faults import plain_store_errors

CONNECT_SECONDS = 5.0
REPLY_SECONDS = 60.0  # a server that takes longer over one request is as good as gone

_clients = count(1)  # of folders, in this process


class Place(Protocol):
    """What VectorStore needs of a place."""

    @property
    def name(self) -> str:
        """What the manifest notes, so that vectors are never looked for in the wrong place."""

    @property
    def collection(self) -> str:
        """Name of the collection there."""

    def numbered(self, epoch: int) -> Place:
        """The place of the vectors after so many changes of the embedding model, apart from those before."""

    def seems_there(self) -> bool:
        """Whether a look that costs nothing shows that vectors are here."""

    def client(self) -> Any:
        """A new Chroma client."""

    def let_go(self, client: Any) -> None:
        """Close a client."""

    def plainly(self) -> Any:
        """A context in which Chroma's errors become errors that name the fix."""

    def clear(self) -> None:
        """Throw away all vectors of this index, whatever state they are in; no client may be open on a folder."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, which one process writes to at a time."""

    folder: Path
    name: str = "folder"
    collection: str = "passages"

    def numbered(self, epoch: int) -> Folder:
        """A folder beside this one, since Chroma leaves the files of a collection that it deletes."""
        return replace(self, folder=self.folder.with_name(f"{self.folder.name}-{epoch}")) if epoch else self

    def seems_there(self) -> bool:
        """Whether Chroma's file is there."""
        return (self.folder / "chroma.sqlite3").exists()

    def client(self) -> Any:
        """A client that opens the folder in this process."""
        import chromadb
        from chromadb.config import Settings

        self.folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(_as_no_other(self.folder), Settings(anonymized_telemetry=False))

    def let_go(self, client: Any) -> None:
        """Let go of the folder's files."""
        client.close()

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """IndexBroken or DiskFull for whatever Chroma raises."""
        with plain_store_errors("vectors", self.folder):
            yield

    def clear(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server at `url` (http or https); `token` goes into the headers of each request and nowhere else.

    An https server must show a certificate that one in the file `ca` (PEM) vouches for, or one of this machine's.
    """

    url: str
    token: str = field(default="", repr=False)
    ca: Path | None = None
    collection: str = "passages"

    def numbered(self, epoch: int) -> Server:
        """Another collection."""
        return replace(self, collection=f"{self.collection}-{epoch}") if epoch else self

    @property
    def name(self) -> str:
        """The address without a user or password that it may hold."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}:{self._port}"

    @property
    def _port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 8000)

    def seems_there(self) -> bool:
        """False, since a server has to be asked."""
        return False

    def client(self) -> Any:
        """A client with bounded waits. Raises what Chroma raises where the server does not answer."""
        import chromadb
        import httpx
        from chromadb.config import Settings

        parts = urlsplit(self.url)
        headers = {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else {}
        self._knock(headers)
        settings = Settings(anonymized_telemetry=False)
        if self.ca:
            settings.chroma_server_ssl_verify = str(self.ca)
        client: Any = chromadb.HttpClient(
            host=str(parts.hostname),
            port=self._port,
            ssl=parts.scheme == "https",
            headers=headers,
            settings=settings,
        )
        for session in _sessions(client):  # Chroma itself waits without end
            session.timeout = httpx.Timeout(REPLY_SECONDS, connect=CONNECT_SECONDS)
        return client

    def _knock(self, headers: dict[str, str]) -> None:
        """Ask whether the server is there and lets us in, before Chroma opens what it would not close."""
        import httpx

        try:
            trusted = ssl.create_default_context(cafile=str(self.ca)) if self.ca else True
        except OSError:
            raise ServerLost(f"{self.ca} holds no certificates: correct ASSISTANT_CHROMA_CA.") from None
        address = f"{self.name}/api/v2/heartbeat"
        reply = httpx.get(address, headers=headers, timeout=CONNECT_SECONDS, verify=trusted)
        if reply.is_error:
            raise ServerLost(
                f"The Chroma server at {self.name} refuses (HTTP {reply.status_code}): check ASSISTANT_CHROMA and "
                "ASSISTANT_CHROMA_TOKEN."
            )

    def let_go(self, client: Any) -> None:
        """Close a client and its connections, which Chroma leaves open."""
        sessions = _sessions(client)
        client.close()
        for session in sessions:
            session.close()

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """ServerLost for whatever Chroma raises; a refusal is not shown, since it may hold the token."""
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except ServerLost:
            raise
        except NotFoundError as error:
            raise ServerLost(
                f"The Chroma server at {self.name} holds no vectors of this index: run 'assistant doctor --repair'."
            ) from error
        except ChromaError as error:
            raise ServerLost(
                f"The Chroma server at {self.name} refuses ({type(error).__name__}): check ASSISTANT_CHROMA and "
                "ASSISTANT_CHROMA_TOKEN."
            ) from None
        except Exception as error:
            if not _of_the_network(error):
                raise
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise ServerLost(
                    f"The Chroma server at {self.name} shows a certificate that is not trusted: set "
                    "ASSISTANT_CHROMA_CA to the file of the authority that issued it."
                ) from None
            raise ServerLost(
                f"The Chroma server at {self.name} does not answer: start it, or correct ASSISTANT_CHROMA."
            ) from None

    def clear(self) -> None:
        """Delete the collection, where there is one."""
        from chromadb.errors import NotFoundError

        with self.plainly():
            client = self.client()
            try:
                client.delete_collection(self.collection)
            except NotFoundError:
                pass
            finally:
                self.let_go(client)


def _as_no_other(folder: Path) -> str:
    """The folder's path, spelled as for no other client: Chroma has those of one spelling share what they hold in
    memory, and a new one would see neither what other processes have written nor that the folder was made anew."""
    return f"{folder}/{format(next(_clients), 'b').replace('0', '/').replace('1', './')}"


def _sessions(client: Any) -> list[Any]:
    """The HTTP sessions of a Chroma client, which has one for data and one for administration."""
    import httpx

    servers = [getattr(one, "_server", None) for one in (client, getattr(client, "_admin_client", None))]
    found = [getattr(server, "_session", None) for server in servers]
    return [session for session in found if isinstance(session, httpx.Client)]


def _of_the_network(error: BaseException) -> bool:
    """Chroma raises ValueError where it cannot connect at first, httpx's errors later, and others for odd replies."""
    import httpx

    return isinstance(error, (httpx.HTTPError, OSError, ValueError))
