"""The web server: the page, a small JSON interface beside it, and the guard before both."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.routing import BaseRoute

from assistant.errors import PackageMissing, PortTaken
from assistant.web import rest
from assistant.web.asking import Asking
from assistant.web.guard import Guard
from assistant.web.library import MAX_UPLOAD
from assistant.web.limit import MOST_BYTES, Limit
from assistant.web.page import Page
from assistant.web.parts import STATIC, static
from assistant.web.theme import theme

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MCP = "/mcp"


def build(assistant: Assistant, *, examples: Sequence[str] = (), hosts: Sequence[str] = ()) -> FastAPI:
    """The application: the page at `/`, `/healthz`, the JSON interface at `/v1`, and MCP at `/mcp`.

    It answers to addresses, to the loopback names and to `hosts`, and to no other name.
    """
    asking = Asking(assistant)
    app = _mcp_application(assistant)
    app.add_api_route("/healthz", _healthz)
    rest.add(app, assistant, asking)
    style = static("app.css")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        Page(assistant, asking, examples).blocks,
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
    mounted.add_middleware(Limit, prefixes=("/v1/", MCP))
    mounted.add_middleware(Guard, hosts=hosts)
    return mounted


def _healthz() -> dict[str, bool]:
    return {"ok": True}


def _mcp_application(assistant: Assistant) -> FastAPI:
    """An application that answers MCP over HTTP, or one that does not where the package is missing.

    Each request stands alone, so that nothing is kept for clients that are gone. The guard checks host and origin.
    """
    quiet: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    try:
        from mcp.server.transport_security import TransportSecuritySettings

        from assistant.mcp import server
    except (PackageMissing, ImportError):
        return FastAPI(title="Passage", **quiet)
    made = server(assistant)
    http = made.streamable_http_app(
        streamable_http_path=MCP,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MOST_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    routes: list[BaseRoute] = list(http.routes)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with made.session_manager.run():
            yield

    return FastAPI(title="Passage", lifespan=lifespan, routes=routes, **quiet)


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
