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
from index.read.furniture import main_part, words_in
from index.read.html import add_html, tree_of
from index.read.invitation import invitation_lines
from index.read.quoted import add_message

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_WORD = re.compile(r"\w+")
_MOST_MISSING = 1 / 3  # of the words of the HTML form that the plain one may lack
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
    calendars: dict[str, None] = {}  # invitations, which are often attached as well
    for part in _leaves(message, name):
        kind = part.get_content_type()
        if kind == "text/calendar" or (part.get_filename() or "").lower().endswith(".ics"):
            calendars[_words(part, name).replace("\r\n", "\n").strip()] = None
        elif part.get_filename() or part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            attached.append(part)
        elif kind == "text/html":
            root = tree_of(_bytes(part), name, _charset(part))
            if root is not None:
                add_html(builder, main_part(root))
        elif kind == "text/plain":
            add_message(builder, clean(_words(part, name)), _header(message, "From"), 3 if depth else 2)
    for calendar in calendars:
        builder.lines(invitation_lines(calendar))
    for part in attached:
        _add_attachment(builder, part, depth)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return flat(str(message.get(name) or ""))
    except Exception:  # the standard library fails on some malformed headers
        return ""


def _leaves(part: EmailMessage, name: str) -> Iterator[EmailMessage]:
    """The parts that hold something; of several forms of one text the best, and an invitation that is among them."""
    if part.get_content_type() == "message/rfc822" or not part.is_multipart():
        yield part
        return
    children = cast(list[EmailMessage], part.get_payload())
    if part.get_content_subtype() == "alternative":
        forms = [list(_leaves(child, name)) for child in children]
        best = _best(forms, name)
        yield from best
        yield from (one for form in forms if form is not best for one in form if _is(one, "text/calendar"))
        return
    for child in children:
        yield from _leaves(child, name)


def _best(forms: list[list[EmailMessage]], name: str) -> list[EmailMessage]:
    """The plain form, where it has words and does not only tell that there is another; else the last with words."""
    readable = [form for form in forms if any(_is(part, "text/plain", "text/html") for part in form)]
    plain = next((form for form in readable if _vocabulary(form, "text/plain", name)), None)
    if plain is None:
        return readable[-1] if readable else forms[-1] if forms else []
    said = _vocabulary(plain, "text/plain", name)
    for other in readable[::-1]:
        shown = _vocabulary(other, "text/html", name)
        if other is not plain and len(shown) > len(said) and len(shown - said) > _MOST_MISSING * len(shown):
            return other
    return plain


def _is(part: EmailMessage, *kinds: str) -> bool:
    return part.get_content_type() in kinds


def _vocabulary(form: list[EmailMessage], kind: str, name: str) -> set[str]:
    """The words that the parts of a kind in a form show."""
    found: set[str] = set()
    for part in form:
        if _is(part, kind) and kind == "text/plain":
            found.update(_WORD.findall(_words(part, name).lower()))
        elif _is(part, kind) and (root := tree_of(_bytes(part), name, _charset(part))) is not None:
            found.update(_WORD.findall(words_in(main_part(root)).lower()))
    return found


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
