"""A web server on this machine whose pages a test writes, and which says what it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What one path answers. With an "ETag" or "Last-Modified" among `headers`, an unchanged page is a 304; `pause` is
    slept before the head and between `pieces` of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    pieces: int = 1


class Website(ThreadingHTTPServer):
    """`pages` says what each path answers, `asked` holds (path, headers, status) of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str], int]] = []
        self.over = threading.Event()

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def html(self, path: str, words: str, title: str = "Page", **headers: str) -> str:
        """Put a page with these words at a path; its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        page = (
            f"<!doctype html><html><head><title>{title}</title></head><body><main><p>{words}</p></main></body></html>"
        )
        self.pages[path] = Reply(page.encode(), headers={"Content-Type": "text/html; charset=utf-8", **named})
        return self.at(path)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up on a slow or endless page are what some tests want."""


class Handler(BaseHTTPRequestHandler):
    server: Website

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        reply = self.server.pages.get(self.path, Reply(status=404))
        status = 304 if reply.status == 200 and self._unchanged(reply) else reply.status
        self.server.asked.append((self.path, dict(self.headers), status))
        self._wait(reply.pause)
        self.send_response(status)
        body = b"" if status == 304 else reply.body
        headers = {"Content-Length": str(len(body)), "Connection": "close", **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        size = max(1, -(-len(body) // reply.pieces))
        for start in range(0, len(body), size):
            self._wait(reply.pause if start else 0)
            self.wfile.write(body[start : start + size])

    def _unchanged(self, reply: Reply) -> bool:
        conditions = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        return any(self.headers.get(ours) == reply.headers.get(theirs, "") for theirs, ours in conditions.items())

    def _wait(self, seconds: float) -> None:
        if seconds:
            self.server.over.wait(seconds)


@contextmanager
def website() -> Iterator[Website]:
    """A server that runs as long as the context."""
    server = Website()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
