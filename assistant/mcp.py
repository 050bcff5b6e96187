"""The assistant as an MCP server, so that other assistants can ask the documents and cite them.

Needs the package `mcp`, the official SDK of the protocol, which the extra `mcp` installs; importing this module says so
where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from inspect import getdoc
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

from pydantic import BaseModel, Field, ValidationError

from assistant import programs
from assistant.errors import PackageMissing
from assistant.mistakes import mistake
from assistant.programs import LONGEST_READ, MOST_PASSAGES, Given, Names, Said, Words
from index.errors import AssistantError, DocumentMissing

if TYPE_CHECKING:
    from assistant.assistant import Assistant

try:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.mcpserver.tools.base import Tool
    from mcp.types import CallToolResult, TextContent, ToolAnnotations
except ImportError as missing:
    raise PackageMissing(
        "The MCP server needs the package mcp 2: pip install -e '.[mcp]' in the project's folder."
    ) from missing

MOST_DOCUMENTS = 200  # that one call lists: an assistant reads every line of them

INSTRUCTIONS = (
    "Answers questions from the person's own documents. Every sentence of an answer is supported by the exact words "
    "that it cites, and a question that the documents do not answer is refused: do not fill in the answer yourself. "
    "Use query for a question, search for passages to reason over, documents for what there is, read for a text."
)

P = ParamSpec("P")
T = TypeVar("T")

Question = Annotated[Words, Field(description="a question, as a person would ask it")]
Documents = Annotated[
    Names | None,
    Field(description="names of the documents to search in, as `documents` lists them; all if left out"),
]
Collections = Annotated[
    Names | None,
    Field(description="collections to search in, as `documents` names them; all if left out"),
]


class Passages(BaseModel):
    """Passages, best first."""

    passages: list[programs.FoundPassage]


class Listing(BaseModel):
    """The documents of the index."""

    documents: list[programs.ListedDocument]
    total: int  # of the index, or of the collections asked for


def server(assistant: Assistant) -> MCPServer[Any]:
    """The MCP server over an assistant, ready to run over standard input and output or HTTP."""
    tools = Tools(assistant)
    offered = [_offered(tool) for tool in (tools.query, tools.search, tools.documents, tools.read)]
    return MCPServer(
        "passage",
        title="Passage",
        version=version("passage-assistant"),
        instructions=INSTRUCTIONS,
        log_level="WARNING",
        tools=offered,
    )


class Strict(Tool):
    """A tool that refuses arguments that it does not have: a misspelt "documents" would search in all of them."""

    async def run(self, arguments: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """What the tool gives. Raises ToolError in words that a model can mend its arguments by."""
        known = list(self.fn_metadata.arg_model.model_fields)
        unknown = [{"type": "extra_forbidden", "loc": (name,)} for name in arguments if name not in known]
        if unknown:
            raise ToolError(f"{mistake(unknown, known)}.")
        try:
            return await super().run(arguments, *args, **kwargs)
        except ToolError as error:
            if not isinstance(wrong := error.__cause__, ValidationError):
                raise
            raise ToolError(f"{mistake(wrong.errors(), known)}.") from error


def _offered(tool: Callable[..., Any]) -> Tool:
    looks = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    made = Strict.from_function(_explained(tool), description=getdoc(tool), annotations=looks)
    made.parameters["additionalProperties"] = False
    return made


def _explained(tool: Callable[P, T]) -> Callable[P, T]:
    """The same tool, with errors that a person can mend told to the model in their own words."""

    @wraps(tool)
    def explained(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return tool(*args, **kwargs)
        except DocumentMissing as error:
            raise ToolError(str(DocumentMissing(error.name, "the tool documents"))) from error
        except AssistantError as error:
            raise ToolError(str(error)) from error

    return explained


class Tools:
    """What the server offers; each docstring is what a model reads about its tool."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def query(
        self,
        question: Question,
        history: list[Said] | None = None,
        documents: Documents = None,
        collections: Collections = None,
    ) -> Annotated[CallToolResult, Given]:
        """Answer a question from the documents, with numbered citations, or say that they do not answer it.

        history holds the earlier messages of the conversation, oldest first, so that a follow-up is understood.
        """
        said = [one.model_dump() for one in history or ()]
        answer = self._assistant.query(question, said, documents, collections)
        return _result(programs.told(answer), answer.to_dict())

    def search(
        self,
        question: Question,
        count: Annotated[int, Field(ge=1, le=MOST_PASSAGES, description="most passages to give")] = 5,
        documents: Documents = None,
        collections: Collections = None,
    ) -> Annotated[CallToolResult, Passages]:
        """Find the passages nearest to a question, best first, without answering it."""
        found = Passages(passages=programs.search(self._assistant, question, count, documents, collections))
        text = "\n\n".join(f"{programs.place(one)}\n{one.text}" for one in found.passages)
        return _result(text, found.model_dump())

    def documents(
        self,
        start: Annotated[int, Field(ge=0, description="how many documents to pass over")] = 0,
        count: Annotated[int, Field(ge=1, le=MOST_DOCUMENTS, description="most documents to list")] = MOST_DOCUMENTS,
        collections: Collections = None,
    ) -> Annotated[CallToolResult, Listing]:
        """List the documents that can be asked about, by name."""
        every = programs.documents(self._assistant, collections)
        listed = Listing(documents=every[start : start + count], total=len(every))
        lines = [
            f"{one.name}: {one.title} ({one.passages} passages, collection {one.collection})"
            for one in listed.documents
        ]
        if rest := len(every) - start - len(lines):
            lines.append(f"and {rest} more, from start={start + len(lines)} on" if rest > 0 else "There are no more.")
        return _result("\n".join(lines) or "The index holds no documents yet.", listed.model_dump())

    def read(
        self,
        name: Annotated[str, Field(description="name of a document, as `documents` lists it")],
        start: Annotated[int, Field(ge=0, description="offset of the first character")] = 0,
        end: Annotated[
            int | None, Field(description=f"offset after the last one; {LONGEST_READ:,} at most at once")
        ] = None,
    ) -> Annotated[CallToolResult, programs.DocumentText]:
        """Read a document's text, or the part of it around a citation's start and end."""
        last = start + LONGEST_READ if end is None else min(end, start + LONGEST_READ)
        part = programs.read(self._assistant, name, start, last)
        return _result(part.text, part.model_dump())


def _result(text: str, structured: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
