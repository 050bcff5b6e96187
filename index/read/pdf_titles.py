"""The title that a PDF carries, where a person gave it one: programs write a name of their own, or a file's."""

from __future__ import annotations

import re
from pathlib import Path

from index.read.builder import flat

_UNTITLED = (
    "untitled.*|anonymous|unspecified|unknown|none|null|no title|title|cover|about:blank|unbenannt.*|ohne titel.*"
    "|namenlos.*|sans titre.*|sans nom.*|sin título.*|sin titulo.*|sin nombre.*|senza titolo.*|senza nome.*"
    "|sem título.*|sem titulo.*|sem nome.*|zonder titel.*|naamloos.*|uden titel.*|uden navn.*|unavngivet.*"
    "|uten tittel.*|uten navn.*|namnlös.*|nimetön.*|bez tytułu.*|bez názvu.*|névtelen.*|без названия.*|без имени.*"
    "|безымянный.*|adsız.*|isimsiz.*|başlıksız.*|无标题.*|未命名.*|無題.*|名称未設定.*|제목 없음.*|بدون عنوان.*"
)
_KIND = (
    "document|dokument|documento|документ|dokumentum|dokumentti|asiakirja|belge|文档|文書|문서|book|mappe|classeur|libro"
    "|cartel|книга|kitap|presentation|présentation|presentación|präsentation|presentazione|apresentação|презентация"
    "|slide|layout|folie|scan|scanned document"
)
_SLIDES = (
    "powerpoint presentation|powerpoint-präsentation|présentation powerpoint|presentación de powerpoint"
    "|presentazione standard di powerpoint|apresentação do powerpoint|презентация powerpoint|powerpoint sunusu"
)
_FILE = r".*\.\w{2,4}|[\w-]*[_\d-][\w-]*|\W*"
_NO_TITLE = re.compile(rf"\(?(?:{_UNTITLED}|(?:{_KIND})[ -]?\d*|{_SLIDES})\)?|{_FILE}", re.IGNORECASE)
_PROGRAM = re.compile(
    r"^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - | - (?:Microsoft )?(?:Word|PowerPoint|Excel)$", re.IGNORECASE
)
_ENDING = re.compile(r"\.(?:docx?|docm|odt|rtf|pptx?|odp|xlsx?|ods)$", re.IGNORECASE)


def title_of(written: str, name: str) -> str:
    """The title `written` in the file called `name`; "" where it is a program's default or the name of a file.

    What a program prints bears its own name beside that of the file, whose words are then the best title there is.
    """
    title = flat(written)
    printed = _PROGRAM.sub("", title)
    if printed != title:
        title = _ENDING.sub("", printed)
    return "" if _NO_TITLE.fullmatch(title) or title.lower() == Path(name).stem.lower() else title
