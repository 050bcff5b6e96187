"""What programs get from the server: the lines of docs/rest.md, streams, errors, MCP."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from browsing import EXAMPLES, Site
from mcp import Client

from assistant import Event
from assistant.web.limit import MOST_BYTES

GUIDE = (Path(__file__).parents[2] / "docs" / "rest.md").read_text("utf-8")
BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)
QUESTION = EXAMPLES[0]


def send(site: Site, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """Status, JSON and headers of what the server answers; `body` goes as JSON, or as it is where it is bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    try:
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, payload, {"Content-Type": "application/json", **sent})
        response = connection.getresponse()
        return (
            response.status,
            json.loads(response.read()),
            {name.lower(): value for name, value in response.headers.items()},
        )
    finally:
        connection.close()


def examples() -> Iterator[tuple[str, Any]]:
    """Each command of the guide with the JSON that it shows for it, None where it shows none."""
    blocks = BLOCK.findall(GUIDE)
    for (kind, text), (following, shown) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "sh":
            yield text, json.loads(shown) if following == "json" else None


def test_every_line_of_the_guide_works_and_gives_what_it_shows(site: Site) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    for command, shown in examples():
        line = command.replace("http://127.0.0.1:7860", site.url).replace("curl -s", "curl --fail-with-body -sS")
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        if shown is not None:
            assert_holds(json.loads(done.stdout), shown)


