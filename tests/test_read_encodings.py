"""Texts in the 8-bit encodings of before Unicode come back as they were written, short ones too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.read.decode import decode

_TEXTS = {
    "Turkish": (
        ("cp1254", "iso8859_9"),
        "Kütüphane hafta içi her gün saat dokuzda açılır. Kitapları üç hafta boyunca ödünç alabilirsiniz.",
        "Geç getirilen her kitap için günde bir lira ceza ödenir. Çocuklar için masal saati cumartesi günüdür.",
        "İlk ders pazartesi sabahı başlayacak. Öğretmenin adı Işıl Yağmur.",
    ),
    "Hungarian": (
        ("cp1250", "iso8859_2"),
        "A múzeum hétfő kivételével minden nap nyitva van. A belépő ára ezer forint, a diákoknak ötszáz.",
        "Az első emeleten régi térképek, a másodikon főleg műszerek láthatók. A büfé az udvarról nyílik.",
        "Esős időben a kert zárva van. Kérdéseikre a pénztárnál szívesen felelünk, és a hűtőben van víz.",
    ),
    "Czech": (
        ("cp1250", "iso8859_2"),
        "Muzeum je otevřeno každý den kromě pondělí. Vstupné je sto korun, děti mají vstup zdarma.",
        "V prvním patře jsou staré mapy, ve druhém přístroje. Zahrada je v dešti zavřená.",
        "Na otázky rádi odpovíme u pokladny. Příští prohlídka začíná v šest hodin večer.",
    ),
    "Polish": (
        ("cp1250", "iso8859_2"),
        "Muzeum jest otwarte codziennie oprócz poniedziałków. Bilet kosztuje dziesięć złotych, a dzieci nie płacą.",
        "Na pierwszym piętrze są stare mapy, na drugim przyrządy. W czasie deszczu ogród jest zamknięty.",
        "Na pytania chętnie odpowiemy przy kasie. Następne zwiedzanie zaczyna się o szóstej wieczorem.",
    ),
    "Romanian": (
        ("cp1250", "iso8859_2"),
        "Muzeul este deschis în fiecare zi, în afară de luni. Biletul costă zece lei, iar copiii intră gratuit.",
        "La primul etaj sunt hărţi vechi, la al doilea maşini. Grădina este închisă când plouă.",
        "La întrebări răspundem cu plăcere la casă. Următoarea vizită începe la ora şase seara.",
    ),
    "German": (
        ("cp1252", "mac_roman", "cp850"),
        "Das Museum ist außer am Montag täglich geöffnet. Der Eintritt kostet fünf Mark, für Schüler die Hälfte.",
        "Im ersten Stock hängen alte Karten, im zweiten stehen Geräte. Bei Regen ist der Garten geschlossen.",
        "Fragen beantworten wir gern an der Kasse. Die nächste Führung beginnt um sechs Uhr abends.",
    ),
    "French": (
        ("cp1252", "mac_roman", "cp850"),
        "Le musée est ouvert tous les jours, sauf le lundi. L'entrée coûte dix francs, et les élèves paient la moitié.",
        "Au premier étage se trouvent des cartes très anciennes. Le jardin est fermé dès qu'il pleut à verse.",
        "Nous répondons volontiers à la caisse. La prochaine visite guidée commence à six heures, même en août.",
    ),
    "Spanish": (
        ("cp1252", "mac_roman", "cp850"),
        "El museo está abierto todos los días, salvo los lunes. La entrada cuesta cien pesetas; los niños no pagan.",
        "En la primera planta hay mapas muy antiguos. El jardín está cerrado cuando llueve.",
        "¿Tiene preguntas? La próxima visita empieza a las seis, y el guía habla español.",
    ),
    "Swedish": (
        ("cp1252", "mac_roman", "cp850"),
        "Museet är öppet alla dagar utom på måndagar. Inträdet är tio kronor, men barn går in gratis.",
        "På första våningen hänger gamla kartor. Trädgården är stängd när det regnar.",
        "Frågor svarar vi gärna på i kassan. Nästa visning börjar klockan sex på kvällen.",
    ),
    "Portuguese": (
        ("cp1252",),
        "O museu está aberto todos os dias, exceto à segunda-feira. As crianças não pagam.",
        "No primeiro andar há mapas antigos. O jardim não abre quando chove, e as visões são belas.",
    ),
    "Icelandic": (
        ("cp1252",),
        "Safnið er opið alla daga nema á mánudögum. Börn þurfa ekki að borga.",
        "Á fyrstu hæð eru gömul kort. Garðurinn er lokaður þegar það rignir, og þá er kaffi.",
    ),
    "English": (
        ("cp1252",),
        "The café opens at nine; a crème brûlée is £4 and the jalapeño soup is £5.",
        "Zoë and José will meet “the others” in Malmö – or at the Škoda garage, 5 m² of it.",
    ),
    "Russian": (
        ("cp1251",),
        "Музей открыт каждый день, кроме понедельника. Дети входят бесплатно.",
        "На первом этаже висят старые карты. Сад закрыт, когда идёт дождь.",
    ),
    "Greek": (
        ("cp1253", "iso8859_7"),
        "Το μουσείο είναι ανοιχτό κάθε μέρα εκτός από τη Δευτέρα. Τα παιδιά δεν πληρώνουν.",
    ),
    "Japanese": (
        ("shift_jis",),
        "美術館は月曜日を除いて毎日開いています。子供は無料です。",
        "このファイルは README です。The end of the list is in the README file.",
        "テスト・データ ソフトウェア (software) の説明",
    ),
    "Korean": (("euc_kr",), "이 파일은 the README of the project 입니다. Python in a hurry"),
}


def _sentences(text: str) -> list[str]:
    return [part.strip(" .") + "." for part in text.split(". ") if part]


_CASES = [(encoding, text) for encodings, *texts in _TEXTS.values() for encoding in encodings for text in texts]


@pytest.mark.parametrize(("encoding", "text"), _CASES)
def test_a_paragraph_in_an_old_encoding_comes_back(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("language", ["Turkish", "Hungarian", "Czech", "Polish", "Romanian", "German", "French"])
def test_one_sentence_in_an_old_encoding_comes_back(language: str) -> None:
    encodings, *texts = _TEXTS[language]
    for sentence in (one for text in texts for one in _sentences(text)):
        for encoding in encodings:
            assert decode(sentence.encode(encoding), "a.txt") == sentence


@given(st.data())
def test_sentences_of_one_language_come_back_in_any_order_and_number(data: st.DataObject) -> None:
    encodings, *texts = data.draw(st.sampled_from(list(_TEXTS.values())[:9]))
    sentences = [one for text in texts for one in _sentences(text)]
    chosen = data.draw(st.lists(st.sampled_from(sentences), min_size=2, max_size=12))
    text = data.draw(st.sampled_from([" ", "\n", "\r\n\r\n"])).join(chosen)
    assert decode(text.encode(data.draw(st.sampled_from(encodings))), "a.txt") == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Nazwisko;Miasto\nKowalska;Łódź\nWiśniewski;Kraków\n"),
        ("iso8859_2", "Jméno;Město\nNovák;Plzeň\nŽižka;Brno\n"),
        ("cp1254", "Ad;Şehir\nAyşe;İzmir\nIşıl;Eskişehir\n"),
        ("cp1252", "Straße;Ort\nHauptstraße 5;Köln\nÄckerweg 3;München\n"),
        ("cp1252", "Þórður Jónsson"),
        ("cp1252", "Nº 5, 3ª planta"),
        ("cp1252", "Größe: 5 µm ± 2 µm, §5 Abs. 2, 30 m³"),
    ],
)
def test_names_and_figures_alone_are_enough(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.csv") == text
