"""Nothing looks for a network: indexing and asking work where every other host is out of reach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CODE = """
import socket, sys

asked = []
real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

def lookup(host, *rest, **more):
    if host not in (None, "localhost", "127.0.0.1", "::1"):
        asked.append(host)
        raise OSError("no network")
    return real_lookup(host, *rest, **more)

def connect(self, address):
    if isinstance(address, tuple) and address[0] not in ("localhost", "127.0.0.1", "::1"):
        asked.append(address)
        raise OSError("no network")
    return real_connect(self, address)

socket.getaddrinfo, socket.socket.connect = lookup, connect
from assistant import Assistant
from assistant.web.server import build

assistant = Assistant.open(sys.argv[1], create=True)
assistant.index.sync([sys.argv[2]])
assert "six weeks" in assistant.query("How long do worker bees live in summer?").text
build(assistant)
assert not asked, asked
print("offline")
"""


def test_indexing_asking_and_building_the_page_ask_no_other_host(folder: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", CODE, str(tmp_path / "ix"), str(folder)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.strip().endswith("offline"), done.stderr[-2000:]
