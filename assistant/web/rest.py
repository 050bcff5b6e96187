"""The JSON interface for programs, at /v1. docs/rest.md shows every request."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant import programs
from assistant.answer import Event
from assistant.assistant import Assistant
from assistant.condense import Message
from assistant.errors import BadQuestion
from assistant.mistakes import mistake
from assistant.programs import (
    MOST_PASSAGES,
    DocumentText,
    FoundPassage,
    Given,
    ListedDocument,
    Names,
    Said,
    Words,
    readable,
)
from assistant.web.asking import Asking
from index.errors import AssistantError, CollectionMissing, DocumentMissing, IndexLocked, IndexMissing

log = logging.getLogger(__name__)

STATUSES: tuple[tuple[type[AssistantError], int], ...] = (
    (BadQuestion, 400),
    (DocumentMissing, 404),
    (CollectionMissing, 404),
    (IndexMissing, 409),
    (IndexLocked, 503),
)
METHODS = {"query": "POST", "stream": "POST", "search": "POST", "documents": "GET"}
EVERY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
PREFIX = "/v1"
UNEXPECTED = "Something went wrong: try again, and look at the server's output if it happens again."
STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # a proxy must not hold events back


class Body(BaseModel):
    """What is posted; unknown names are an error, since they are a misspelling that would go unnoticed."""

    model_config = ConfigDict(extra="forbid")

    question: Words
    documents: Names | None = None
    collections: Names | None = None


class Question(Body):
    """Body of `POST /v1/query` and `POST /v1/stream`."""

    history: list[Said] | None = None


class Search(Body):
    """Body of `POST /v1/search`."""

    count: int = Field(5, ge=1, le=MOST_PASSAGES)


class Listing(BaseModel):
    """What may stand behind the ? of `GET /v1/documents`."""

    model_config = ConfigDict(extra="forbid")

    collection: list[str] | None = None


class Part(BaseModel):
    """What may stand behind the ? of `GET /v1/documents/NAME`: offsets of the part that is wanted."""

    model_config = ConfigDict(extra="forbid")

    start: int = 0
    end: int | None = None


NAMED: dict[str, type[BaseModel]] = {"query": Question, "stream": Question, "search": Search, "documents": Listing}


class Wrong(BaseModel):
    """What every error gives."""

    error: str = Field(description="one sentence that names the fix")


ERROR: dict[str, Any] = {"model": Wrong, "description": "What is wrong, in one sentence"}


class Found(BaseModel):
    """What a search gives."""

    passages: list[FoundPassage]


def add(app: FastAPI, assistant: Assistant, asking: Asking) -> None:
    """Add the interface to an application, and say every error as {"error": sentence}."""
    app.add_exception_handler(AssistantError, _mendable)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)
    router = _router(assistant, asking)
    app.include_router(router)

    @app.get("/openapi.json", include_in_schema=False)
    def described() -> dict[str, Any]:
        return get_openapi(title="Passage", version=version("passage-assistant"), routes=router.routes)


def _router(assistant: Assistant, asking: Asking) -> APIRouter:
    router = APIRouter(prefix=PREFIX, responses={"4XX": ERROR, 422: ERROR, "5XX": ERROR})

    @router.post("/query", response_model=None, responses={200: {"model": Given}})
    def query(body: Question) -> dict[str, Any]:
        return assistant.query(body.question, _history(body), body.documents, body.collections).to_dict()

    @router.post("/stream", response_class=StreamingResponse, responses={200: {"content": {"text/event-stream": {}}}})
    async def stream(body: Question) -> StreamingResponse:
        events = asking.events(body.question, _history(body), body.documents, body.collections)
        first = await anext(events)  # what is wrong with the question is said by the status, before anything streams
        return StreamingResponse(_told(first, events), media_type="text/event-stream", headers=STREAM_HEADERS)

    @router.post("/search")
    def search(body: Search) -> Found:
        found = programs.search(assistant, body.question, body.count, body.documents, body.collections)
        return Found(passages=found)

    @router.head("/documents", include_in_schema=False)
    @router.get("/documents")
    def documents(asked: Annotated[Listing, Query()]) -> list[ListedDocument]:
        return programs.documents(assistant, asked.collection)

    @router.head("/documents/{name:path}", include_in_schema=False)
    @router.get("/documents/{name:path}")
    def document(name: str, part: Annotated[Part, Query()]) -> DocumentText:
        return programs.read(assistant, name, part.start, part.end)

    for path in ("", "/{path:path}"):
        router.add_api_route(path, _nothing, methods=EVERY, include_in_schema=False)
    return router


def _history(body: Question) -> list[Message]:
    return [{"role": message.role, "content": message.content} for message in body.history or ()]


async def _told(first: Event, events: AsyncGenerator[Event, None]) -> AsyncIterator[str]:
    """Server-sent events: step, sentence and answer; `error` where the rest of an answer cannot be had."""
    async with aclosing(events):
        yield _event(first)
        try:
            async for event in events:
                yield _event(event)
        except AssistantError as error:
            yield _sent("error", {"error": str(error)})
        except Exception:
            log.exception("A question could not be answered")
            yield _sent("error", {"error": UNEXPECTED})


def _event(event: Event) -> str:
    if event.answer:
        return _sent(event.kind, event.answer.to_dict())
    if event.sentence:
        return _sent(
            event.kind, {"sentence": asdict(event.sentence), "citations": [asdict(one) for one in event.citations]}
        )
    return _sent(event.kind, {"text": event.text})


def _sent(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


# Errors


def _nothing(request: Request, path: str = "") -> JSONResponse:
    if method := METHODS.get(path.split("/")[0]):
        return _error(405, f"/v1/{path} answers to {method} only.", {"allow": method})
    ways = ", ".join(f"{method} /v1/{name}" for name, method in METHODS.items())
    return _error(404, f"There is nothing at {request.url.path}: programs use {ways}.")


async def _mendable(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, DocumentMissing):
        error = DocumentMissing(error.name, "GET /v1/documents")
    return _error(next((status for kind, status in STATUSES if isinstance(error, kind)), 500), str(error))


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if errors[0]["type"] == "json_invalid":
        said = f"The body is no JSON ({errors[0]['ctx']['error']} at character {errors[0]['loc'][-1]})"
    elif errors[0]["loc"] != ("body",):
        said = mistake(errors, _known(request))
    elif "json" in request.headers.get("content-type", ""):
        said = "The body is no JSON object"
    else:
        return _error(422, "The body is not said to be JSON: send the header content-type: application/json with it.")
    return _error(422, f"{said}: see docs/rest.md for what to send.")


def _known(request: Request) -> list[str]:
    """The names that there are for what is asked."""
    first, _, name = request.url.path.removeprefix(f"{PREFIX}/").partition("/")
    return list((Part if name else NAMED.get(first, Body)).model_fields)


async def _refused(request: Request, error: Exception) -> Response:
    """What the framework itself refuses, in the words of this interface where it is asked, else in its own."""
    assert isinstance(error, HTTPException)
    if not f"{request.url.path}/".startswith(f"{PREFIX}/"):
        return await http_exception_handler(request, error)
    if error.status_code == 400:  # a body that is not UTF-8, or nested too deeply to be read
        return _error(422, "The body cannot be read as JSON: see docs/rest.md for what to send.")
    return _error(error.status_code, f"{error.detail}: see docs/rest.md for what there is.", dict(error.headers or {}))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return _error(500, UNEXPECTED)


def _error(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": readable(sentence)}, status, headers)
