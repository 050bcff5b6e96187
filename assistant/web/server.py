"""The web server: the page, a small JSON interface beside it, and the guard before both."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.errors import PortTaken
from assistant.web.guard import Guard
from assistant.web.library import MAX_UPLOAD
from assistant.web.page import Page
from assistant.web.parts import STATIC, static
from assistant.web.theme import theme
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class Said(BaseModel):
    """One earlier message of the conversation."""

    role: str
    content: str


class Question(BaseModel):
    """Body of `POST /v1/query`."""

    question: str
    history: list[Said] = []


def build(assistant: Assistant, *, examples: Sequence[str] = (), hosts: Sequence[str] = ()) -> FastAPI:
    """The application: the page at `/`, `/healthz`, `/v1/query` and `/v1/documents`.

    It answers to addresses, to the loopback names and to `hosts`, and to no other name.
    """
    app = FastAPI(title="Passage", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(AssistantError, _explain)
    _add_routes(app, assistant)
    style = static("app.css")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        Page(assistant, examples).blocks,
        path="/",
        theme=theme(),
        head=f'<meta name="color-scheme" content="light dark"><style>{style}</style>',
        js=static("app.js"),
        favicon_path=str(STATIC / "icon.svg"),
        footer_links=[],
        run_history=False,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        pwa=False,
    )
    mounted.add_middleware(Guard, hosts=hosts)
    return mounted


async def _explain(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 400)


def _add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    @app.post("/v1/query")
    def query(body: Question) -> dict[str, Any]:
        said = [message.model_dump() for message in body.history]
        return assistant.query(body.question, history=said).to_dict()

    @app.get("/v1/documents")
    def documents() -> list[dict[str, Any]]:
        facts = ("name", "title", "format", "pages", "passages", "bytes", "indexed_at")
        return [{fact: getattr(document, fact) for fact in facts} for document in assistant.documents()]


class _Server(uvicorn.Server):
    """Says where the page is once it can be opened, not before."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            address, port = sockets[0].getsockname()[:2]
            shown = f"[{address}]" if ":" in address else address
            print(f"Passage is ready at http://{shown}:{port}", flush=True)


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    examples: Sequence[str] = (),
    hosts: Sequence[str] = (),
) -> None:
    """Serve the page until interrupted; `hosts` are further names that people may reach it by. Raises PortTaken."""
    listener = _listen(host, port)
    with listener:
        app = build(assistant, examples=examples, hosts=[host, socket.gethostname(), *hosts])
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3)
        _Server(config).run(sockets=[listener])


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve `app` from a thread at a free port of this machine, for tests and scripts; gives its address."""
    with _listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise PortTaken(f"Cannot listen at {host}:{port} ({reason}): choose another port with --port.") from None
    return listener
