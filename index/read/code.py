"""Source code and configuration: every line as it is written, under the name of its file."""

from __future__ import annotations

import re

from index.documents import Text
from index.read.builder import Builder, clean
from index.read.decode import decode


def read_code(data: bytes, name: str) -> Text:
    """A text file whose line breaks and indents matter. Raises UnreadableFile for binary data."""
    builder = Builder()
    for part in re.split(r"\n(?:[ \t]*\n)+", clean(decode(data, name).replace("\f", "\n"))):
        builder.add(part)
    return builder.build("code", name)
