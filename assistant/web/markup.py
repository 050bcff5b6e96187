"""Text from documents, models and people, as HTML that shows every character of it and does nothing.

Text is escaped, then set into the page's own tags on one line (a Markdown renderer leaves one HTML line as it is), and
the whole passes a sanitiser that knows only those tags. The only links that survive are the page's own, `#cite-…` and
`#near-…`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import nh3

from assistant.answer import ALSO, Answer, Citation, Sentence
from assistant.web.snippet import snippet

UNSUPPORTED = "not supported by any passage"
NEXT = "Try other words, or add a document that holds the answer."
NARROWED = "Some documents were left out of the search: choose all of them at the left to search there too."
_LINK = re.compile(r"#(?:cite|near)-[0-9a-f]+-\d+")
_CLASSES = {
    "div": {"question", "answer", "refusal", "notice", "reading"},
    "p": {"foot", "note", "lead-in", "further", "next"},
    "a": {"cite", "near"},
    "span": {"unsupported", "flag", "where", "snippet"},
}


def _keep_own_links(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or _LINK.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    tags={"div", "p", "a", "span", "strong", "br", "ol", "li"},
    attributes={"a": {"href"}, "span": {"title"}},
    allowed_classes=_CLASSES,
    attribute_filter=_keep_own_links,
    url_schemes=set(),
    link_rel=None,
)


def clean(markup: str) -> str:
    """`markup` on one line, with nothing in it but the page's own tags, classes and links."""
    encodable = markup.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair can come in over JSON
    return " ".join(_cleaner.clean(encodable).split())


def text(words: str) -> str:
    """Plain text for use between tags."""
    return escape(" ".join(words.split()))


def question(words: str) -> str:
    """What the person asked, with their line breaks."""
    lines = "<br>".join(text(line) for line in words.strip().splitlines())
    return clean(f'<div class="question">{lines}</div>')


def notice(words: str) -> str:
    """One sentence about something that did not work."""
    return clean(f'<div class="notice">{text(words)}</div>')


def where(citation: Citation) -> str:
    """Section and page of a citation, such as "Results › Table 3 · p. 9"; empty where the document has neither."""
    page = f"p. {citation.page}" if citation.page else ""
    return " · ".join(part for part in (citation.section, page) if part)


def _sentence(turn: str, sentence: Sentence, citations: Mapping[int, Citation], *, led: bool = True) -> str:
    """One sentence with its links; its lead is bold where it is `led`."""
    if sentence.lead and led:
        start, end = sentence.lead
        before, lead, after = sentence.text[:start], sentence.text[start:end], sentence.text[end:]
        words = f"{_inline(before)}<strong>{_inline(lead)}</strong>{_inline(after)}"
    else:
        words = _inline(sentence.text)
    if not sentence.supported:
        why = f' title="{escape(sentence.why[:1].upper() + sentence.why[1:])}"' if sentence.why else ""
        words = f'<span class="unsupported">{words}</span> <span class="flag"{why}>{UNSUPPORTED}</span>'
    return words + "".join(_pill(turn, citations[number]) for number in sentence.citations if number in citations)


def _inline(words: str) -> str:
    """Like `text`, but keeps a space at either end, and lines."""
    return "<br>".join(escape(re.sub(r"\s+", " ", line)) for line in words.split("\n"))


def _pill(turn: str, citation: Citation) -> str:
    return f'<a class="cite" href="#cite-{turn}-{citation.number}">{citation.number}</a>'


def answer(turn: str, parts: tuple[Sentence, ...], citations: Mapping[int, Citation], end: Answer | None = None) -> str:
    """An answer so far; with `end`, its confidence and its note close it.

    Further quotations stand apart, and nothing is bold in one that leads with other words than the first sentence.
    """
    answering = "".join(_sentence(turn, part, citations) + _gap(part) for part in parts if not part.further)
    beside = "".join(
        _sentence(turn, part, citations, led=_lead(part) == _lead(parts[0])) + _gap(part)
        for part in parts
        if part.further
    )
    body = f"<p>{answering}</p>"
    if beside:
        body += f'<p class="lead-in">{ALSO}</p><p class="further">{beside}</p>'
    return clean(f'<div class="answer">{body}{_foot(end) if end else ""}</div>')


def _gap(sentence: Sentence) -> str:
    """What parts a sentence from the next, which is no part of a list's last item."""
    return "<br>" if "\n" in sentence.text else " "


def _lead(sentence: Sentence) -> str:
    start, end = sentence.lead or (0, 0)
    return sentence.text[start:end].strip().casefold()


def _foot(end: Answer) -> str:
    note = f'<p class="note">{text(end.note)}</p>' if end.note else ""
    sure = min(99, round(end.confidence * 100))  # nothing is certain
    return f'{note}<p class="foot">Confidence {sure}%{_writer(end)}</p>'


def _writer(end: Answer) -> str:
    """Which language model was asked, its tokens and their cost; nothing where none was."""
    return f" · {text(told)}" if (told := end.usage.told()) else ""


def refusal(turn: str, end: Answer, *, narrowed: bool = False) -> str:
    """A refusal, with links to the passages that came closest and some words of each, and what to do next.

    `narrowed` says that not all documents were searched.
    """
    note = f'<p class="note">{text(end.note)}</p>' if end.note else ""
    closest = "".join(f"<li>{_near(turn, citation)}</li>" for citation in end.closest)
    if closest:
        closest = f'<p class="lead-in">Closest passages</p><ol>{closest}</ol>'
    step = f'<p class="next">{NARROWED if narrowed else NEXT}</p>'
    return clean(f'<div class="refusal"><p>{text(end.text)}</p>{note}{closest}{step}</div>')


def _near(turn: str, citation: Citation) -> str:
    place = f' <span class="where">{text(where(citation))}</span>' if where(citation) else ""
    near = snippet(citation.passage, citation.start - citation.passage_start)
    words = f'<br><span class="snippet">{text(near)}</span>'
    return f'<a class="near" href="#near-{turn}-{citation.number}">{text(citation.title)}</a>{place}{words}'


def reading(passages: tuple[Citation, ...], searched: str = "") -> str:
    """What is under the status line: the question as searched, where it differs, and the passages, one a line."""
    rows = (f"{one.title} · {where(one)}" if where(one) else one.title for one in passages)
    lead = f'<p class="note">Searched for: {text(searched)}</p>' if searched else ""
    listed = "".join(f"<li>{text(row)}</li>" for row in rows)
    return clean(f'<div class="reading">{lead}<ol>{listed}</ol></div>')
