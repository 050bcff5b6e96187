"""What programs are told when something is wrong with what they send, whoever finds it: one sentence under "error"."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from assistant import Assistant
from assistant.web import rest
from assistant.web.asking import Asking
from assistant.web.guard import Guard


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    app = FastAPI()
    rest.add(app, assistant, Asking(assistant))
    yield TestClient(app)


@pytest.mark.parametrize("body", [b'{"question": "\xff"}', b"\xff\xfe", b"nothing", b"[" * 100_000])
def test_a_body_that_is_no_json_is_told_as_every_error(client: TestClient, body: bytes) -> None:
    reply = client.post("/v1/query", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422 and list(reply.json()) == ["error"]
    assert "see docs/rest.md" in reply.json()["error"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1"), ("POST", "/v1"), ("GET", "/v1/"), ("GET", "/v1/what")])
def test_an_address_without_anything_says_what_there_is(client: TestClient, method: str, path: str) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 404 and f"nothing at {path}: programs use POST /v1/query" in reply.json()["error"]


def test_what_the_framework_refuses_is_told_in_the_same_form_there_and_as_ever_elsewhere(client: TestClient) -> None:
    refused = client.options("/v1/query")
    assert refused.status_code == 405 and list(refused.json()) == ["error"] and refused.headers["allow"]
    assert client.get("/elsewhere").json() == {"detail": "Not Found"}


def test_an_origin_that_is_no_address_is_another_site() -> None:
    passed: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["path"])

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://[")]
    scope: Any = {"type": "http", "method": "POST", "path": "/v1/query", "headers": headers}
    with ThreadPoolExecutor(1) as apart:  # a loop of the browser tests may run in this thread
        apart.submit(lambda: asyncio.run(Guard(app)(scope, None, send))).result()  # type: ignore[arg-type]
    assert sent[0]["status"] == 403 and passed == []
