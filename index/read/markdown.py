"""Markdown: what a reader sees of it, without the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.documents import Text
from index.read.builder import Builder, clean, flat
from index.read.decode import decode
from index.read.html import add_html, parse
from index.read.lines import flowing, is_label
from index.read.piped import Drawn, divided
from index.read.scripts import begin_of, end_of, settled
from index.read.tables import Cell, lines_of_cells, pairs_line, table_lines

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FRONT_LINE = re.compile(r"\s*$|\s|#|-\s|[\w.-]+\s*[:=]|\[\[?[\w.-]+\]|[\]})]")
_FRONT_NAMES = {"title": "Title", "author": "Author", "authors": "Author", "date": "Date"}
_FRONT_FIELD = re.compile(
    rf"^({'|'.join(_FRONT_NAMES)})[ \t]*[:=][ \t]*(.*)((?:\n[ \t]*-[ \t].*|\n[ \t]+.*)*)", re.MULTILINE | re.IGNORECASE
)
_HTML_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_HTML_MARK = re.compile(r"<(/?)(sup|sub|del|s|strike)\b", re.IGNORECASE)
_MARKS = {"sup": "super", "sub": "sub"}
_BREAK = "\x1f"  # where a line of the source ends
_PARSER = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])


def read_markdown(data: bytes, name: str) -> Text:
    """A Markdown file (CommonMark with tables). Raises UnreadableFile for binary data."""
    text, front = _without_front_matter(clean(decode(data, name)))
    builder = Builder()
    nodes = SyntaxTreeNode(_PARSER.parse(text)).children
    title = front.get("Title", "")
    if not any(node.type == "heading" and node.tag == "h1" and _inline(node) != title for node in nodes):
        front.pop("Title", "")
    builder.add(pairs_line(front.items()))
    for node in nodes:
        _add(builder, node)
    built = builder.build("markdown")
    return built if built.title else builder.build("markdown", title)


def _without_front_matter(text: str) -> tuple[str, dict[str, str]]:
    """The text behind its front matter, and who wrote it, when, and under which title, as this says."""
    front = _FRONT.match(text)
    if not front or not all(_FRONT_LINE.match(line) for line in front[2].split("\n")):
        return text, {}
    told: dict[str, str] = {}
    for found in _FRONT_FIELD.finditer(front[2]):
        values = re.findall(r"-\s+(?:name\s*:\s*)?(.+)", found[3]) if not found[2] else [found[2]]
        if found[2].startswith("["):
            values = found[2].strip("[]").split(",")
        if shown := ", ".join(filter(None, (value.strip(" \"'") for value in values))):
            told.setdefault(_FRONT_NAMES[found[1].lower()], shown)
    return text[front.end() :], dict(sorted(told.items(), key=lambda pair: list(_FRONT_NAMES.values()).index(pair[0])))


def _add(builder: Builder, node: SyntaxTreeNode) -> None:
    if node.type == "heading":
        builder.heading(_inline(node), int(node.tag[1]))
    elif node.type == "paragraph":
        _add_paragraph(builder, node)
    elif node.type == "inline":
        builder.add(_inline(node))
    elif node.type in ("fence", "code_block"):
        builder.add(node.content.rstrip("\n"))
    elif node.type in ("bullet_list", "ordered_list"):
        if not _is_contents(node):
            _add_list(builder, node)
    elif node.type == "table":
        builder.lines(_table(node))
    elif node.type == "html_block":
        _add_raw(builder, node.content)
    else:
        for child in node.children:
            _add(builder, child)


def _table(node: SyntaxTreeNode) -> Iterator[str]:
    """A line for each row. Every table must have a head to be one, so a form has its first label there, or nothing."""
    rows = [list(map(_cell, row.children)) for row in node.walk() if row.type == "tr"]
    head = [cell for cell in rows[0] if cell.text]
    return lines_of_cells(rows, int(len(rows[0]) > 2), styled=len(head) > 1)


def _cell(node: SyntaxTreeNode) -> Cell:
    inlines = [one for inline in node.children for one in inline.children if _inline(one).strip()]
    return Cell(flat(_inline(node)), bold=bool(inlines) and all(one.type == "strong" for one in inlines))


def _add_paragraph(builder: Builder, node: SyntaxTreeNode) -> None:
    """A paragraph; rows of a table without the line of dashes are told by their bars, a heading by its bold type."""
    inlines = [child for child in node.children[0].children if _marked(child)] if node.children else []
    if _is_headed(inlines):
        builder.label(_inline(inlines[0]))
        inlines = inlines[2:]
    lines = [""]
    for child in inlines:
        if child.type == "softbreak":
            lines.append("")
        else:
            lines[-1] += _marked(child)
    for part in divided(settled(_BREAK.join(lines)).split(_BREAK)):
        if isinstance(part, Drawn):
            builder.lines(table_lines(part.rows, part.marked))
        else:
            builder.add(flowing(part))


def _is_headed(inlines: list[SyntaxTreeNode]) -> bool:
    """Whether a line in bold type stands alone above the others, as a question does above its answer."""
    alone = len(inlines) < 2 or inlines[1].type in ("softbreak", "hardbreak")
    return bool(inlines) and inlines[0].type == "strong" and alone and is_label(_inline(inlines[0]))


def _add_list(builder: Builder, node: SyntaxTreeNode, *, tight: bool = False) -> None:
    """Items one below the other, those of inner lists among them; what else an item holds follows as blocks."""
    number = int(node.attrs.get("start", 1))
    for item in node.children:
        marker = f"{number}. " if node.type == "ordered_list" else "• "
        number += 1
        for place, child in enumerate(item.children):
            if child.type == "paragraph" and place == 0:
                words = _inline(child)
                tight = builder.add(marker + words, tight=tight) if words.strip() else tight
            elif child.type in ("bullet_list", "ordered_list"):
                _add_list(builder, child, tight=tight)
                tight = True
            else:
                _add(builder, child)
                tight = False


def _is_contents(node: SyntaxTreeNode) -> bool:
    """Whether a list holds nothing but links to places in the same file."""
    inlines = [found for found in node.walk() if found.type == "inline"]
    links = [found for found in node.walk() if found.type == "link" and str(found.attrs.get("href")).startswith("#")]
    return len(links) > 2 and "".join(map(_inline, links)) == "".join(map(_inline, inlines))


def _add_raw(builder: Builder, source: str) -> None:
    root = parse(source)
    if root is not None:
        etree.strip_elements(root, "script", "style", "template", "img", "svg", with_tail=False)
        add_html(builder, root)


def _inline(node: SyntaxTreeNode) -> str:
    """The words of inline nodes; pictures have none, tags are dropped."""
    return settled(_marked(node))


def _marked(node: SyntaxTreeNode) -> str:
    """The words of inline nodes, with marks for what stands above or below the line or is struck out."""
    if node.type in ("text", "code_inline"):
        return str(node.content)
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak" or (node.type == "html_inline" and _HTML_BREAK.match(node.content)):
        return "\n"
    if node.type == "html_inline" and (found := _HTML_MARK.match(node.content)):
        kind = _MARKS.get(found[2].lower(), "struck")
        return end_of(kind) if found[1] else begin_of(kind)
    if node.type == "s":
        return begin_of("struck") + "".join(map(_marked, node.children)) + end_of("struck")
    if node.type in ("image", "html_inline"):
        return ""
    return "".join(map(_marked, node.children))
