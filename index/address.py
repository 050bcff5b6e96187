"""Web addresses as sources of documents: what counts as one, and the one form in which the index knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urlsplit

from index.errors import BadAddress

SCHEMES = ("http", "https")

_BEGINNING = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_KEPT = "/%:=&?~+!$,;'@()*"  # what may stand in a path or query as it is; a % is the beginning of an escape already
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 100  # characters of a file name
_MOST_BYTES = 240  # of a file name: disks take 255, and an ending may be added


def is_address(given: str | Path) -> bool:
    """Whether what a person gives is an address rather than a path: it begins like https://."""
    return bool(_BEGINNING.match(str(given)))


def parted(given: Iterable[str | Path]) -> tuple[list[str], list[str | Path]]:
    """The addresses among what a person gives, each once and in normal form, and the paths. Raises BadAddress."""
    addresses: dict[str, None] = {}
    paths: list[str | Path] = []
    for one in given:
        if is_address(one):
            addresses[normal(str(one))] = None
        else:
            paths.append(one)
    return list(addresses), paths


def normal(given: str) -> str:
    """The address in plain ASCII, without its #fragment and its scheme's own port. Raises BadAddress.

    One that holds a password is refused, since citations show addresses.
    """
    try:
        parts = urlsplit(given.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise BadAddress(f"'{given}' is no web address: correct it, such as https://example.org/page.html.") from error
    if parts.scheme not in SCHEMES or not host:
        raise BadAddress(f"'{given}' is no web address: only http:// and https:// can be indexed, and paths of files.")
    if "@" in parts.netloc:
        raise BadAddress(f"The address at {host} holds a user name: leave it out, since citations show the address.")
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, _DEFAULT_PORTS[parts.scheme]):
        netloc += f":{port}"
    path, query = quote(parts.path or "/", safe=_KEPT), quote(parts.query, safe=_KEPT)
    return SplitResult(parts.scheme, netloc, path, query, "").geturl()


def file_name(address: str) -> str:
    """What a file with the content of an address would be called, such as "page.html"; the host where it says none."""
    parts = urlsplit(address)
    last = re.sub(r"[^\w.()+-]+", "-", unquote(PurePosixPath(parts.path).name)).strip(".-")
    cut = last[-_LONGEST_NAME:].encode()[-_MOST_BYTES:].decode(errors="ignore")  # a part of a character goes
    return cut or re.sub(r"\W+", "-", parts.hostname or "")
