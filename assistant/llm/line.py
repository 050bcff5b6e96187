"""One HTTP connection to a language model that can be hung up from another thread.

Closing a socket does not wake a thread that reads from it; shutting it down does, and tells the server, which then
stops generating.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any


class Line:
    """Give `hooks` to an httpx client (`event_hooks=line.hooks`); `hang_up` ends whatever it is doing."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._down = False

    @property
    def hooks(self) -> dict[str, list[Callable[[Any], None]]]:
        """Event hooks that follow which sockets the client opens."""
        return {"request": [self._trace]}

    def _trace(self, request: Any) -> None:
        request.extensions["trace"] = self._connected

    def _connected(self, event: str, facts: dict[str, Any]) -> None:
        """httpcore's trace: every opened connection, plain or encrypted, is remembered by its socket."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = facts["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets.append(opened)
                down = self._down
            if down:
                _shut(opened)

    def hang_up(self) -> None:
        """End every connection, now and any opened later."""
        with self._lock:
            self._down = True
            opened = list(self._sockets)
        for one in opened:
            _shut(one)

    def close(self) -> None:
        """Let go of every connection; nobody reads from one any more."""
        self.hang_up()
        for one in self._sockets:
            one.close()


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed already
        one.shutdown(socket.SHUT_RDWR)
