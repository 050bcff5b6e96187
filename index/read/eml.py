"""E-mail (.eml): who wrote to whom, when and on what, then what was written, then what was attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, clean, flat
from index.read.decode import decode
from index.read.furniture import main_part
from index.read.html import add_html, tree_of
from index.read.plain import add_plain

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_QUOTED = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_DEEPEST = 3  # messages attached to messages


def read_eml(data: bytes, name: str) -> Text:
    """One message. Attachments that can be read are read too, each under its name; others are named."""
    message = message_from_bytes(data.lstrip(), policy=policy.default)
    builder = Builder()
    _add(builder, message, name, 0)
    return builder.build("eml", _header(message, "Subject"))


def _add(builder: Builder, message: EmailMessage, name: str, depth: int) -> None:
    builder.lines(f"{header}: {value}" for header in _HEADERS if (value := _header(message, header)))
    attached = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if part.get_filename() or part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            attached.append(part)
        elif kind == "text/html":
            root = tree_of(_bytes(part), name, _charset(part))
            if root is not None:
                add_html(builder, main_part(root))
        elif kind == "text/plain":
            add_plain(builder, _QUOTED.sub("", clean(_words(part, name))))
    for part in attached:
        _add_attachment(builder, part, depth)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return flat(str(message.get(name) or ""))
    except Exception:  # the standard library fails on some malformed headers
        return ""


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something; of several forms of one text the plain one, where it has words."""
    if part.get_content_type() == "message/rfc822" or not part.is_multipart():
        yield part
        return
    children = cast(list[EmailMessage], part.get_payload())
    if part.get_content_subtype() == "alternative":
        forms = [list(_leaves(child)) for child in children]
        yield from next((form for form in forms if any(map(_is_plain, form))), forms[-1] if forms else [])
        return
    for child in children:
        yield from _leaves(child)


def _is_plain(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/plain" and any(chr(byte).isalnum() for byte in _bytes(part))


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: EmailMessage) -> str:
    return part.get_content_charset() or ""


def _words(part: EmailMessage, name: str) -> str:
    return decode(_bytes(part), name, _charset(part))


def _add_attachment(builder: Builder, part: EmailMessage, depth: int) -> None:
    from index.read import read_bytes

    label = "Attachment: " + (flat(part.get_filename() or "") or "without a name")
    if part.get_content_type() == "message/rfc822":
        inner = cast(list[EmailMessage], part.get_payload())
        if inner and depth < _DEEPEST:
            builder.heading("Attachment: " + (_header(inner[0], "Subject") or "message"), 2)
            _add(builder, inner[0], "message", depth + 1)
        return
    try:
        text = read_bytes(_bytes(part), flat(part.get_filename() or "") or "text.txt")
    except UnreadableFile:
        builder.add(label)
    else:
        builder.heading(label, 2)
        builder.take(text, 3)
