"""JSON and JSON Lines: each record as one line, "name: Ann; address.city: Oslo", nested names as paths."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.decode import decode
from index.read.tables import Named, pairs_line, table_lines

_NAMES = ("name", "title", "label", "id")  # keys under which an object says what it is
_WHOLE = 1 << 26  # bytes of JSON that is parsed as a whole; JSON Lines may be longer


def read_json(data: bytes, name: str) -> Text:
    """One JSON value, or one on each line. Raises UnreadableFile where neither is true."""
    text = decode(data, name).strip()
    builder = Builder()
    try:
        if (records := _on_lines(text)) is not None:
            builder.lines(_line(record) for record in records)
        elif len(data) > _WHOLE:
            raise UnreadableFile(f"{name} is one JSON value of more than {_WHOLE >> 20} MB: save it as JSON Lines.")
        else:
            _add(builder, _parsed(text), "")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(f"{name} is no valid JSON ({place}): mend it, or export it again.") from error
    except RecursionError as error:
        raise UnreadableFile(f"{name} is JSON that is nested too deep: save it in a flatter form.") from error
    return builder.build("json")


def _parsed(text: str) -> Any:
    """A JSON value, its numbers as they are written."""
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _on_lines(text: str) -> Iterator[Any] | None:
    """The values of JSON Lines, None where the first line is no value or the only one."""
    first, _, rest = text.partition("\n")
    if not rest:
        return None
    try:
        _parsed(first)
    except json.JSONDecodeError:
        return None
    return _values(text)


def _values(text: str) -> Iterator[Any]:
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if line := text[start:end].strip():
            try:
                yield _parsed(line)
            except json.JSONDecodeError as error:
                raise json.JSONDecodeError(error.msg, text, start + error.pos) from error
        start = end + 1


def _add(builder: Builder, value: Any, path: str, owner: Sequence[Named] = ()) -> None:
    """A list becomes a section of lines; what else an object holds becomes one line, and one for each inner object.

    The line of an inner object begins with the name of its `owner`.
    """
    if isinstance(value, list):
        if path and _is_long(value):
            builder.heading(path, 2)
        builder.lines(_rows(value, path))
    elif isinstance(value, dict):
        inner = {key: part for key, part in value.items() if isinstance(part, dict) or _is_long(part)}
        plain = {key: part for key, part in value.items() if key not in inner}
        pairs = list(_pairs(plain, path))
        if any(words for _, words in pairs):
            builder.add(pairs_line([*owner, *pairs]))
        named = [(_path(path, key), _bare(plain[key])) for key in _NAMES if plain.get(key)]
        for key, part in inner.items():
            _add(builder, part, _path(path, key), named[:1] or owner)
    else:
        builder.add(_line(value))


def _is_long(value: Any) -> bool:
    """Whether a value is a list of more than bare values, whose parts get lines of their own."""
    return isinstance(value, list) and any(isinstance(part, dict | list) for part in value)


def _rows(value: list[Any], path: str) -> Iterable[str]:
    if value and all(isinstance(row, list) and not _is_long(row) for row in value):
        return table_lines([_bare(cell) for cell in row] for row in value)
    if not _is_long(value):
        return [pairs_line(_pairs(value, path))]
    return map(_line, value)


def _line(record: Any) -> str:
    return pairs_line(_pairs(record, ""))


def _pairs(value: Any, path: str) -> Iterator[Named]:
    """All that a value holds, with the path to it; numbers in a path count the parts of a list from 1."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _pairs(part, _path(path, key))
    elif _is_long(value):
        for number, part in enumerate(value, start=1):
            yield from _pairs(part, _path(path, str(number)))
    elif isinstance(value, list):
        yield path, ", ".join(filter(None, map(_bare, value)))
    else:
        yield path, _bare(value)


def _path(above: str, key: str) -> str:
    return f"{above}.{flat(key)}" if above else flat(key)


def _bare(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else flat(str(value))
