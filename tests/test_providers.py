"""Each provider's own package, end to end, against a server on this machine that speaks its wire format."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from scripted_server import Scripted, break_off, drip, end_early, fault, garbage, hang, said, scripted, stall, torn
from wires import COMPLETION, PROMPT

from assistant import REFUSAL, Answer, Assistant, Settings
from assistant.llm.spec import KINDS
from assistant.settings import Price, WriterSettings
from index import Index

QUESTION = "How long do worker bees live in summer?"
TRUE = "Worker bees live for about six weeks in summer."
KEY = "sk-secret-0123456789"

# How each provider is chosen, the variable with its address (and the path after it), and the one with its key.
PROVIDERS = {
    "openai-like": ("openai-like:{url}#scripted", None, "", "ASSISTANT_LLM_KEY"),
    "openai": ("openai:scripted", "OPENAI_BASE_URL", "/v1", "OPENAI_API_KEY"),
    "anthropic": ("anthropic:scripted", "ANTHROPIC_BASE_URL", "", "ANTHROPIC_API_KEY"),
    "ollama": ("ollama:scripted", "OLLAMA_HOST", "", "OLLAMA_API_KEY"),
}


@pytest.fixture(scope="module")
def bees(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("bees")
    (folder / "bees.md").write_text(
        "# Bees\n\nA hive holds one queen. Worker bees live for about six weeks in summer. Drones die in autumn.\n"
    )
    (folder / "tides.txt").write_text("The tide follows the moon. A spring tide comes twice in a lunar month.\n")
    index = Index.open(tmp_path_factory.mktemp("ix") / "index", create=True, embedder=embedder)
    index.sync([folder])
    yield index
    index.close()


class Provider:
    """One provider, whose address and key are set where its own package looks for them."""

    def __init__(self, kind: str, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kind = kind
        self.index = index
        self.setting, self.variable, self.path, self.key = PROVIDERS[kind]
        self._monkeypatch = monkeypatch
        monkeypatch.setenv(self.key, KEY)

    def on(self, server: Scripted, **writer: Any) -> Assistant:
        """The assistant with that server as its language model; few seconds, and no retries unless a test says so."""
        if self.variable:
            self._monkeypatch.setenv(self.variable, server.root + self.path)
        chosen = WriterSettings(**{"timeout": 5.0, "retries": 0, **writer})
        return Assistant(self.index, Settings(llm=self.setting.format(url=server.url), writer=chosen))


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, bees: Index, monkeypatch: pytest.MonkeyPatch) -> Provider:
    needs = KINDS[request.param]
    if find_spec(needs.module.rpartition(".")[0]) is None or find_spec(needs.module) is None:
        pytest.skip(f"pip install -e '.[{needs.extra}]' to test the writer {request.param}")
    import_module(needs.module)  # which may take longer than a test allows a model
    return Provider(request.param, bees, monkeypatch)


def test_a_reply_becomes_a_checked_answer_with_tokens_and_cost(provider: Provider) -> None:
    with scripted(f"{TRUE} [1] A hive holds one queen. [1]", piece=5) as server:
        answer = provider.on(server, prices={"scripted": Price(input=2.0, output=10.0)}, max_tokens=77).query(QUESTION)
        (asked,) = server.requests
    assert answer.text == f"{TRUE} [1] A hive holds one queen. [2]" and not answer.note
    assert (answer.usage.model, answer.usage.prompt_tokens) == ("scripted", PROMPT)
    assert answer.usage.completion_tokens == COMPLETION
    assert answer.usage.cost == pytest.approx((PROMPT * 2 + COMPLETION * 10) / 1e6)
    assert asked["model"] == "scripted" and asked["stream"] is True
    assert 77 in (
        asked.get("max_tokens"),
        asked.get("max_completion_tokens"),
        asked.get("options", {}).get("num_predict"),
    )
    assert REFUSAL in json.dumps([asked.get("system", ""), asked["messages"][0]["content"]])  # what it is told to say


FAULTS = {
    "401": (401, "refused the key (HTTP 401)"),
    "404": (404, "is not there under this name (HTTP 404)"),
    "429": (429, "has too many requests or no quota left (HTTP 429)"),
    "500": (500, "failed (HTTP 500)"),
    "529": (529, "is overloaded (HTTP 529)"),
    "hangs": (hang, "took longer than 1 second"),
    "stalls": (stall, "took longer than 1 second"),
    "drips": (drip, "took longer than 1 second"),
    "half an event": (break_off, "broke off|no reply"),
    "ends early": (end_early, "broke off"),
    "torn connection": (torn, "broke off"),
    "fault in the stream": (fault, "reported a fault"),
    "garbage": (garbage, "no reply|nothing that is a sentence"),  # Anthropic's package skips unnamed events
    "empty": ("", "wrote nothing that is a sentence"),
    "not there": (None, "cannot be reached"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_gives_quotes_and_one_line_that_says_why(provider: Provider, name: str) -> None:
    reply, why = FAULTS[name]
    with scripted(reply) as server:
        assistant = provider.on(server, timeout=1.0 if reply in (hang, stall, drip) else 5.0)
        if reply is not None:
            answer, took = timed(assistant)
    if reply is None:
        answer, took = timed(assistant)  # the server has gone
    assert took < 8, took
    assert "six weeks" in answer.text and answer.usage.model == "scripted"
    assert answer.note.startswith("The language model ") and "\n" not in answer.note
    assert any(one in answer.note for one in why.split("|")), answer.note
    assert KEY not in json.dumps(answer.to_dict())


def timed(assistant: Assistant) -> tuple[Answer, float]:
    began = time.monotonic()
    return assistant.query(QUESTION), time.monotonic() - began


def test_an_overload_that_passes_is_waited_for(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.call.FIRST_WAIT", 0.1)
    with scripted(529, 429, 500, f"{TRUE} [1]") as server:
        answer = provider.on(server, retries=3, timeout=20).query(QUESTION)
        assert len(server.requests) == 4
    assert answer.text == f"{TRUE} [1]" and not answer.note


def test_what_the_limit_of_tokens_cut_off_is_not_shown(provider: Provider) -> None:
    with scripted(said(f"{TRUE} [1] A hive holds one", "length")) as server:
        assert provider.on(server).query(QUESTION).text == f"{TRUE} [1]"


def test_stopping_closes_the_connection(provider: Provider) -> None:
    for reply in (hang, stall, drip):
        with scripted(reply) as server:
            events, began = provider.on(server, timeout=60).stream(QUESTION), time.monotonic()
            for event in events:
                if event.text.startswith("Writing") and server.requests:
                    break
            assert time.monotonic() - began < 20  # the caller has control again and again, whatever the model does
            events.close()
            assert server.hung_up.wait(3), reply


def test_the_key_goes_to_the_server_and_nowhere_else(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for reply in (f"{TRUE} [1]", 401):
        with scripted(reply) as server:
            answer = provider.on(server).query(QUESTION)
            assert [one.removeprefix("Bearer ") for one in server.keys] == [KEY]
        assert KEY not in json.dumps(answer.to_dict()) and KEY not in caplog.text
