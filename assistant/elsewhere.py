"""What the settings send to other machines: nothing, unless a person named a model or a server there."""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from assistant.llm.spec import Spec, parse
from assistant.settings import Settings

ADDRESS = {
    "openai": "OPENAI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
    "ollama": "OLLAMA_HOST",
}  # by the environment
HERE = "localhost"


def sent(settings: Settings) -> list[str]:
    """One sentence for each thing that leaves this machine; empty where nothing does."""
    told = []
    if settings.chroma != "folder" and not _is_here(host := _host(settings.chroma)):
        told.append(f"Their passages are kept on the Chroma server at {host}.")
    spec = parse(settings.llm)
    if spec and not _is_here(_asked_at(spec)):
        told.append(f"Questions, and the passages found for them, go to the language model {spec.name}.")
    return told


def _asked_at(spec: Spec) -> str:
    """The host that a language model is asked at; the kind's own name where that is its provider's."""
    if spec.kind == "gguf":
        return HERE
    own = HERE if spec.kind == "ollama" else spec.kind
    address = spec.url or os.environ.get(ADDRESS.get(spec.kind, ""), "")
    return _host(address) if address else own


def _host(address: str) -> str:
    """The host of an address, which may lack its scheme."""
    return urlsplit(address if "//" in address else f"//{address}").hostname or ""


def _is_here(host: str) -> bool:
    if host == HERE or host.endswith(f".{HERE}"):
        return True
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False
