"""Conversations by the token of their browser tab, so that a page that is loaded again shows its own once more."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

from assistant.web.conversation import Turn

MOST = 200  # conversations; the one touched longest ago goes first
TOKEN = re.compile(r"[0-9a-f]{32}")  # 128 random bits, made by the browser and kept by its tab

# Gives the tab's token, and makes one where there is none; empty where the browser keeps nothing.
READ_TOKEN = """() => {
  try {
    const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), one => one.toString(16).padStart(2, '0')).join('');
    const token = sessionStorage.getItem('passage-conversation') || made();
    sessionStorage.setItem('passage-conversation', token);
    return token;
  } catch { return ''; }
}"""  # noqa: E501

# The tab remembers who writes, as it does its token.
READ_WRITER = "() => { try { return sessionStorage.getItem('passage-writer') || ''; } catch { return ''; } }"
KEEP_WRITER = "writer => { try { sessionStorage.setItem('passage-writer', writer); } catch { /* not remembered */ } }"


class Kept:
    """The turns of conversations, in memory only; safe to share between threads."""

    def __init__(self, seconds: float, most: int = MOST) -> None:
        self.seconds = seconds
        self.most = most
        self._lock = threading.Lock()
        self._turns: OrderedDict[str, tuple[float, list[Turn]]] = OrderedDict()

    def put(self, token: str, turns: Sequence[Turn]) -> None:
        """Keep the turns of a tab; what is older than `seconds`, or one too many, is forgotten."""
        if not TOKEN.fullmatch(token):
            return
        with self._lock:
            self._turns[token] = time.monotonic(), list(turns)
            self._turns.move_to_end(token)
            while len(self._turns) > self.most or self._old(next(iter(self._turns))):
                self._turns.popitem(last=False)

    def get(self, token: str) -> list[Turn]:
        """The turns of a tab, of which the last may not be finished; none where it is not known, or no more."""
        with self._lock:
            if token not in self._turns or self._old(token):
                return []
            return list(self._turns[token][1])

    def _old(self, token: str) -> bool:
        return time.monotonic() - self._turns[token][0] > self.seconds
