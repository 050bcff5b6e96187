"""The server as a person starts and ends it: a real process, asked over HTTP, ended with Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`python app.py ARGUMENTS`, killed at the latest when the test ends."""
    surroundings = {**os.environ, **environment}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_without_the_mcp_package_its_address_says_what_to_install_and_ctrl_c_ends_the_server_quietly(
    tmp_path: Path,
) -> None:
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError('no mcp here', name='mcp')\n")
    with started("--port", "0", "--index", "new", PYTHONPATH=str(tmp_path)) as server:
        assert server.stdout and server.stderr
        said = server.stdout.readline()
        assert said.startswith("Passage is ready at http://127.0.0.1:"), server.stderr.read()
        port = int(said.split()[4].rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize"}))
        answer = connection.getresponse()
        assert answer.status == 501
        assert "pip install -e '.[mcp]'" in json.loads(answer.read())["error"]
        connection.close()
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
        assert server.stderr.read() == ""


def test_a_taken_port_is_one_sentence_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with started("--port", str(port), "--index", "new") as server:
            assert server.wait(60) == 1
            assert server.stdout and server.stdout.read() == ""
            assert server.stderr and server.stderr.read() == (
                f"assistant: Cannot listen at 127.0.0.1:{port} (address already in use): "
                "choose another port with --port.\n"
            )
    assert not Path("new").exists()


@pytest.mark.parametrize("arguments", [("--port", "99999"), ("--port", "many")])
def test_a_port_that_there_cannot_be_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    with started(*arguments) as server:
        assert server.wait(60) == 2
