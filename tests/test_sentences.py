"""Where sentences end: as a careful reader would say, exactly, and in time that grows with the text alone."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.abbreviations import goes_on
from index.sentences import LINE_ITEM, sentence_spans
from index.split import VERSION
from tests.conftest import ROOT

# A bar marks each end of a sentence, and is no part of the text.

HELD_OUT = [
    # laws and contracts
    "Tenants may object under Art. 12 of the Act. | The court decides within a month.",
    "The notice must comply with Sec. 4.2 and para. 3 of the schedule.",
    "See cl. 7 for the deposit. | It is returned under cl. 8.",
    "The fee is set out in Sched. 2, pt. 3 and reg. 15.",
    "§ 5 (2) applies to sublets. | § 6 does not.",
    "1.2.3 Term of the lease. | The lease runs for three years.",
    "The buyer shall (a) pay the price; (b) collect the goods; and (c) sign the receipt. | The seller delivers.",
    "The point was settled in Brown v. Carter in 1987. | Later courts followed it.",
    "Payment is due to Hartwell Ltd. within 30 days. | Interest runs after that.",
    "The supplier is Orbis Inc. | The customer is the city.",
    "Orbis Inc. and Hartwell & Co. are jointly liable.",
    "The lender charges 4 % p.a. on arrears. | No other fee is due.",
    "The tenant (see Art. 3. No exception applies.) keeps the keys.",
    "Section 9. Repairs of the roof are for the landlord. | He pays for them.",
    # papers
    "Walking helps, as Lindt et al. (2018) found. | Running does not.",
    "The trial by Moreau et al. 2021 was larger.",
    "Earlier work was done by Moreau et al. | The present study is larger.",
    "The curve is shown in Fig. 3. | The data are in Tab. 2.",
    "Compare vol. 4, no. 2, pp. 15-19 of the journal.",
    "The samples, i.e. Leaves and stems, were dried. | They weighed 3 g.",
    "The village was founded c. 1340. | It burned down in 1602.",
    "Yields rose in dry years.[4] | They fell in wet ones.[5][6]",
    "Most bees are solitary. [12] | Some live in groups.",
    "The rule is older than the court.¹ | Nobody disputes that.",
    "Cf. Novak, pp. 3-9, and the note in ch. 2. | It is short.",
    "The value was approx. 12.5 mm in all cases. | It did not change.",
    # manuals
    "Do not exceed max. 80 °C, min. 5 °C. | Otherwise the seal fails.",
    "The pump (incl. Filter) weighs 9 kg. | Lift it with two people.",
    "1. Open the lid. | 2. Remove the filter. | 3. Rinse it under water.",
    "Press the red key, e.g. Stop or Pause. | The drum halts.",
    "The temp. is shown on the left, the humidity etc. on the right.",
    "Keep nails, screws, etc. in the tray. | Close the tray.",
    "Call tel. 555 0142, ext. 31, for parts.",
    "Step 4. Turn the valve to the left. | Water flows out.",
    # minutes, letters, news
    "The meeting began at 7 p.m. | Apologies came from Mr. Osei.",
    "The shop opens at 9 a.m. and closes at 6 p.m. on Fridays.",
    "The call is at 3 p.m. Eastern time. | Please be early.",
    "She was born in the U.S. | Her parents were Danish.",
    "The U.S. Congress met on Jan. 6. | It rose late.",
    "Gov. Reyes met Lt. Col. Hart on Oct. 12. | They spoke for an hour.",
    "Harold Finch Jr. was elected. | Harold Finch Sr. was not.",
    "They live near St. Paul's in Mt. Vernon. | It is quiet there.",
    "He moved to Elm St. | He likes it.",
    "Was the vote open? | No. | Nobody saw it.",
    "“Is it safe?” she asked. | Nobody answered.",
    "“Run!” shouted the guard. | All ran.",
    '"Who will pay?" Petra asked. | The chair did not know.',
    "Yahoo! was founded in 1994. | It grew quickly.",
    "He waited ... and nothing came. | Then he left.",
    "the bus was late. | we walked home. | it rained.",
    "The Dept. of Health wrote on Mon. 3 May. | Nobody replied.",
    "He holds a Ph.D. | It is in law.",
    "They ran 5 km. | Then they slept.",
    # other languages and scripts
    "Der Vertrag endet am 30. September 2024. | Danach ist die Wohnung leer.",
    "Viele Tiere, z. B. Katzen und Hunde, sind erlaubt. | Vögel sind es nicht.",
    "Die Miete steht in § 4 Abs. 2 Nr. 3. | Sie beträgt ca. 700 Euro.",
    "La salle mesure env. 40 mètres. | Elle est au 2e étage, cf. p. 8.",
    "El pago incluye p. ej. Agua y luz. | El Sr. Ortega firma.",
    "会议在三点开始。|所有人都到了。|谁来做记录？|小李。",
    "彼は「もう遅い。帰ろう。」と言った。|誰も動かなかった。",
]

SEEN = [
    # abbreviations before figures
    "Tenants' rights are listed in Art. 5 of the Housing Act.",
    "See Art. 5 para. 2 for details. | It is short.",
    "Cf. Miller, pp. 12-14. | He disagrees.",
    "Sec. 4.2 applies. | Ch. 3 covers it.",
    "It is in vol. 2, no. 3, Jan. 2020. | Nobody reads it.",
    "The rates are in nos. 3 and 4.",
    "He cites ss. 4 to 6 of the Act. | The judge did not.",
    "Look at fig. 2 and at eq. (4). | Both are wrong.",
    "The fee for the course is approx. 40 euros. | The course starts on Sept. 3 in room no. 7 of the clinic.",
    "He lives at No. 10. | It is right by the park.",
    "Is it ready? | No. | The paint is wet.",
    "She said no. | Then she left.",
    "Built ca. 1900, it was sold c. 1950 to the town.",
    "Chapters IV and V are in vol. II. | The index is in vol. III.",
    "It took 20 min. | 5 people helped.",
    # abbreviations before a lower-case letter
    "The temp. was 5 °C. | It fell later.",
    "Apples, pears, etc. are fruit. | Carrots are not.",
    "Acme Inc. has moved. | Its rival, Bolt Ltd. of Leeds, has not.",
    "Bolt & Co. owns the mill. | It is old.",
    "The 3rd ed. of the book is out. | It costs 30 euros.",
    "Smith et al. showed it in mice. | Others failed to.",
    "It grew approx. 5 % p.a. | Profits rose.",
    # abbreviations before a capital
    "Avoid caffeine, e.g. Coffee, tea and cola, because it delays sleep.",
    "Gov. Brown spoke. | Sen. Ray did not.",
    "The text (Ed. Smith, 2004) is short.",
    "Prof. Lee met Dr. Kim and Rev. Ames. | They agreed.",
    "The price excl. VAT is 90 euros; incl. VAT it is 108 euros.",
    "Green vs. Blue ended in a draw. | Blue won later.",
    "Mt. Hood is near St. Helens. | Ft. Vancouver is not.",
    "Salt, pepper, etc. | Bread is extra.",
    # cuts after initials and times
    "They grew up in the U.S. | They left in 1990.",
    "The U.S. Army met Dr. Smith. | He left.",
    "The deadline is 5 p.m. | Late work is refused.",
    "It ends at 11 a.m. Monday. | Bring a pen.",
    "8 a.m. Breakfast in the hall",
    "He took vitamin C. | It did not help.",
    "J. K. Rowling wrote it. | A. A. Milne did not.",
    "They moved to Washington, D.C. | In 2001 they came back.",
    "The book is by Y. He and J. Li. | It sold well.",
    # quotations and brackets
    "'Really?' he asked. | 'Yes,' she said.",
    '"Really?" he asked. | Nobody spoke.',
    '"Is that all?" Anna Berg asked. | It was.',
    "“It works,” she said. | “We tried it.” | He nodded.",
    "He wrote “Oh! What a day” and other songs. | They sold well.",
    "The rule (Art. 5. See also p. 3) applies. | It is old.",
    "(See p. 4.) | The rest is in ch. 5.",
    "(The hall was full. | Nobody left.) | Then the band played.",
    "It rose (see Fig. 2). | Then it fell.",
    # footnote marks
    "First sentence. [1] | Second one.",
    "First sentence.[1] | Second one. [a] | Third one.[citation needed]",
    "First sentence.² | Second one.",
    "The law is clear.3 | The court agreed.",
    "[1] Berg, A. Bees. | [2] Lund, O. Wasps.",
    # numbering
    "§ 3 (2) does not apply. | § 4 does.",
    "The tenant shall (a) pay rent; (b) keep the flat clean.",
    "(a) The tenant pays. | (b) The landlord repairs.",
    "1. Fill the tank. | 2. Close the cap.",
    "Section 3. Definitions of terms. | A week has seven days.",
    "2.1. Term. | The lease runs for a year.",
    # lower case
    "i came home. | it was late. | we ate.",
    "iPhone sales fell. | eBay grew. | pH was 7.",
    "Wait... what was that? | A cat.",
    "He said no. | U.S. troops left.",
    "I met Ed. | Later he left the 2nd ed. London here.",
    "“The law is clear.”3 | The court agreed.",
    "As Kim et al. (Fig. 2) found, it works. | Others agree.",
    # other languages
    "Am 3. 5. 2010 kam er, am 4. Juni ging er. | Mehr ist nicht bekannt.",
    "Am 3. Oktober wird gefeiert. | Danach nicht.",
    "Im 19. Jahrhundert war das anders. | Es gab z. B. Kutschen.",
    "Anna Berg, geb. 1950, geb. Lund, wohnt in Nr. 7. | Sie ist alt.",
    "Das gilt u. a. für Kinder, d. h. Schüler, bzw. Eltern usw. und Lehrer.",
    "Il y a env. 5 places, p. ex. Paris. | M. Dupont le dit.",
    "Vive p. ej. Ana en EE. UU. desde 2001. | El Sr. García no.",
    # scripts without spaces
    "今日は雨です。|明日は晴れます！|本当ですか？|はい。",
    "彼女は「行きます。」と言った。|彼は残った。",
    "他说：“我来了。”|大家都笑了。",
]

PIECES = st.sampled_from(
    'He|left|.|. |!|? | |(|)|“|”|"|[1]|[a] |e.g. |Dr. |no. |5|12 |¹|U.S. |The |they |5 p.m. |。|「|」|\n|1. |a) |3. '
    "|Oktober |\u00a0|-|z. B. ".split("|")
)


@pytest.mark.parametrize("marked", [*SEEN, *HELD_OUT])
def test_sentences_end_where_a_careful_reader_ends_them(marked: str) -> None:
    text = marked.replace(" | ", " ").replace("|", "")
    first, *others = (sentence.strip() for sentence in marked.split("|"))
    number = LINE_ITEM.match(first)
    assert [text[a:b] for a, b in sentence_spans(text)] == [first[number.end() if number else 0 :], *others]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("12. March was cold.", "12. March was cold."),
        ("3. Oktober ist Feiertag.", "3. Oktober ist Feiertag."),
        ("3. Open the door.", "Open the door."),
        ("40. March to the hall.", "March to the hall."),
        ("3. Market prices fell.", "Market prices fell."),
        ("3) March to the hall.", "March to the hall."),
    ],
)
def test_the_day_of_a_date_is_no_number_of_an_item(line: str, sentence: str) -> None:
    assert [line[a:b] for a, b in sentence_spans(line)] == [sentence]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_sentences_follow_one_another_and_hold_all_that_can_be_seen(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert at <= start < end and text[start:end] == text[start:end].strip()
        between = text[at:start].strip()
        assert not between or LINE_ITEM.match(f"{between} ")
        at = end
    assert not text[at:].strip() or LINE_ITEM.match(f"{text[at:].strip()} ")


@pytest.mark.parametrize(
    "unit",
    [
        "(a. B ",
        'say "a. B ',
        "“a. B ",
        "「。（“",
        "x. [1] ",
        "1. 2. ",
        "at 5 p.m. Late ",
        "word.12 The ",
        "A. B. C. ",
        ". . ",
    ],
)
def test_a_line_of_what_is_looked_at_closely_takes_time_in_proportion(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        sentence_spans(text)
        return time.process_time() - start

    sentence_spans("The tokenizer is loaded. It takes a while.")
    assert seconds(80_000) < 1 + 16 * seconds(10_000)  # 64 times as long, were it quadratic


@pytest.mark.parametrize(
    ("before", "after", "on"),
    [
        ("as in Art.", "5", True),
        ("a firm, Acme Inc.", "Chairman", True),
        ("a firm, Acme Inc.", "The", False),
        ("he said no.", "Nobody", False),
        ("he left.", "5", False),
        ("he left", "5", False),
    ],
)
def test_a_word_alone_tells_whether_a_sentence_goes_on(before: str, after: str, on: bool) -> None:
    assert goes_on(before, after, names=True) is on


def test_the_version_of_the_splitting_is_raised_when_sentences_end_elsewhere() -> None:
    """Else an index that exists would keep the old ones: set VERSION up, then the digest beside it here.

    A text that is added above gives another digest, and needs no other version.
    """
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "seeds").glob("*.md"))]
    texts += [marked.replace("|", "") for marked in (*SEEN, *HELD_OUT)]
    digest = hashlib.sha256("".join(f"{sentence_spans(text)}\0" for text in texts).encode())
    assert (VERSION, digest.hexdigest()[:16]) == ("split-5", "4fff6f59403e4207")
