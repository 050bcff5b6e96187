"""Which 8-bit encoding Latin letters are in, told by the letters and common words of the languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_WEST, _EAST, _TURKISH, _BALTIC = (
    ("cp1252", "mac_roman", "cp850"),
    ("cp1250", "iso8859_2", "cp852"),
    ("cp1254",),
    ("cp1257",),
)


@dataclass(frozen=True)
class _Tongue:
    """A language: the encodings it is written in, its letters beyond A to Z, rare ones apart, and common words."""

    encodings: tuple[str, ...]
    letters: str
    rare: str
    words: frozenset[str] = field(repr=False)
    unlike: re.Pattern[str] | None = None  # letters at places where the language hardly has them


def _tongue(encodings: tuple[str, ...], letters: str, rare: str, words: str, unlike: str = "") -> _Tongue:
    return _Tongue(encodings, letters, rare, frozenset(words.split()), re.compile(unlike) if unlike else None)


_ANY = "any"
_TONGUES = (
    _tongue(
        ("cp1252", "cp1250", "iso8859_2", "cp1254"),
        "",
        _ANY,
        "the of and to in is that for it as was with be by on not he his but at are this have from or had an they "
        "which one you were all her she there would their we him been has when who will no if out so what up its",
    ),
    _tongue(
        _WEST,
        "äöüß",
        "éàáèêçñôëïóîâåíøúûãæœš",
        "der die das und ist nicht ein eine einer einem einen mit von zu zum zur den dem des im in auf für sich auch "
        "es an als wie aus bei nach über oder wird werden sind war hat haben kann noch nur um vom bis durch wenn ich "
        "wir sie er dass vor am können müssen",
    ),
    _tongue(
        _WEST,
        "éèàêçâîôûùëïœ",
        "æüñöÿäáíóåúšø",
        "le la les de des du un une et à est en que qui dans pour par sur au aux avec ne pas plus ce cette il elle "
        "nous vous ils sont être été ou où mais se sa son ses leur je très même comme sans dès après l d n s c qu",
    ),
    _tongue(
        _WEST,
        "áéíóúñ",
        "üªºçèàöäôëï",
        "el la los las de del y en que un una es por con para se no al lo como más su sus o a este esta está son fue "
        "ser ha si pero sobre también entre cuando muy sin hasta desde donde dónde qué cómo años día",
    ),
    _tongue(
        _WEST,
        "ãáéçõíóâêúà",
        "ôüªºñèö",
        "o a os as de do da dos das e em no na nos nas que um uma é não por para com se ao à mais como foi são ser "
        "está mas ou sua seu também muito até pelo pela entre sem há já quando às",
        r"õ(?!e)|ã(?![oe]|s?\b)|[^\Whçmlfn]ãs?\b",
    ),
    _tongue(
        _WEST,
        "àèéìòù",
        "íóîáôçüöäêëñªº",
        "il la lo i gli le di del della dei delle e è in che un una per con non si da dal al alla sono come più ma o "
        "anche se nel nella questo questa su perché ha essere stato c ci l dell più può così città",
    ),
    _tongue(
        _WEST,
        "éëïóèüö",
        "áàêôçäîâíúñ",
        "de het een en van in is dat op te zijn met voor niet die aan er om ook als dan maar bij of uit nog naar door "
        "over wordt worden heeft was hij zij wij je ik één kan",
    ),
    _tongue(
        _WEST,
        "àéèíòóúçï",
        "üáâñêöä·",
        "el la els les de del dels i a en que un una és per amb no es al als com més ho ha o són va ser molt també "
        "d l s n això però fins",
    ),
    _tongue(
        _WEST,
        "äåö",
        "éàüèáæøñçêóí",
        "och att det i en ett är som på av för med den till inte de om har han hon vi jag du från var så kan men ska "
        "vid när efter eller sin där här under utan alla också mycket måste ut upp",
    ),
    _tongue(
        _WEST,
        "æøå",
        "éòôöäüèêóàá",
        "og i det at en et er som på af av til for med den der de ikke har vi jeg han hun du fra om kan men skal ved "
        "når efter etter eller så være blev ble var også sin ud ut her alle må år",
    ),
    _tongue(
        _WEST,
        "äö",
        "åéüšžáèöñ",
        "ja on ei se että oli ovat hän mutta kun niin kuin joka tai myös ole jos olla hänen tämä sen vain mitä minä "
        "te he me siitä sitä nyt vielä ennen jälkeen",
    ),
    _tongue(
        ("cp1252", "mac_roman"),
        "áéíóúýðþæö",
        "äåøü",
        "og að í á er sem ekki til við um það en af með fyrir hann hún var ég þú við þeir eru frá eða verið þetta þess "
        "þessi þessa upp út hefur mjög sér",
        r"(?<=[^\Wlíyáfs])þ|\bð|(?<=[^\W\d_]{3})ý",
    ),
    _tongue(
        ("cp1252", *_BALTIC),
        "äõöü",
        "šžéåáó",
        "ja on ei see et oli mis kes ka või nagu aga kui siis välja oma tema mina meie nende seda selle ning üks "
        "pärast kuni ta ma me te nad",
    ),
    _tongue(
        _TURKISH,
        "ığşüöçİ",
        "âîûé",
        "ve bir bu da de için ile çok daha olan olarak gibi ne var değil en her kadar sonra o ya mi mı mu ama ki "
        "üç iki yıl gün olur üzere veya büyük saat göre içinde kişi",
    ),
    _tongue(
        _EAST,
        "áéíóöőúüű",
        "äçèôàëñ",
        "a az és hogy nem is egy ez azt van volt meg ha csak de már mint el kell minden vagy még ki fel be le lehet "
        "után lesz nagyon ezt mert aki azok két új első között szerint alatt",
    ),
    _tongue(
        _EAST,
        "áčéěířšúůýž",
        "ďňóťöüäôĺ",
        "a se v na je že to s z do o i k pro za ve by od po ale jako si který která které jsou byl bylo nebo jeho "
        "však už co při tak až jsem není může také ze před u své když jen bude být každý",
    ),
    _tongue(
        _EAST,
        "áčéíľôšťúýžďň",
        "äóĺŕöüěř",
        "a sa v na je že to s z do o i k pre za vo by od po ale ako si ktorý ktorá ktoré sú bol bolo alebo jeho však "
        "už čo pri tak až som nie môže aj zo pred u keď len bude byť každý",
    ),
    _tongue(
        _EAST,
        "ąćęłńóśźż",
        "éüöäčšžáô",
        "w i na z się nie do to że jest o a po co jak za od ale przez był przy tak dla ich jego która które który jej "
        "może oraz czy już tylko być ma je we ze są tym tego jako lub pod gdy",
    ),
    _tongue(
        _EAST,
        "čćđšž",
        "äöüéáóë",
        "i je u na se da za od su ne s a o to što koji koja koje kao iz bi ili ali nije biti samo po do sa će više "
        "te jedan jedna svi sve in v z so ki ni pri pa tudi bo še ali lahko",
    ),
    _tongue(
        _EAST,
        "ăâîşţ",
        "éöüáóäșț",
        "de şi în a la cu pe un o nu se din este care să că mai pentru ce lui sunt au al ale fost prin după sau are "
        "dar până fi am această acest poate cel le îl ca",
    ),
    _tongue(
        _BALTIC,
        "ąčęėįšųūž",
        "éöäüóā",
        "ir yra kad į su iš tai bet ne kaip ar jo jis ji po o už nuo dėl buvo būti per prie iki taip jei kurie savo",
    ),
    _tongue(
        _BALTIC,
        "āčēģīķļņšūž",
        "ōŗéöäü",
        "un ir ar no uz par ka kas tas bet vai pēc to viņš viņa kā nav bija lai arī tika ja pie līdz es mēs jau būt",
    ),
)
_PREFERRED = 0.7  # what the commonest encoding has ahead of others
_RARE, _FOREIGN, _STUCK = 0.3, -1.5, -2.0  # weight of a rare letter, of one that a language lacks, of a sign in a word
_SCRIPT = 3  # letters beyond A to Z in a row that are a word of another script to a language that has none of its own
_SURE = 3  # letters that are enough to know a language by where no common word does
_MOSTLY = 3  # letters from A to Z for each byte beyond ASCII with which fewer are enough
_MOST_FOREIGN = 0.1  # share of the letters beyond A to Z
_LATIN = 0.75  # letters from A to Z for each byte beyond ASCII; text in another script has fewer
_USUAL = frozenset("–—‘’‚“”„…•«»‹›€£¥¢§©®™°±²³¹¼½¾×÷·¿¡´†‡‰\xa0\xad")
_WORD = re.compile(r"[^\W\d_]+")
_TELLING = re.compile(r"[^\W\d_]{3,}")  # words that tell by their letters
_WITHIN = re.compile(r"(?<=[^\W\d_])[^\w\s'’·\xad\x21-\x7e]+(?=[^\W\d_])")  # signs
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z])[^\W\d_a-z](?=[a-z])")
_RAISED = re.compile(r"[²³¹ºª]+(?!\w)")
_RUN = re.compile(rf"[^\W\d_\x00-\x7f]{{{_SCRIPT},}}")
_NUMBERED = re.compile(r"\d[^\W\d_\x00-\x7f]")
_CONTROLS = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True)
class _Reading:
    """What counts of a text as it reads in one encoding."""

    text: str
    words: Counter[str]
    letters: Counter[str]  # beyond A to Z
    odd: int  # signs that no text has, and capitals within words
    stuck: int  # signs within words
    runs: int  # letters in words of another script


def latin_encoding(sample: bytes) -> str:
    """The encoding in which a text of Latin letters reads as one in a language known here, "" where it is none."""
    plain, beyond = len(re.findall(rb"[A-Za-z]", sample)), len(re.findall(rb"[\x80-\xff]", sample))
    if plain < _LATIN * beyond:
        return ""
    best, most, sure = "", float("-inf"), False
    for encoding in dict.fromkeys(encoding for tongue in _TONGUES for encoding in tongue.encodings):
        if (reading := _reading(sample, encoding)) is None:
            continue
        tongues = (tongue for tongue in _TONGUES if encoding in tongue.encodings)
        score, known = max(_fit(reading, tongue, plain >= _MOSTLY * beyond) for tongue in tongues)
        score += _PREFERRED if encoding == "cp1252" else 0
        if score > most:
            best, most, sure = encoding, score, known
    return best if sure else ""


def _reading(sample: bytes, encoding: str) -> _Reading | None:
    """None where the bytes have no meaning in the encoding."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _CONTROLS.search(text):
        return None
    stuck = sum(map(len, _WITHIN.findall(text)))
    text = _RAISED.sub(" ", text)
    letters = Counter(letter for word in _TELLING.findall(text) for letter in word if not letter.isascii())
    odd = sum(not (sign.isascii() or sign.isalpha() or sign in _USUAL) for sign in text)
    odd += sum(not letter.isascii() and letter.isupper() for letter in _CAPITAL_WITHIN.findall(text))
    odd += len(_NUMBERED.findall(text))
    text = text.replace("İ", "i").lower()
    return _Reading(text, Counter(_WORD.findall(text)), letters, odd, stuck, sum(map(len, _RUN.findall(text))))


def _fit(reading: _Reading, tongue: _Tongue, mostly: bool) -> tuple[float, bool]:
    """How well a text reads in a language, and whether that is enough to know it by; `mostly` where nearly all of its
    letters are from A to Z.
    """
    said = sum(count for word, count in reading.words.items() if word in tongue.words)
    own = rare = 0
    foreign = reading.odd + reading.stuck + (reading.runs if tongue.rare == _ANY else 0)
    foreign += len(tongue.unlike.findall(reading.text)) if tongue.unlike else 0
    for letter, count in reading.letters.items():
        if letter in tongue.letters or letter.lower() in tongue.letters:
            own += count
        elif tongue.rare == _ANY or letter.lower() in tongue.rare:
            rare += count
        else:
            foreign += count
    score = own + said + _FOREIGN * foreign + _STUCK * reading.stuck + (0 if tongue.rare == _ANY else _RARE * rare)
    known = foreign <= _MOST_FOREIGN * (own + rare + foreign)
    return score, known and (said > 0 or own >= _SURE or (mostly and own > 0))
