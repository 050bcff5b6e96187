"""Settings: one frozen tree, from `assistant.toml`, then the environment (`ASSISTANT_…`), then arguments.

Nested values are written `ASSISTANT_RETRIEVE__CANDIDATES=50` in the environment and `[retrieve] candidates = 50` in the
file. Unknown names are rejected, in the environment those that look like a misspelt setting; numbers are bounded.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from assistant.errors import BadSettings
from assistant.spelling import check_environment, nearest, variable
from index.store.places import Server

if TYPE_CHECKING:
    from index.embed import Embedder

FILE = "assistant.toml"

# type of a setting's default -> how its values are written in the environment, where that is JSON
_EXAMPLES: dict[type, tuple[str, str]] = {
    tuple: ("lists", '["*.tmp"]'),
    dict: ("tables", '{"NAME": "VALUE"}'),
}


class Part(BaseModel):
    """A branch of the tree: frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SyncSettings(Part):
    """Which files belong to the index, and how soon changes are followed."""

    include: tuple[str, ...] = Field((), description="patterns, as in .gitignore, of files to index; none means all")
    exclude: tuple[str, ...] = Field((), description="patterns of files and folders to leave out")
    debounce: float = Field(1.0, ge=0.05, le=600, description="seconds of quiet before `index --watch` acts on changes")


class RetrieveSettings(Part):
    """How passages are found."""

    candidates: int = Field(
        100, ge=5, le=1000, description="passages taken from each of vectors and terms before fusion"
    )
    vector_weight: float = Field(
        0.5, ge=0, le=1, description="share of the vector score in the fused score; the rest is BM25"
    )


class ReadSettings(Part):
    """How the reader looks for the answer in the passages found."""

    reader: bool = Field(
        True, description="read passages with the bundled reader; without it only words and vectors count"
    )
    passages: int = Field(10, ge=1, le=50, description="passages that are read, the best of the fused list")
    threads: int = Field(2, ge=1, le=64, description="threads of the reader")


class AnswerSettings(Part):
    """How answers are made."""

    sentences: int = Field(3, ge=1, le=10, description="most sentences in a quoted answer")
    min_confidence: float = Field(
        0.32, ge=0, le=1, description="refuse below this calibrated probability that the documents answer the question"
    )
    longest_question: int = Field(2000, ge=50, le=100_000, description="longest question, in characters")
    unsupported: Literal["remove", "flag"] = Field(
        "remove", description="what becomes of a language model's sentence that no passage supports: remove or flag"
    )


