"""Web pages brought onto the disk: politely, in bounded time and size, and only where they have changed."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Literal

import httpx

from index.address import SCHEMES, file_name
from index.errors import UnreadableFile
from index.read.decode import decode
from index.read.formats import format_of, named

LARGEST = 50 << 20  # bytes of one page, unpacked
SECONDS = 60.0  # for one address, with its redirects
QUIET_SECONDS = 20.0  # until a server says something, or goes on
REDIRECTS = 5
AT_ONCE = 8  # servers that are asked at the same time; each of them gets one request after the other
HEADERS = {
    "User-Agent": "passage-assistant (indexes a page that a person has named)",
    "Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
PACKED = {"", "identity", "gzip", "deflate"}  # others unpack a few bytes to gigabytes before anyone can count them
TEXTS = {"html", "text", "markdown", "csv", "code"}

Report = Callable[[str, int, int], None]  # the address that is asked for, addresses done, addresses in all


@dataclass(frozen=True, slots=True)
class Page:
    """What became of an address: it came, into `file`; it is the same as before; it is gone; or it failed.

    `validators` are to be sent the next time; `reason` is a sentence that says why it did not come.
    """

    address: str
    outcome: Literal["came", "same", "gone", "failed"]
    file: Path = Path()
    validators: str = ""
    reason: str = ""


def fetch(known: Mapping[str, str], folder: Path, report: Report) -> list[Page]:
    """Ask for every address in `known`, whose values are the validators of what is there already, or "".

    What comes is put into `folder`. Whatever a server, the network or the disk does wrong makes that page a failed one.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_all(known, folder, report))
    with ThreadPoolExecutor(1) as thread:  # the caller's thread runs an event loop already
        return thread.submit(asyncio.run, _all(known, folder, report)).result()


async def _all(known: Mapping[str, str], folder: Path, report: Report) -> list[Page]:
    servers: dict[str, list[str]] = defaultdict(list)
    for address in known:
        servers[httpx.URL(address).host].append(address)
    pages: dict[str, Page] = {}
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(number: int, addresses: list[str]) -> None:
        async with gate:
            for at, address in enumerate(addresses):
                report(address, len(pages), len(known))
                pages[address] = await _bounded(client, address, known[address], folder / f"{number}-{at}")

    async with httpx.AsyncClient(headers=HEADERS, timeout=QUIET_SECONDS) as client:
        await asyncio.gather(*(ask(number, addresses) for number, addresses in enumerate(servers.values())))
    return [pages[address] for address in known]


async def _bounded(client: httpx.AsyncClient, address: str, known: str, folder: Path) -> Page:
    try:
        async with asyncio.timeout(SECONDS):
            return await _one(client, address, known, folder)
    except (TimeoutError, httpx.TimeoutException):
        return _failed(address, "did not come in time: try again later, or save the page and index the file.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return _failed(address, f"cannot be had ({lines[0][:200]}): check the address and the network.")
    except OSError as error:
        why = error.strerror or type(error).__name__
        return _failed(address, f"cannot be kept ({why}): check the disk of temporary files, then try again.")


async def _one(client: httpx.AsyncClient, address: str, known: str, folder: Path) -> Page:
    url = httpx.URL(address)
    before = json.loads(known) if known else {}
    for _ in range(REDIRECTS + 1):
        conditions = before["headers"] if before.get("url") == str(url) else {}
        async with client.stream("GET", url, headers=conditions) as response:
            if response.next_request is None:
                return await _page(address, response, bool(conditions), folder)
            url = response.next_request.url
        if url.scheme not in SCHEMES:
            return _failed(address, f"leads to {url}, which is no web page: index what it leads to by itself.")
    return _failed(address, f"leads on more than {REDIRECTS} times: index the address where a browser ends up.")


async def _page(address: str, response: httpx.Response, asked_for_changes: bool, folder: Path) -> Page:
    status = response.status_code
    if status == HTTPStatus.NOT_MODIFIED and asked_for_changes:
        return Page(address, "same")
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Page(address, "gone", reason=f"{address} does not exist ({status}): check the spelling of the address.")
    if status != HTTPStatus.OK:
        said = f"{status} {response.reason_phrase}".strip()
        return _failed(address, f"cannot be had (the server says {said}): try again later, or open it in a browser.")
    if response.headers.get("content-encoding", "").lower() not in PACKED:
        return _failed(address, "comes packed in a way that was not asked for: save the page and index the file.")
    if (data := await _body(response)) is None:
        return _failed(address, f"is larger than {LARGEST >> 20} MB: save it, and index the file.")
    return Page(address, "came", _saved(address, data, response, folder), _validators(response))


async def _body(response: httpx.Response) -> bytes | None:
    """What a response holds, unpacked; None where that is more than is taken, in bounded memory."""
    if int(response.headers.get("content-length", 0)) > LARGEST:
        return None
    data = bytearray()
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > LARGEST:
            return None
    return bytes(data)


def _saved(address: str, data: bytes, response: httpx.Response, folder: Path) -> Path:
    """The file with the content of a response; text in an encoding that only the response names becomes UTF-8."""
    name = named(file_name(address), response.headers.get("content-type", ""))
    charset = (response.charset_encoding or "").lower()
    if charset and not charset.startswith("utf"):
        try:
            if format_of(data, name) in TEXTS:
                data = decode(data, name, charset).encode("utf-8-sig")
        except UnreadableFile:
            pass  # told when it is read
    folder.mkdir()
    file = folder / name
    file.write_bytes(data)
    return file


def _validators(response: httpx.Response) -> str:
    """What to send the next time, and to which address, so that the server need not send the same again."""
    names = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
    headers = {ours: response.headers[theirs] for theirs, ours in names if theirs in response.headers}
    return json.dumps({"url": str(response.url), "headers": headers}) if headers else ""


def _failed(address: str, why: str) -> Page:
    return Page(address, "failed", reason=f"{address} {why}")
