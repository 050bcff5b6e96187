"""The MCP server, as the official SDK's own client sees the real command."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from assistant import REFUSAL, Assistant

QUESTION = "How many troops did the CSTO send to Kazakhstan?"
ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "assistant", "mcp", "--index"]
SECONDS = 60


def session(index: Path, talk: Callable[[Client], Awaitable[Any]]) -> Any:
    """Run `talk` with a client that started `assistant mcp` and shook hands with it."""

    async def run() -> Any:
        command = StdioServerParameters(
            command=COMMAND[0], args=[*COMMAND[1:], str(index)], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        async with asyncio.timeout(SECONDS), Client(command) as client:
            return await talk(client)

    with ThreadPoolExecutor(1) as thread:  # other tests have an event loop of their own in the main thread
        return thread.submit(lambda: asyncio.run(run())).result()


def text(result: Any) -> str:
    return "\n".join(part.text for part in result.content)


def test_a_client_asks_searches_lists_and_reads(assistant: Assistant) -> None:
    async def talk(client: Client) -> dict[str, Any]:
        asked = {"question": "And when did they leave?", "history": [{"role": "user", "content": QUESTION}]}
        one = {"question": QUESTION, "documents": ["middle-corridor.docx"]}
        return {
            "tools": await client.list_tools(),
            "query": await client.call_tool("query", {"question": QUESTION}),
            "follow": await client.call_tool("query", asked),
            "refused": await client.call_tool("query", {"question": "What is the capital of Australia?"}),
            "restricted": await client.call_tool("query", one),
            "single": await client.call_tool("query", {"question": QUESTION, "documents": "middle-corridor.docx"}),
            "search": await client.call_tool("search", {"question": QUESTION, "count": 3}),
            "documents": await client.call_tool("documents", {}),
            "some": await client.call_tool("documents", {"start": 1, "count": 2}),
            "read": await client.call_tool("read", {"name": "anka-drone.txt", "start": 5, "end": 25}),
            "long": await client.call_tool("read", {"name": "anka-drone.txt", "end": 10**9}),
        }

    said = session(assistant.index.folder, talk)
    assert [tool.name for tool in said["tools"].tools] == ["query", "search", "documents", "read"]
    assert all(tool.output_schema and tool.annotations.read_only_hint for tool in said["tools"].tools)
    assert not any(said[name].is_error for name in said if name != "tools")

    answer = assistant.query(QUESTION)
    given = said["query"].structured_content
    assert {**given, "timings": 0} == {**_plain(answer.to_dict()), "timings": 0}
    first = answer.citations[0]
    assert answer.text in text(said["query"])
    assert f"[1] {first.title}" in text(said["query"]) and " ".join(first.quote.split()) in text(said["query"])
    assert said["follow"].structured_content["standalone_question"] != "And when did they leave?"
    assert text(said["refused"]).startswith(f"{REFUSAL}\n\nClosest passages:")
    assert all(tool.input_schema["additionalProperties"] is False for tool in said["tools"].tools)
    assert not any(" " * 4 in tool.description for tool in said["tools"].tools)
    assert said["single"].structured_content["text"] == said["restricted"].structured_content["text"]
    restricted = said["restricted"].structured_content
    assert {one["document"] for one in (*restricted["citations"], *restricted["closest"])} == {"middle-corridor.docx"}

    passages = said["search"].structured_content["passages"]
    assert len(passages) == 3
    for one in passages:
        assert assistant.document(one["document"]).text[one["start"] : one["end"]] == one["text"]
    names = {one["name"] for one in said["documents"].structured_content["documents"]}
    assert names == {document.name for document in assistant.documents()}
    listed = said["documents"].structured_content
    assert said["some"].structured_content == {**listed, "documents": listed["documents"][1:3]}
    assert text(said["some"]).splitlines()[-1] == f"and {listed['total'] - 3} more, from start=3 on"
    whole = assistant.document("anka-drone.txt").text
    assert text(said["read"]) == whole[5:25]
    assert said["long"].structured_content["text"] == whole[:20_000]


def _plain(value: Any) -> Any:
    """A value as JSON would give it back."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def test_what_cannot_be_done_is_told_to_the_model(assistant: Assistant) -> None:
    async def talk(client: Client) -> list[Any]:
        calls: tuple[tuple[str, dict[str, Any]], ...] = (
            ("query", {"question": "  "}),
            ("read", {"name": "nowhere.md"}),
            ("search", {"question": QUESTION, "count": 10_000}),
            ("query", {"question": QUESTION, "documents": []}),
            ("query", {"question": QUESTION, "document": "anka-drone.txt"}),
            ("read", {"name": "anka-drone.txt", "from": 3}),
            ("query", {"question": QUESTION, "history": [{"role": "robot", "content": "Hi"}]}),
            ("query", {}),
            ("query", {"question": QUESTION, "documents": 7}),
        )
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    results = session(assistant.index.folder, talk)
    assert all(result.is_error for result in results)
    empty, missing, many, none, *wrong = results
    assert "The question is empty" in text(empty)
    assert "nowhere.md" in text(missing) and "the tool documents lists the names" in text(missing)
    assert "'count' should be less than or equal to 50." in text(many)
    assert "choose at least one" in text(none)
    assert [text(one) for one in wrong] == [
        "There is no 'document' (is documents meant?).",
        "There is no 'from' (there are name, start, end).",
        "'history.0.role' should be 'user' or 'assistant'.",
        "'question' is missing.",
        "'documents' should be a valid list.",
    ]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, (environment.get("PYTHONPATH", ""), str(ROOT))))
    return subprocess.run(
        [*COMMAND, *words],
        input="",
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_without_an_index_the_command_says_how_to_make_one(tmp_path: Path) -> None:
    done = run(str(tmp_path / "none"))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "assistant index FOLDER" in done.stderr


def test_without_the_package_the_command_names_the_line_that_installs_it(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError('no mcp here', name='mcp')\n")
    done = run(str(assistant.index.folder), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "pip install -e '.[mcp]'" in done.stderr


def test_the_command_ends_when_its_client_goes(assistant: Assistant) -> None:
    done = run(str(assistant.index.folder))
    assert done.returncode == 0
    assert done.stdout == "" and done.stderr == ""


@pytest.mark.parametrize(("start", "end", "expected"), [(0, None, (0, 3)), (2, 1, (2, 2)), (-5, 99, (0, 3))])
def test_offsets_beyond_a_text_are_its_ends(start: int, end: int | None, expected: tuple[int, int], index: Any) -> None:
    from assistant import Settings, programs

    folder = index.folder / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("abc")
    index.sync([folder])
    part = programs.read(Assistant(index, Settings()), "a.txt", start, end)
    assert (part.start, part.end) == expected and part.text == "abc"[part.start : part.end]
