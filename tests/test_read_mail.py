"""Mail: the form that says it, who said what, and when one is to come."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from test_read import blocks, read_bytes

ORDER = "<html><body><p>Your order 4711 of three brass lamps costs 90 euros and arrives on 5 May.</p></body></html>"
EVENT = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Vienna
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Crane inspection\\, second part
DTSTART;TZID=Europe/Vienna:20240503T140000
DTEND:20240503T130000Z
LOCATION:Yard 3\\nby the river
ORGANIZER;CN="Ann Lee":mailto:ann@example.org
DESCRIPTION:Bring a helm
 et.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def mail(words: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "Cid <cid@example.org>", "Pallets", "<1@example.org>"
    message.set_content(words)
    return message


def said(tmp_path: Path, message: EmailMessage) -> list[str]:
    """The blocks below the head."""
    return blocks(read_bytes(tmp_path, "a.eml", bytes(message)))[2:]


def test_a_plain_form_that_only_tells_of_the_other_gives_way_to_it(tmp_path: Path) -> None:
    stub = mail("Your e-mail program cannot show HTML. View this message in your browser.")
    stub.add_alternative(ORDER, subtype="html")
    assert said(tmp_path, stub) == ["Your order 4711 of three brass lamps costs 90 euros and arrives on 5 May."]
    same = mail("Your order 4711 of three brass lamps: 90 euros. It arrives on 5 May. Thank you for it.")
    same.add_alternative(ORDER, subtype="html")
    assert said(tmp_path, same) == [
        "Your order 4711 of three brass lamps: 90 euros. It arrives on 5 May. Thank you for it."
    ]


def test_an_invitation_is_read_once(tmp_path: Path) -> None:
    message = mail("Please come.")
    message.add_alternative("<p>Please come.</p>", subtype="html")
    message.add_alternative(EVENT, subtype="calendar")
    message.add_attachment(EVENT.encode(), maintype="application", subtype="ics", filename="invite.ics")
    assert said(tmp_path, message) == [
        "Please come.",
        "Event: Crane inspection, second part",
        "Begins: 2024-05-03 14:00 (Europe/Vienna)",
        "Ends: 2024-05-03 13:00 UTC",
        "Place: Yard 3 by the river",
        "Organiser: Ann Lee <ann@example.org>",
        "About: Bring a helmet.",
    ]


THREAD = """I can come on Friday.

On Mon, 29 Apr 2024 at 10:00, Ann Lee
<ann@example.org> wrote:

> Thank you, Bob.
>
> On Sun, 28 Apr 2024, Bob Fox wrote:
>> They cost 80 euros each.
>
> Who comes for them?

I do.
"""


def test_the_words_of_each_person_in_a_thread_stand_apart(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.eml", bytes(mail(THREAD)))
    ann, bob = "On Mon, 29 Apr 2024 at 10:00, Ann Lee <ann@example.org> wrote", "On Sun, 28 Apr 2024, Bob Fox wrote"
    assert blocks(text)[2:] == [
        "I can come on Friday.",
        f"Quoted: {ann}",
        "Thank you, Bob.",
        f"Quoted: {bob}",
        "They cost 80 euros each.",
        f"Quoted: {ann}",
        "Who comes for them?",
        "Written by Cid <cid@example.org>",
        "I do.",
    ]
    assert text.section_at(text.text.index("80 euros")) == f"Quoted: {bob}"
    assert not text.section_at(text.text.index("I can come"))


def test_quotations_without_a_name_are_called_so(tmp_path: Path) -> None:
    message = mail("> When will it be mended?\n\nSoon. These are open:\n> the price\n")
    assert said(tmp_path, message) == [
        "Quoted",
        "When will it be mended?",
        "Written by Cid <cid@example.org>",
        "Soon. These are open:",
        "Quoted",
        "the price",
    ]
