"""A language model's server on this machine that says what a test scripts, and misbehaves as it is told.

It speaks OpenAI's, Anthropic's and Ollama's formats, by the path that is asked.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from wires import Wire, wire_of


class Scripted(ThreadingHTTPServer):
    """`replies` are taken in turn, the last one again and again: text, an HTTP status, or a function that gets the
    handler. `requests` holds the bodies that came, `keys` their authorisation, `hung_up` tells that a client left."""

    daemon_threads = True

    def __init__(self, replies: list[Any], piece: int = 7, models: list[str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = replies
        self.piece = piece
        self.models = models or ["scripted"]
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.hung_up = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave are what some tests want."""
        self.hung_up.set()


class Handler(BaseHTTPRequestHandler):
    server: Scripted

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        body = json.dumps({"data": [{"id": name} for name in self.server.models]}).encode()
        self._head(200, "application/json")
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.wire: Wire = wire_of(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.keys.append(self.headers.get(self.wire.key, ""))
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, int):
            self._head(reply, "application/json")
            self.wfile.write(json.dumps(self.wire.error(f"bad key {self.server.keys[-1]}")).encode())
        elif callable(reply):
            reply(self)
        else:
            self.say(reply)

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def begin(self) -> None:
        """The head of a stream."""
        self._head(200, self.wire.kind)
        self.send(self.wire.start())

    def piece(self, text: str, finish: str | None = None) -> None:
        """One piece of a stream; raises OSError where the client has left."""
        self.send(self.wire.piece(text, finish))

    def send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def say(self, text: str, finish: str = "stop") -> None:
        """The whole text as a stream, with its count of tokens."""
        self.begin()
        for at in range(0, len(text), self.server.piece):
            self.piece(text[at : at + self.server.piece])
        self.send(self.wire.end(finish))


def hang(handler: Handler) -> None:
    """Take the request and never answer."""
    _wait_for_end(handler)


def stall(handler: Handler) -> None:
    """Begin an answer and stop in the middle."""
    handler.begin()
    handler.piece("The tide follows ")
    _wait_for_end(handler)


def drip(handler: Handler) -> None:
    """One word a moment, for ever."""
    handler.begin()
    while True:
        try:
            handler.piece("tide ")
        except OSError:
            handler.server.hung_up.set()
            return
        time.sleep(0.05)


def _wait_for_end(handler: Handler) -> None:
    handler.connection.settimeout(20)
    if handler.rfile.read(1) == b"":
        handler.server.hung_up.set()


def break_off(handler: Handler) -> None:
    """Close the connection in the middle of an event."""
    handler.begin()
    handler.piece("The tide follows the moon. [1] ")
    handler.send(handler.wire.half())


def torn(handler: Handler) -> None:
    """Close the connection where the transport itself says that more must come."""
    start = handler.wire.start() + handler.wire.piece("The tide follows the moon. [1] ")
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {handler.wire.kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    handler.send(head.encode() + f"{len(start):x}\r\n".encode() + start + b"\r\n")


def end_early(handler: Handler) -> None:
    """Close the connection between two events, as if all had been said."""
    handler.begin()
    handler.piece("The tide follows the moon. [1] ")


def fault(handler: Handler) -> None:
    """Say in the middle of a stream that something went wrong."""
    handler.begin()
    handler.piece("The tide follows the moon. [1] ")
    handler.send(handler.wire.fault("Overloaded"))


def garbage(handler: Handler) -> None:
    """A stream of events that are no JSON."""
    handler.begin()
    handler.wfile.write(b"data: <html>not a model</html>\n\n" * 3)


def page(handler: Handler) -> None:
    """A web page, as a captive portal gives."""
    handler._head(200, "text/html")
    handler.wfile.write(b"<html>Log in</html>")


def said(text: str, finish: str) -> Callable[[Handler], None]:
    """A text with another reason for its end."""
    return lambda handler: handler.say(text, finish)


@contextmanager
def scripted(*replies: Any, piece: int = 7, models: list[str] | None = None) -> Iterator[Scripted]:
    """A running server; it stops with the block."""
    server = Scripted(list(replies), piece, models)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
