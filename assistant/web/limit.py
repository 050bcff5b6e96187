"""A limit on what a program may send: a request to the JSON interfaces is read whole, or answered 413."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000


class Limit:
    """Reads the body of a request under one of `prefixes` before the application does; at most MOST_BYTES of it."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self.app = app
        self.prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefixes):
            await self.app(scope, receive, send)
        elif _declared(scope) > MOST_BYTES or (body := await _read(receive)) is None:
            said = f"The request is too large: send {MOST_BYTES:,} bytes at most."
            await JSONResponse({"error": said}, 413)(scope, receive, send)
        else:
            await self.app(scope, _replayed(body, receive), send)


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


async def _read(receive: Receive) -> bytes | None:
    """The whole body, None where it is longer than allowed."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            break
    return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` as if nobody had read the body yet; what comes after it, such as a disconnection, comes through."""
    read = False

    async def replayed() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
