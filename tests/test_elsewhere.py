"""What leaves this machine by the settings, as the page tells it."""

from __future__ import annotations

import pytest

from assistant import Settings
from assistant.elsewhere import sent

AWAY = [
    {"llm": "openai:gpt-4.1"},
    {"llm": "anthropic:some-model"},
    {"llm": "openai-like:http://models.example.org:8000/v1#m"},
    {"chroma": "http://vectors.example.org:8000"},
]
HERE = [
    {},
    {"llm": "gguf:/models/small.gguf"},
    {"llm": "ollama:llama"},
    {"llm": "openai-like:http://127.0.0.1:8000/v1#m"},
    {"llm": "openai-like:http://[::1]:8000/v1#m"},
    {"chroma": "http://localhost:8000"},
]


@pytest.mark.parametrize("chosen", HERE)
def test_nothing_leaves_the_machine_unless_a_person_names_another(chosen: dict[str, str]) -> None:
    assert sent(Settings(**chosen)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("chosen", AWAY)
def test_what_goes_to_another_machine_is_told(chosen: dict[str, str]) -> None:
    (told,) = sent(Settings(**chosen))  # type: ignore[arg-type]
    assert told.split()[-1].rstrip(".") in " ".join(chosen.values())


def test_the_environment_says_where_a_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "10.1.2.3:11434")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9000/v1")
    assert sent(Settings(llm="ollama:llama")) and not sent(Settings(llm="openai:any"))
