"""The questions that one question is made of: "when does it open, and who is the chair?"

By its form alone; English only. It is taken apart only where every part asks for something by itself, or is a word such
as "and why?".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.store.terms import STOP_WORDS

SAYS_NOTHING = STOP_WORDS | {"not", "thanks"}
COURTESY = SAYS_NOTHING | frozenset(  # "can you help me?", "any idea?", "is that right?"
    "any anybody anyone ask excuse hello help hey hi idea know me please question right something sure tell you".split()
)
MOST = 4  # with more parts it is a text rather than a question, and stays whole

AUXILIARY = (
    r"(?:am|is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had|"
    r"isn['’]t|aren['’]t|wasn['’]t|doesn['’]t|don['’]t|didn['’]t|can['’]t)\b"
)
MODAL = r"(?:does|did|can|could|may|might|must|should|shall|will|would)\b"
PRONOUN = (
    r"(?:I|you|he|she|it|we|they|there|my|our|your|his|her|its|their|this|that|these|those|any|anyone|anybody|"
    r"somebody|someone|everyone)\b"
)
ARTICLE = r"(?:the|an?|all)\b"
PREPOSITION = r"(?:at|by|for|from|in|into|of|on|since|(?:up\s+)?to|under|until|with|within)"
BEFORE = rf"(?:{PREPOSITION}\s+)?"  # "on which day"
MEASURED = rf"how\s+(?!to\b|about\b|{AUXILIARY})\w+"
INVERTED = rf"{BEFORE}(?:when|where|why|how|{MEASURED}|what(?:\s+\w+){{0,3}}?)\s+{AUXILIARY}"
NAMED = rf"{BEFORE}(?:what(?:['’]s)?|(?:which|who(?:['’]s|m|se)?)(?!\s+{ARTICLE}|\s+{PRONOUN})|{MEASURED})\s+\w"
KIND = r"(?:age|date|day|month|order|price|temperature|time|year)"
WITHOUT_VERB = rf"(?:when|where|why|how|whom?|what(?:\s+(?:for|{KIND}))?|{MEASURED})"
BARE = rf"(?:{BEFORE}{WITHOUT_VERB}|{PREPOSITION}\s+(?:{MEASURED}|what|which)\s+\w+)\s*(?=[,;]|$)"
YES_OR_NO = rf"(?:{AUXILIARY}\s+{PRONOUN}|{MODAL}\s+{ARTICLE})"  # not: "which are red and have a handle"
ASKS = rf"(?:if\s[^,?]+,\s*)?(?:{INVERTED}|{NAMED}|{YES_OR_NO}|{BARE})"
COMMA = r"\s*[,;]\s*"
AND = r"(?:(?:and|&|plus|as\s+well\s+as)(?:\s+|\s*,\s*)(?:(?:also|then|if\s+(?:so|not))\s*,?\s+)?|also\s+)"


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# After a comma alone "who" and "which" may say more of what stands before.
AFTER_COMMA = rf"{INVERTED}|{MEASURED}\s|what['’]s\s|{AUXILIARY}\s+{PRONOUN}|{BARE}|(?:what|how)\s+about\s"
JOINT = _any_case(rf"(?:{COMMA}|\s+){AND}(?={ASKS})|{COMMA}(?={AFTER_COMMA})")
JOINT_OF_YES_OR_NO = _any_case(rf"{JOINT.pattern}|(?:{COMMA}|\s+){AND}(?={AUXILIARY}\s+{ARTICLE})")
INDIRECT = r"(?:when|where|which|who|why|how|whether)\s"  # "tell me who pays and when it ends"
JOINT_OF_ORDER = _any_case(rf"{JOINT.pattern}|(?:{COMMA}|\s+){AND}(?={INDIRECT})")
JOINT_OF_THREE = _any_case(rf"{COMMA}(?=(?:who|which|whose)\s)")  # "who wrote it, who read it, and when was it sent"
SUBJECT_ASKED = _any_case(rf"\s*(?:who|(?:which|whose)\s+\w+)\s+(?!{AUXILIARY})")
OPENING = _any_case(rf"(?:{AND}|then\s*,?\s+)")
END = re.compile(rf"\?[\s?!]*+(?=$|[A-Z]|(?i:(?:{OPENING.pattern})?{ASKS}))")  # not: "who sang Who? in 1971"
BEGINS = _any_case(rf"\s*(?:{ASKS}|{AUXILIARY})")
DOING = _any_case(rf"{INVERTED}\s+{PRONOUN}\s+\w")  # "what do I do about it", but not "which are not"
ASKING = _any_case(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
ASKS_IN = _any_case(  # a question of its own, and no more said of something: "I rent a flat which has a balcony"
    rf"(?:^|[.,;:!]\s+)\W*(?:(?:so|and|but|ok|okay|well|then|now|also|hi|hello)\b\W*)?(?:{BEFORE}{ASKING.pattern}|"
    rf"{AUXILIARY}\s+(?:{PRONOUN}|{ARTICLE}))|\b{INVERTED}"
)
MEASURED_IN = _any_case(rf"\b{MEASURED}")
RELATIVE = _any_case(r"\b(?:that|which|whom?|whose)\b")
ORDER = _any_case(r"\b(?:tell\s+me|explain|list|name|(?:give|show)\s+me|to\s+know|wonder(?:ing)?)\b")
ASKED_WITH = _any_case(rf"\b{BEFORE}(?:{MEASURED}|(?:what|which)\s+{KIND}\b|{ASKING.pattern})")
SUBORDINATE = _any_case(rf"\s*(?:if|while|(?:when|where)\s+(?!{AUXILIARY}))\b")  # "when many people meet, what is"
NOUN_ONLY = _any_case(rf"\s*{BEFORE}(?:what|which|whose)\s+\w+\s*$")  # "on which day and at what time"
PAIRED = _any_case(rf"\bbetween\b(?!.*\band\b)|\bboth\s+{ASKING.pattern}(?!.*\band\b)")


class Part(NamedTuple):
    """A question within a question: as it is to be asked, and as it was `typed`."""

    question: str
    typed: str


def parts(question: str) -> tuple[Part, ...]:
    """The questions that a question is made of, in order; itself alone where it is one."""
    question = " ".join(question.split())
    typed = [part.strip(" .!,") for sentence in _sentences(question) for part in _clauses(sentence)]
    typed = [part for part in typed if not _is_courtesy(part)]
    if not 1 < len(typed) <= MOST or not all(map(_asks, typed)) or not all(map(_quotes_are_whole, typed)):
        return (Part(question, question),)
    found: list[Part] = []
    for part in typed:
        whole = _with_verb(part, found[-1].question[:-1]) if found and _is_bare(part) else part
        found.append(Part(f"{whole}?", f"{part}?"))
    return tuple(found)


def _is_courtesy(part: str) -> bool:
    """Whether a part asks for nothing: "can you help me?", "any idea?"."""
    return COURTESY.issuperset(re.findall(r"\w+", part.lower())) and not (_is_bare(part) or DOING.match(part))


def _quotes_are_whole(part: str) -> bool:
    """Whether no quotation begins in a part and ends in another."""
    opened, closed = len(re.findall(r"(?<!\w)['‘]", part)), len(re.findall(r"(?<=[\w?!.,])['’](?!\w)", part))
    return part.count('"') % 2 == 0 and part.count("“") == part.count("”") and opened <= closed


def _sentences(question: str) -> list[str]:
    """The texts that end with question marks; what follows the last one belongs to it, unless it asks too."""
    found = [one.strip() for one in END.split(question) if one.strip(" ?!")] or [question]
    found[1:] = [one[match.end() :] if (match := OPENING.match(one)) else one for one in found[1:]]
    if len(found) > 1 and not question.rstrip(" !").endswith("?") and not BEGINS.match(found[-1]):
        found[-2:] = [f"{found[-2]}? {found[-1]}"]
    return found


def _clauses(sentence: str) -> list[str]:
    """A sentence, taken apart before each clause that asks anew."""
    joints = JOINT
    if re.match(AUXILIARY, sentence, re.IGNORECASE):
        joints = JOINT_OF_YES_OR_NO
    if ORDER.search(sentence):
        joints = JOINT_OF_ORDER
    found = _split(sentence, joints)
    return [one for clause in found[:-1] for one in _of_three(clause)] + found[-1:]


def _of_three(clause: str) -> list[str]:
    """Takes "who wrote it, who read it" apart, but not "who is Ann Lee, who is the chair"."""
    return _split(clause, JOINT_OF_THREE) if SUBJECT_ASKED.match(clause) else [clause]


def _split(sentence: str, joints: re.Pattern[str]) -> list[str]:
    """A sentence, taken apart at those joints that have a whole question before them."""
    found: list[str] = []
    begun = 0
    for joint in joints.finditer(sentence):
        before = sentence[begun : joint.start()]
        if (_whole(before) or (found and _is_bare(before))) and not _goes_on(before, sentence[joint.end() :]):
            found.append(before)
            begun = joint.end()
    return [*found, sentence[begun:]]


def _whole(clause: str) -> bool:
    """Whether a clause asks for something by itself."""
    if not _telling(clause) or _is_bare(clause) or SUBORDINATE.match(clause) or NOUN_ONLY.match(clause):
        return False
    return any((ASKS_IN.search(clause), ORDER.search(clause), BEGINS.match(clause)))


def _goes_on(before: str, after: str) -> bool:
    """Whether what follows "and" belongs to the clause before: "between x and which y", "the man that left and who"."""
    if PAIRED.search(before):
        return True
    asked, again = ASKING.search(before), RELATIVE.match(after)
    if asked and again and RELATIVE.search(before, asked.end()):
        return True
    # "What shows how many knew and how much they paid?"
    named = ASKING.match(after) and not re.match(INVERTED, after, re.IGNORECASE)
    return bool(asked and named and MEASURED_IN.search(before, asked.end()) and not ORDER.search(before))


def _asks(part: str) -> bool:
    return _telling(part) or _is_bare(part) or bool(DOING.match(part))


def _is_bare(part: str) -> bool:
    return bool(re.fullmatch(BARE, part, re.IGNORECASE))


def _with_verb(bare: str, before: str) -> str:
    """After "when was it founded", "by whom" is "by whom was it founded". The order of the words may come out odd."""
    asked = ASKED_WITH.search(before)
    return f"{before[: asked.start()]}{bare}{before[asked.end() :]}" if asked else f"{bare} {before}"


def _telling(clause: str) -> bool:
    """Whether there is a word that says what is asked for."""
    said = {word.lower() for word in re.findall(r"\w+", clause)}
    return bool(said - SAYS_NOTHING or re.search(MEASURED, clause, re.IGNORECASE))
