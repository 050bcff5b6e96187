"""What went wrong with a language model, whichever package raised it: whether to try again, and in words.

No word of the server is repeated: some repeat the key in their messages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

AGAIN = {408, 409, 425, 429}  # HTTP statuses below 500 after which the same request may work
UNREACHABLE = ("ConnectError", "ConnectTimeout", "ConnectionError", "ConnectionRefusedError", "UnsupportedProtocol")
SLOW = ("ReadTimeout", "APITimeoutError", "WriteTimeout", "PoolTimeout", "TimeoutError")
BROKEN = ("Incomplete", "RemoteProtocolError", "ReadError", "WriteError", "APIConnectionError", "LocalProtocolError")
FAULTY = ("APIError", "ResponseError")  # an error in the middle of a stream, or one without an HTTP status
MEANINGS = {
    400: "refused the request",
    401: "refused the key",
    403: "refused the key",
    404: "is not there under this name",
    413: "found the request too long",
    429: "has too many requests or no quota left",
    503: "is overloaded",
    529: "is overloaded",
}


def status(error: BaseException) -> int:
    """The HTTP status behind an error; 0 where there is none."""
    code = getattr(error, "status_code", None)
    return code if isinstance(code, int) and code >= 400 else 0


def transient(error: Exception) -> bool:
    """Whether the same request may work a moment later."""
    if code := status(error):
        return code in AGAIN or code >= 500
    return bool(_names(error) & {*UNREACHABLE, *SLOW, *BROKEN, *FAULTY})


def wait_asked_for(error: Exception) -> float:
    """Seconds that the server asks to wait (`Retry-After`); 0 where it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = str(headers.get("retry-after", ""))
    return float(asked) if asked.replace(".", "", 1).isdigit() else 0.0


def reason(error: Exception) -> str:
    """The fault as half a sentence about the model: "refused the key (HTTP 401)"."""
    if code := status(error):
        return f"{MEANINGS.get(code, 'failed')} (HTTP {code})"
    names = _names(error)
    if names & set(UNREACHABLE):
        return "cannot be reached"
    if names & set(SLOW):
        return "did not reply in time"
    if names & set(BROKEN):
        return "broke off"
    no_reply = json.JSONDecodeError | UnicodeDecodeError | KeyError | AttributeError | TypeError
    if isinstance(error, no_reply) or "NoReply" in names:
        return "sent something that is no reply (is its address right?)"
    if names & set(FAULTY):
        return "reported a fault"
    return f"failed ({type(error).__name__})"


def _names(error: BaseException | None) -> set[str]:
    """Names of the classes of an error and of what caused it: the packages wrap one another's."""
    return {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
