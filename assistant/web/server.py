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
from fastapi.responses import JSONResponse
from starlette.routing import BaseRoute

from assistant.errors import PackageMissing
from assistant.web import evaluation_runs, rest
from assistant.web.asking import Asking
from assistant.web.guard import Guard
from assistant.web.library import MAX_UPLOAD
from assistant.web.limit import MOST_BYTES, Limit
from assistant.web.listening import address, listen
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
    app.add_api_route("/healthz", _healthz, methods=["GET", "HEAD"])
    rest.add(app, assistant, asking)
    page = Page(assistant, asking, examples)
    evaluation_runs.add(app, page.evaluation.runs)
    style = static("app.css") + static("evaluation.css")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        theme=theme(),
        head=f'<meta name="color-scheme" content="light dark"><style>{style}</style>',
        js=_scripts("app.js", "access.js", "asking.js"),
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


def _scripts(*names: str) -> str:
    """One function of JavaScript that runs those of the files, in their order."""
    return "() => {" + "".join(f"({static(name)})();\n" for name in names) + "}"


def _healthz() -> dict[str, bool]:
    return {"ok": True}


def _mcp_application(assistant: Assistant) -> FastAPI:
    """An application that answers MCP over HTTP, or one that says what to install where the package is missing.

    Each request stands alone, so that nothing is kept for clients that are gone. The guard checks host and origin.
    """
    quiet: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    try:
        from assistant.mcp import server
    except PackageMissing as missing:
        app, said = FastAPI(title="Passage", **quiet), {"error": str(missing)}
        app.add_api_route(MCP, lambda: JSONResponse(said, 501), methods=["GET", "POST", "DELETE"])
        return app
    from mcp.server.transport_security import TransportSecuritySettings

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
            print(f"Passage is ready at {address(sockets[0])} (Ctrl-C ends it)", flush=True)


def serve(
    assistant: Assistant, listener: socket.socket, *, examples: Sequence[str] = (), hosts: Sequence[str] = ()
) -> None:
    """Serve the page until interrupted; `hosts` are further names that people may reach it by."""
    app = build(assistant, examples=examples, hosts=[socket.gethostname(), *hosts])
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3)
    _Server(config).run(sockets=[listener])


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve `app` from a thread at a free port of this machine, for tests and scripts; gives its address."""
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield address(listener)
        server.should_exit = True
        thread.join(10)
