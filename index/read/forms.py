"""Tables of two columns: a form, "Tenant | Ann Lee", whose rows are labels and values, or a list under a head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum

from index.read.lines import words

Pair = tuple[str, str]
"""A filled cell of the first column and the filled one beside it."""


class Layout(Enum):
    """What the rows of two columns are."""

    HEAD = "the first row names the columns"
    FORM = "each row is a label and its value"
    OPEN = "neither is clear"


_LONGEST_LABEL = 60  # characters
_MOST_WORDS = 7  # of a label
_FIGURES_IN_LABELS = 0.25  # share of labels that may bear figures, such as "Line 2"
_LONG = 12  # rows; forms are seldom longer
_LONGEST = 30  # rows

# Words that name a column of values; a value itself is seldom one of them.
_COLUMN = words(
    "action actions age amount amounts answer answers area area. balance birthday capacity capital cause causes charge "
    "comment comments consequence contact cost costs count date dates day days deadline definition definitions "
    "description descriptions detail details director distance dosage dose duration e-mail effect email event events "
    "example examples explanation fare fares fee fees fine fines frequency function grade grades height hours job "
    "length level limit limits location mark marks meaning meanings measure name names note notes number numbers "
    "occupation opponent output owner pages part penalty percent percentage person phone pin place point points "
    "population price prices profit purpose quantity qty range rank rate rates reading reason remark remarks remedy "
    "result results revenue role salary sales score scores share size solution speakers speed status stock sum symbol "
    "target task telephone temperature term time times title topic total totals translation turnover type unit units "
    "use usage value values wage warranty weight width winner year years"
)
_COLUMN_PHRASES = frozenset({"stands for", "used for", "made of", "what to do", "how to fix it", "what it means"})
# Words that name a column of things, each of which has a row.
_THINGS = words(
    "abbreviation acronym article attribute category city code country day element expression feature field id item "
    "key month option parameter phrase product property quarter question rank region setting step term week word year"
)
# Words that label what a form asks for.
_FIELDS = words(
    "account address age amount applicant arrival author authors balance bank begin birth birthday bic born brand "
    "budget built buyer capacity capital ceo chair charge charges class client color colour company condition contact "
    "contract contractor country county course court created credit crew currency customer date deadline defendant "
    "delivery department departure deposit depth description destination diagnosis diameter died dimensions director "
    "discount district doctor due duration edition elevation email e-mail employee employees employer end engine "
    "event excess expires fax fee file fine finish flat floor format founded founder from gender genre grade gross "
    "guarantor headquarters height iban id industry insurance insurer interest invoice isbn issued judge landlord "
    "language lender length lessee lessor licence license location manager manufacturer material medication memory "
    "mileage minutes mobile model name nationality net notice number occupation order organiser organizer origin owner "
    "pages patient payment period permit phone pin place plaintiff policy population position postcode power premium "
    "present price print processor producer project property publisher purpose quantity recipient ref reference "
    "registration rent revenue room salary screen seat seller sender serial sex signature signed size spouse start "
    "status storage street subject subtotal supplier tax tel telephone tenant term time title to total town type "
    "valid vat vehicle vendor venue version voltage warranty website weight width year"
)
_TITLED = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|Sir|Herr|Frau|Mme|M)\b\.? ")
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|m[äa]rz|apr|may|mai|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janvier|f[ée]v|mars|avril|juin|juillet"
    r"|ao[uû]t)\w*",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?([./-])\d\d?\1\d{2,4}")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?!\d)\s*(?:[ap]\.?m\.?)?$", re.IGNORECASE)
_UNIT = re.compile(r"[^\W\d_]+|[%€$£¥°]")


def layout_of(pairs: Sequence[Pair], *, nameable: bool, sure: bool) -> Layout:
    """Judge the rows of two columns.

    `nameable` says that the first row could name the columns by its form, `sure` that it is styled as names are, or
    that it would be unusual if it were no names.
    """
    labels, values = [label for label, _ in pairs], [value for _, value in pairs]
    labelled = _are_labels(labels)
    if labelled and sum(label.endswith(":") for label in labels) > 0.6 * len(labels):
        return Layout.FORM
    if len(pairs) < 2:
        return Layout.OPEN
    if not nameable or _is_figure(values[0]) or labels[0].endswith("?"):
        told = any(map(_has_figure, values)) or labels[0].endswith("?") or _fields(labels) >= 0.5
        return Layout.FORM if labelled and told and len(pairs) <= _LONGEST else Layout.OPEN
    for_names = _for_names_by_head(pairs) + _for_names_by_values(values) + _for_names_by_labels(labels)
    if for_names >= (0 if sure else 1) or (sure and not labelled):
        return Layout.HEAD
    return Layout.FORM if labelled and for_names <= (-4 if sure else -2) else Layout.OPEN


def is_headed(pairs: Sequence[Pair]) -> bool:
    """Whether the first row clearly names two columns, though the first column looks like labels throughout."""
    (label, value), *others = pairs
    return bool(others) and _names_values(value) and not _has_figure(label) and _fields([one for one, _ in others]) == 0


def _are_labels(labels: Sequence[str]) -> bool:
    """Whether the cells of the first column are distinct, short, and words."""
    if len({label.lower() for label in labels}) < len(labels):
        return False
    if any(len(label) > _LONGEST_LABEL or len(label.split()) > _MOST_WORDS for label in labels):
        return False
    wordy = all(any(map(str.isalpha, label)) for label in labels)
    return wordy and sum(map(_has_figure, labels)) <= _FIGURES_IN_LABELS * len(labels)


def _for_names_by_head(pairs: Sequence[Pair]) -> int:
    """What the words of the first row say for names of columns, less what they say for a label and its value."""
    label, value = pairs[0]
    column = _names_values(value)
    return (
        3 * column
        + (_words_of(label)[-1:] != [] and _words_of(label)[-1] in _THINGS)
        + 2 * (label.isupper() and value.isupper() and not any(one.isupper() for one, _ in pairs[1:]))
        - 2 * bool(_TITLED.match(value))
        - 2 * value.endswith((".", "!"))
        - (not column and len(value.split()) > 1 and value.istitle())
        - (label[0].isupper() and value[0].islower())
    )


def _for_names_by_values(values: Sequence[str]) -> int:
    """The same of the second column: figures of one kind stand below a name, those of several in a form."""
    kinds = Counter(map(_kind, values[1:]))
    measured = {kind for kind in kinds if kind not in ("words", "code")}
    alike = len(kinds) == 1 and len(values) > 2 and bool(measured)
    mixed = len(measured) > 1 or (bool(measured) and len(kinds) > 1)
    return 3 * (alike and not _has_figure(values[0])) - (2 if len(measured) > 1 else int(mixed))


def _for_names_by_labels(labels: Sequence[str]) -> int:
    """The same of the first column: what forms ask for, questions below what is none, how many rows there are."""
    fields = _fields(labels[1:])
    asks = all(label.endswith("?") for label in labels[1:])
    long = 3 if len(labels) > _LONGEST else int(len(labels) > _LONG)
    return 3 * asks + long - (3 if fields >= 0.5 else int(fields >= 0.25))


def _names_values(cell: str) -> bool:
    """Whether a cell is a name such as "Unit price", "Number of rooms" or "Price (euros)"."""
    bare = re.sub(r"\s*[(\[,/].*", "", cell.lower())
    stem = re.split(r" (?:of|in|per|for|to|at|from|by) ", bare)[0].split()
    return bare in _COLUMN_PHRASES or (0 < len(stem) <= 3 and stem[-1].rstrip(":") in _COLUMN)


def _fields(labels: Sequence[str]) -> float:
    """The share of labels that forms have."""
    return sum(any(word in _FIELDS for word in _words_of(label)) for label in labels) / max(1, len(labels))


def _words_of(cell: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", cell.lower())


def _has_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_figure(cell: str) -> bool:
    """Whether a cell is a figure with its unit, a date or a code, and more than a bare year."""
    return _has_figure(cell) and _kind(cell) not in ("words", "year")


def _kind(cell: str) -> str:
    """What a value is: "words", "code", "date", "year", "time", or the unit of a figure, "" for a bare one."""
    if not _has_figure(cell) or len(cell.split()) > 5:
        return "words"
    if _DATE.search(cell) or _MONTH.search(cell):
        return "date"
    if _YEAR.fullmatch(cell):
        return "year"
    if _TIME.match(cell):
        return "time"
    if re.search(r"[^\W\d_]-?\d", cell):
        return "code"
    units = _UNIT.findall(cell)
    if any(len(unit) > 3 and unit[0].isupper() for unit in units):
        return "words"  # the name of a street, a product, a court
    return " ".join(unit.lower().rstrip("s.") for unit in units)
