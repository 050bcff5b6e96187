"""Whether a sentence of a language model says that there is no answer, or that it will not give one.

The model is told one sentence to refuse with, and small ones seldom keep to it. Such a sentence claims nothing of what
the documents are about, so that no passage can support it: where one does, it is no refusal but their own words, and
whoever asks here has looked for that first.
"""

from __future__ import annotations

import re

_NOT = re.compile(r"\bcan['’]?not\b|\bcan['’]t\b|n['’]t\b")
_WORD = re.compile(r"[^\W_]+")

_SOURCE = (
    r"(?:documents?|passages?|texts?|context|sources?|excerpts?|snippets?|materials?|information|content|files?|pages?)"
)
_SAY = (
    r"(?:say|mention|state|specify|contain|provide|include|give|indicate|address|discuss|describe|answer|tell|explain"
    r"|cover|disclose|list|reveal|detail|refer|report|offer|show|support|have)"
)
_SAID = (
    r"(?:said|mentioned|stated|specified|contained|provided|included|given|indicated|addressed|discussed|described"
    r"|answered|explained|covered|disclosed|listed|found|available|clear|answerable)"
)
_TELL = r"(?:answer|determine|find|tell|say|infer|deduce|confirm|locate|know|see|identify)"
_TOLD = r"(?:answered|determined|inferred|deduced|confirmed)"
_KIND = r"(?:(?:specific|direct|explicit|clear|relevant|further|such|other|exact|definite|available|enough) )*"
_NEWS = rf"{_KIND}(?:information|mention|answers?|details?|references?|indication)"
_NONE = r"(?:no|any|not enough|insufficient)"
_CANNOT = r"(?: (?:m|am|are|was|were|have|do|did|can|could))? (?:not|unable to|not able to)"


def _some(most: int) -> str:
    return rf"(?: \w+){{0,{most}}}"


_ABSENT = re.compile(
    "|".join(
        (
            rf"\b{_SOURCE}{_some(5)} (?:do|does|did) not{_some(2)} {_SAY}\b",
            rf"\b{_SOURCE}{_some(3)} (?:{_SAY}|{_SAY}s|specifies|has|makes?) (?:no|nothing|insufficient)\b",
            rf"\b{_SOURCE}{_some(3)} (?:only {_SAY}|lacks?|silent)\b",
            rf"\b(?:no|none|neither){_some(4)} {_SOURCE}{_some(2)} (?:{_SAY}|{_SAY}s|specifies|found)\b",
            rf"\b(?:nothing|unclear) (?:in|from){_some(3)} {_SOURCE}\b",
            rf"\bnot{_some(3)} {_SAID}{_some(6)} (?:in|by|from){_some(3)} {_SOURCE}\b",
            r"\bnot (?:\w+ )?(?:mentioned|stated|specified|disclosed|answerable)\b",
            r"\b(?:answer|information) (?:is|was) not (?:\w+ )?(?:in|among|within|provided|available|given|present)\b",
            rf"(?:^|\bthere (?:is|are|was|were) |\bi (?:can )?(?:see|find|found|have) )(?:not )?{_NONE} {_NEWS}\b",
            rf"\b{_NONE} {_NEWS}{_some(8)} (?:in|from){_some(3)} {_SOURCE}\b",
            rf"\b(?:can|could) not be{_some(1)} {_TOLD}\b",
            rf"\b(?:i|we){_CANNOT}{_some(1)} {_TELL}\b",
            rf"\bi{_CANNOT} (?:have|give|provide|offer){_some(3)} {_NEWS}\b",
            r"\bi have no idea\b",
            r"^(?:unknown|unanswerable|not (?:found|available|known|given|provided)|nothing found|n a)$",
        )
    )
)
_UNWILLING = re.compile(
    rf"\bi(?: will| would| wo)?{_CANNOT}{_some(2)}"
    r" (?:help|assist|comply|answer|discuss|provide|give|offer|fulfill|engage)\b"
    r"|^(?:i m |i am )?(?:very )?sorry$"
)


def finds_no_answer(sentence: str) -> bool:
    """Whether it says that the passages do not answer, or that the model cannot find or does not know the answer."""
    return bool(_ABSENT.search(_plain(sentence)))


def unwilling(sentence: str) -> bool:
    """Whether it says that the model will not answer, and nothing of what the passages hold."""
    return not finds_no_answer(sentence) and bool(_UNWILLING.search(_plain(sentence)))


def _plain(sentence: str) -> str:
    """Its words in small letters, "can't" and "doesn't" as two."""
    words = _NOT.sub(lambda found: "can not" if found[0].startswith("can") else " not", sentence.casefold())
    return " ".join(_WORD.findall(words))