def assert_holds(given: Any, shown: Any) -> None:
    """`given` has at least what is `shown`: the same values under the same names, and the first items of lists."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert_holds(given[name], value)
    elif isinstance(shown, list):
        assert len(given) >= len(shown)
        for one, other in zip(given, shown, strict=False):
            assert_holds(one, other)
    else:
        assert given == shown


def events(text: str) -> list[tuple[str, Any]]:
    found = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in found]


def test_a_stream_gives_steps_sentences_and_the_same_answer(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("POST", "/v1/stream", json.dumps({"question": QUESTION}), {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert response.status == 200 and response.headers["content-type"].startswith("text/event-stream")
    told = events(response.read().decode())
    connection.close()
    answer = site.assistant.query(QUESTION)
    assert [kind for kind, _ in told] == ["step", *["sentence"] * len(answer.sentences), "answer"]
    assert [data["sentence"]["text"] for kind, data in told if kind == "sentence"] == [
        one.text for one in answer.sentences
    ]
    assert told[1][1]["citations"][0]["quote"] == answer.citations[0].quote
    assert told[-1][1]["text"] == answer.text


def test_hanging_up_stops_the_work(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    closed: list[bool] = []

    def endless(*asked: object) -> Iterator[Event]:
        try:
            for number in range(10_000):
                given.append(number)
                time.sleep(0.02)
                yield Event("step", f"Step {number}")
        finally:
            closed.append(True)

    monkeypatch.setattr(site.assistant, "stream", endless)
    body = json.dumps({"question": QUESTION}).encode()
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as line:
        line.sendall(
            b"POST /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        received = b""
        while b"Step 3" not in received:
            received += line.recv(4096)
    until = time.monotonic() + 20
    while not closed and time.monotonic() < until:
        time.sleep(0.05)
    assert closed == [True] and 3 < len(given) < 1000
    stopped = len(given)
    time.sleep(0.2)
    assert len(given) == stopped


def test_what_breaks_in_the_middle_of_a_stream_is_told_in_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*asked: object) -> Iterator[Event]:
        yield Event("step", "Begun")
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site.assistant, "stream", breaking)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("POST", "/v1/stream", json.dumps({"question": QUESTION}), {"Content-Type": "application/json"})
    text = connection.getresponse().read().decode()
    connection.close()
    assert [kind for kind, _ in events(text)] == ["step", "error"]
    assert "secret detail" not in text


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("POST", "/v1/query", {"question": " "}, 400, "question is empty"),
        ("POST", "/v1/stream", {"question": " "}, 400, "question is empty"),
        ("POST", "/v1/stream", {"question": "why " * 600}, 400, "shorten it"),
        ("POST", "/v1/query", {"question": QUESTION, "documents": []}, 400, "choose at least one"),
        ("POST", "/v1/search", {"question": QUESTION, "documents": ["no\ud800where"]}, 404, "GET /v1/documents lists"),
        ("GET", "/v1/documents/../nowhere.md", None, 404, "nowhere.md"),
        ("GET", "/v1/documents/anka-drone.txt?start=x", None, 422, "'start' should be a valid integer"),
        ("GET", "/v1/documents/anka-drone.txt?stop=10", None, 422, "There is no 'stop' (there are start, end)"),
        ("GET", "/v1/documents?colection=a", None, 422, "There is no 'colection' (is collection meant?)"),
        ("POST", "/v1/query", {"qestion": QUESTION}, 422, "There is no 'qestion' (is question meant?): see"),
        ("POST", "/v1/query", {}, 422, "'question' is missing: see docs/rest.md"),
        ("POST", "/v1/query", [], 422, "The body is no JSON object: see docs/rest.md"),
        (
            "POST",
            "/v1/query",
            {"question": QUESTION, "history": [{"role": "x" * 30}]},
            422,
            "'history.0.role' should be",
        ),
        ("POST", "/v1/query", {"question": QUESTION, "top_k": 4}, 422, "no 'top_k' (there are question, documents"),
        (
            "POST",
            "/v1/query",
            {"question": QUESTION, "documnets": []},
            422,
            "There is no 'documnets' (is documents meant?)",
        ),
        ("POST", "/v1/search", {"question": QUESTION, "count": 51}, 422, "'count' should be less than or equal to 50"),
        ("POST", "/v1/query", b'{"question": ', 422, "The body is no JSON (Expecting value at character 13)"),
        ("POST", "/v1/query", b"\xff", 422, "cannot be read as JSON"),
        ("GET", "/v1", None, 404, "nothing at /v1: programs use"),
        ("GET", "/v1/query", None, 405, "answers to POST only"),
        ("GET", "/v1/nothing", None, 404, "POST /v1/query"),
        ("POST", "/v1/query", b" " * (MOST_BYTES + 1), 413, "1,000,000 bytes at most"),
    ],
)
def test_an_error_has_its_status_and_one_sentence(
    site: Site, method: str, path: str, body: object, status: int, told: str
) -> None:
    given, said, _ = send(site, method, path, body)
    assert given == status
    assert list(said) == ["error"] and told in said["error"]


def test_a_body_without_its_header_names_the_header(site: Site) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    status, said, _ = send(site, "POST", "/v1/query", {"question": QUESTION}, **form)
    assert status == 422 and "send the header content-type: application/json" in said["error"]


def test_one_name_is_a_list_of_one_and_null_is_none(site: Site) -> None:
    one = {"question": QUESTION, "documents": "middle-corridor.docx", "history": None, "collections": None}
    status, said, _ = send(site, "POST", "/v1/query", one)
    assert status == 200 and said["text"] == site.assistant.query(QUESTION, None, "middle-corridor.docx").text


def test_head_and_options_are_answered_as_they_should_be(site: Site) -> None:
    def asked(method: str, path: str) -> tuple[int, str | None, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request(method, path)
        response = connection.getresponse()
        said = response.status, response.headers.get("allow"), response.read()
        connection.close()
        return said

    for path in ("/healthz", "/v1/documents", "/v1/documents/anka-drone.txt"):
        assert asked("HEAD", path) == (200, None, b"")
    assert asked("HEAD", "/v1/query")[:2] == asked("OPTIONS", "/v1/query")[:2] == (405, "POST")


def test_the_interface_describes_itself(site: Site) -> None:
    status, said, _ = send(site, "GET", "/openapi.json")
    assert status == 200 and said["info"]["title"] == "Passage"
    asked = {f"{method.upper()} {path}" for path, ways in said["paths"].items() for method in ways}
    posts = {f"POST /v1/{name}" for name in ("query", "stream", "search")}
    assert asked == posts | {"GET /v1/documents", "GET /v1/documents/{name}"}
    schemas = said["components"]["schemas"]
    answer = site.assistant.query(QUESTION).to_dict()
    assert set(schemas["Answer"]["properties"]) == set(answer)
    assert set(schemas["Citation"]["properties"]) == set(answer["citations"][0])
    assert set(schemas["Question"]["properties"]) == {"question", "history", "documents", "collections"}


def test_a_long_body_without_a_length_is_cut_off_too(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("POST", "/v1/query", iter([b" " * 100_000] * 12), encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_what_nobody_foresaw_is_told_without_its_detail(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*asked: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site.assistant, "query", broken, raising=False)
    status, said, _ = send(site, "POST", "/v1/query", {"question": QUESTION})
    assert status == 500 and "secret" not in said["error"]


def test_mcp_over_http_gives_the_same_answer_and_keeps_other_sites_out(site: Site) -> None:
    async def talk() -> Any:
        async with asyncio.timeout(60), Client(f"{site.url}/mcp") as client:
            return await client.call_tool("query", {"question": QUESTION})

    with ThreadPoolExecutor(1) as thread:  # the main thread's event loop is Gradio's
        asked = thread.submit(lambda: asyncio.run(talk())).result()
    assert asked.structured_content["text"] == site.assistant.query(QUESTION).text
    assert send(site, "POST", "/mcp", {}, Origin="http://evil.example")[0] == 403
    assert send(site, "POST", "/mcp", {}, Host="evil.example")[0] == 400
    assert send(site, "POST", "/mcp", b" " * (MOST_BYTES + 1))[0] == 413
