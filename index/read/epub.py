"""EPUB books: the chapters in the order of reading, each under its own heading or its name in the contents."""

from __future__ import annotations

import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.furniture import main_part, words_in
from index.read.html import add_html, tree_of
from index.read.packed import members, opened, xml

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_epub(data: bytes, name: str) -> Text:
    """An EPUB 2 or 3. Raises UnreadableFile where it is broken or locked to a shop's reader."""
    try:
        with opened(data, name) as archive:
            return _Book(archive, name).read()
    except (KeyError, StopIteration, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"{name} is a broken EPUB book: download or export it again.") from error


class _Book:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._members = members(archive)
        container = xml(self._part("META-INF/container.xml"))
        self._package = next(one.get("full-path") or "" for one in container.iter("{*}rootfile"))
        self._root = xml(self._part(self._package))
        self._items = {item.get("id"): item for item in self._root.iter("{*}item")}

    def read(self) -> Text:
        builder = Builder()
        labels = self._labels()
        locked = self._locked()
        for item in self._spine():
            path = self._path(item.get("href") or "", self._package)
            if path.lower() in locked:
                raise UnreadableFile(f"{self._name} is locked to a shop's reader (DRM): get a copy that is not.")
            if path.lower() in self._members:
                self._chapter(builder, path, labels.get(path, ""))
        title = next((flat(words_in(one)) for one in self._root.iter("{http://purl.org/dc/elements/1.1/}title")), "")
        return builder.build("epub", title)

    def _part(self, path: str) -> bytes:
        return self._archive.read(self._members[path.lower()])

    @staticmethod
    def _path(href: str, beside: str) -> str:
        """The place in the archive that a link in the part `beside` leads to."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(beside), unquote(href.partition("#")[0])))

    def _spine(self) -> list[etree._Element]:
        """What is read, in order, without the table of contents."""
        items = [self._items.get(one.get("idref")) for one in self._root.iter("{*}itemref")]
        return [item for item in items if item is not None and "nav" not in (item.get("properties") or "").split()]

    def _locked(self) -> set[str]:
        if "meta-inf/encryption.xml" not in self._members:
            return set()
        root = xml(self._part("META-INF/encryption.xml"))
        return {unquote(one.get("URI") or "").lower() for one in root.iter("{*}CipherReference")}

    def _chapter(self, builder: Builder, path: str, label: str) -> None:
        root = tree_of(self._part(path), self._name)
        if root is None:
            return
        content = main_part(root)
        if label and next(content.iter(*_HEADINGS), None) is None:
            builder.heading(label, 1)
        add_html(builder, content)

    def _labels(self) -> dict[str, str]:
        """Path of a part -> the first name that the table of contents has for it."""
        labels: dict[str, str] = {}
        for item in self._items.values():
            path = self._path(item.get("href") or "", self._package)
            if path.lower() not in self._members:
                continue
            if "nav" in (item.get("properties") or "").split():
                root = tree_of(self._part(path), self._name)
                found = [(one.get("href") or "", words_in(one)) for one in root.iter("a")] if root is not None else []
            elif item.get("media-type") == "application/x-dtbncx+xml":
                found = self._points(path)
            else:
                continue
            for href, text in found:
                labels.setdefault(self._path(href, path), flat(text))
        return labels

    def _points(self, path: str) -> list[tuple[str, str]]:
        try:
            return [_point(one) for one in xml(self._part(path)).iter("{*}navPoint")]
        except etree.XMLSyntaxError:  # a book can be read without its table of contents
            return []


def _point(point: etree._Element) -> tuple[str, str]:
    content, label = point.find("{*}content"), point.find("{*}navLabel")
    return (content.get("src") or "") if content is not None else "", words_in(label) if label is not None else ""
