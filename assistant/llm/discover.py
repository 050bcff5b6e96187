"""Which language models run on this machine: the usual ports of the usual servers, asked at once and briefly.

The doctor asks, and the page when it is loaded; none is ever used unless the person chooses it.
"""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

MOST = 1 << 20  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class Local:
    """A model that a server on this machine offers; `setting` is what chooses it as ASSISTANT_LLM."""

    server: str
    model: str
    setting: str


SERVERS = (("Ollama", 11434), ("LM Studio", 1234), ("llama.cpp", 8080), ("vLLM", 8000))


def local_models(
    timeout: float = 0.3, servers: tuple[tuple[str, int], ...] = SERVERS, host: str = "127.0.0.1"
) -> list[Local]:
    """The models of every server that answers within `timeout` seconds; an empty list where none does."""
    with ThreadPoolExecutor(len(servers)) as pool:
        listed = pool.map(lambda one: _models(host, one[0], one[1], timeout), servers)
        return [model for models in listed for model in models]


def _models(host: str, server: str, port: int, timeout: float) -> list[Local]:
    try:
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        try:
            connection.request("GET", "/v1/models")  # all four speak it
            listed = json.loads(connection.getresponse().read(MOST))["data"]
            names = [str(one["id"]) for one in listed if str(one["id"]).strip()]
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return []  # nobody there, or something else listens
    return [Local(server, name, _setting(host, server, port, name)) for name in names]


def _setting(host: str, server: str, port: int, model: str) -> str:
    return f"ollama:{model}" if server == "Ollama" else f"openai-like:http://{host}:{port}/v1#{model}"