class Price(Part):
    """What a language model charges, in your currency, for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class WriterSettings(Part):
    """How a language model is asked; the quotes writer needs none of it."""

    timeout: float = Field(60.0, gt=0, le=3600, description="seconds for writing one answer, with all retries")
    retries: int = Field(2, ge=0, le=10, description="further tries after a fault that may pass")
    temperature: float = Field(0.0, ge=0, le=2, description="how freely the language model picks its words")
    max_tokens: int = Field(600, ge=16, le=100_000, description="longest reply, in tokens")
    passages: int = Field(6, ge=1, le=50, description="passages that the language model is shown of those read")
    context: int = Field(
        4096, ge=512, le=10_000_000, description="context window of ollama: and gguf: models, in tokens"
    )
    threads: int = Field(2, ge=1, le=256, description="threads of gguf: models")
    prices: dict[str, Price] = Field(
        {}, description="your prices by model, such as `{MODEL = {input = 1.0, output = 4.0}}`, for a million tokens"
    )


class ServerSettings(Part):
    """Where the page is served."""

    host: str = Field(  # an empty one, of a variable that was never set, would be every address of the machine
        "127.0.0.1", min_length=1, description="address to listen on; anything but loopback opens the page to others"
    )
    port: int = Field(7860, ge=1, le=65535, description="port to listen on")
    examples: tuple[str, ...] = Field((), description="questions that the empty page offers")
    hosts: tuple[str, ...] = Field((), description="further host names that the page answers to")


class EvaluateSettings(Part):
    """What answers are measured with; none of it changes an answer."""

    sets: tuple[str, ...] = Field(
        ("questions", "tests/questions"), description="question sets that the page offers: files, and folders of them"
    )
    judge: str | None = Field(
        None, description="language model that `evaluate --judge` asks, written as for `llm`; else the one of `llm`"
    )


class Settings(BaseSettings):
    """All settings of one assistant."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_nested_delimiter="__",
        toml_file=FILE,
        frozen=True,
        extra="forbid",
    )

    index: Path = Field(Path(".assistant"), description="folder of the index")
    llm: str = Field(
        "quotes", description="what writes the answer: quotes needs no language model, docs/llm.md lists the others"
    )
    chroma: str = Field("folder", description="where vectors are: folder, or http(s)://HOST:PORT of a Chroma server")
    chroma_token: SecretStr | None = Field(None, description="token that the Chroma server wants; it is never shown")
    chroma_ca: Path | None = Field(
        None, description="file (PEM) of the authority behind an https address, where it is not a public one"
    )
    embedder: str = Field(
        "bundled", description="embedding model: bundled, or the folder of a sentence-transformers model"
    )
    sync: SyncSettings = SyncSettings()
    retrieve: RetrieveSettings = RetrieveSettings()
    read: ReadSettings = ReadSettings()
    answer: AnswerSettings = AnswerSettings()
    writer: WriterSettings = WriterSettings()
    server: ServerSettings = ServerSettings()
    evaluate: EvaluateSettings = EvaluateSettings()

    @field_validator("index", mode="before")
    @classmethod
    def _named(cls, index: Any) -> Any:
        """An empty name is most often a variable of a script that was never set. The folder would be the one in which
        the command runs, and what it was meant to be nobody can tell: as empty names of models are, it is refused."""
        if isinstance(index, str) and not index.strip():
            raise ValueError("it is empty: name a folder, or leave it out for .assistant")
        return index

    @field_validator("index", "chroma_ca")
    @classmethod
    def _expanded(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        try:
            return path.expanduser()
        except RuntimeError:
            raise ValueError(f"there is no home folder {path.parts[0]}: write the whole path") from None

    @field_validator("chroma")
    @classmethod
    def _address(cls, chroma: str) -> str:
        if chroma != "folder" and not _is_server(chroma):
            raise ValueError("write folder, or an address such as http://127.0.0.1:8000")
        return chroma

    @property
    def chroma_server(self) -> Server | None:
        """The Chroma server that holds the vectors, None where the index folder does."""
        if self.chroma == "folder":
            return None
        token = self.chroma_token.get_secret_value() if self.chroma_token else ""
        return Server(self.chroma, token, self.chroma_ca)

    def embedding(self) -> Embedder:
        """The embedding model that is chosen, not loaded yet. Raises ModelMissing where its folder holds none."""
        from index.models import open_model

        return open_model(self.embedder)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments beat the environment, which beats the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **arguments: Any) -> Settings:
        """The settings in force here; arguments that are None do not count. Raises BadSettings, naming the value."""
        from assistant.llm.spec import LOCAL_KEY, parse

        check_environment(os.environ, names(), (LOCAL_KEY,))
        try:
            settings = cls(**{name: value for name, value in arguments.items() if value is not None})
        except ValidationError as error:
            raise _wrong(error) from error
        except SettingsError as error:  # a ValueError too
            raise _no_json(os.environ) from error
        except ValueError as error:  # the TOML file itself
            raise BadSettings(f"{FILE} cannot be read ({error}): correct or remove it.") from error
        parse(settings.llm)
        return settings


def _is_server(address: str) -> bool:
    """Whether an address names a server and nothing below it."""
    try:
        parts = urlsplit(address)
        return bool(
            parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.path.strip("/")
        )
    except ValueError:  # a port that is no number or above 65535, or brackets that do not fit
        return False


def _wrong(error: ValidationError) -> BadSettings:
    """What is wrong with the first wrong value, as a sentence that names the fix."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        meant = nearest(name, names())
        fix = f"write {meant}" if meant else "remove it"
        return BadSettings(f"There is no setting '{name}': {fix} in {FILE} or in the environment.")
    said = first["msg"].removeprefix("Value error, ")
    wrong = said[:1].lower() + said[1:]
    return BadSettings(f"The setting '{name}' is wrong ({wrong}): correct it in {FILE} or in the environment.")


def _no_json(environment: Mapping[str, str]) -> BadSettings:
    """Which variable holds a list or a table and is not JSON, and how to write it."""
    written = {variable(name): _EXAMPLES.get(type(field.default)) for name, field in _fields()}
    written |= {variable(name): _EXAMPLES[dict] for name in Settings.model_fields if variable(name) not in written}
    wrong = (name for name, text in environment.items() if written.get(name.upper()) and not _is_json(text))
    name = min(wrong, default="")
    kind, example = written.get(name.upper()) or _EXAMPLES[tuple]
    what = f"The setting {name} in the environment" if name else "A setting in the environment"
    return BadSettings(f"{what} is not JSON: write {kind} such as {name or variable('sync.exclude')}='{example}'.")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def names() -> list[str]:
    """Every setting, such as "read.passages"."""
    return [name for name, _ in _fields()]


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, Part):
            yield from ((f"{name}.{inner}", one) for inner, one in type(field.default).model_fields.items())
        else:
            yield name, field


def table() -> str:
    """The settings as a Markdown table: name in the file, environment variable, default, meaning. For the README."""
    rows = ["| in `assistant.toml` | in the environment | default | meaning |", "| --- | --- | --- | --- |"]
    for name, field in _fields():
        branch, _, last = name.rpartition(".")
        written = f"[{branch}] {last}" if branch else name
        rows.append(f"| `{written}` | `{variable(name)}` | `{field.default}` | {field.description} |")
    return "\n".join(rows)
