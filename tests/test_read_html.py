"""What a page says is kept, whatever its parts are called; what leads elsewhere goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_read import blocks, read_bytes


def page(body: str) -> str:
    begin = "It begins here, with many words, so that no other part is most of it. " * 4
    return f"<!doctype html><html><body><main><h1>Guide</h1><p>{begin}</p>{body}</main></body></html>"


def said(tmp_path: Path, body: str) -> list[str]:
    """The blocks of a page's content below its first words."""
    return blocks(read_bytes(tmp_path, "a.html", page(body)))[2:]


@pytest.mark.parametrize(
    "body",
    [
        '<section id="cookies"><h2>Cookies</h2><p>They are read by name.</p></section>',
        '<section id="related-work"><h2>Related work</h2><p>Smith (2019)</p></section>',
        '<h2 id="menu">Menu of the week</h2><p>Soup.</p>',
        '<h2><span id="Sharing_data">Sharing data</span></h2><p>We never do.</p>',
        '<p class="promo">The offer lasts until 5 May.</p>',
        '<p class="share-price">The share price is 5 euros.</p>',
        '<div class="social-housing"><p>Applicants for a flat register at room 5.</p></div>',
        "<aside>Note: closed on 24 December</aside>",
        "<form><p>Bring this form to room 7 of the town hall.</p></form>",
        '<p><a href="tel:+441865123456">Call us</a></p>',
        '<p><a href="/contact">desk@library.example</a></p>',
        "<ul>" + '<li><a href="tel:1">01865 123456</a></li>' * 3 + "</ul>",
    ],
)
def test_content_named_as_furniture_is_stays(tmp_path: Path, body: str) -> None:
    words = [" ".join(re.sub(r"<[^>]+>", "", part).split()) for part in re.split(r"</(?:h2|p|li|aside)>", body)]
    assert [one.removeprefix("• ") for one in said(tmp_path, body)] == [word for word in words if word]


@pytest.mark.parametrize(
    "body",
    [
        '<div class="share-buttons"><span>Share this</span> <a href="/t">Twitter</a></div>',
        '<div class="related"><h2>Related</h2><p><a href="/a">An article on bees.</a></p><p>All about bees.</p></div>',
        '<div class="newsletter"><p>Our newsletter is free. Leave any time.</p><form><input></form></div>',
        '<div class="cookie-banner"><p>We use cookies, as all others on this earth do.</p></div>',
        '<aside><a href="/b">Another article that you may want to read.</a></aside>',
        "<aside>Advertisement</aside><form><input><button>Go</button></form>",
        '<div id="menu"><a href="/1">Home</a> <a href="/2">News</a></div>',
        '<p class="skip"><a href="#content">Skip to the content of this page</a></p>',
        "<p hidden>Nobody should ever see these words.</p><button>Copy</button>",
        '<p><a href="/more">Read more</a></p>',
    ],
)
def test_furniture_inside_the_content_goes(tmp_path: Path, body: str) -> None:
    assert said(tmp_path, body) == []


def test_a_section_called_by_its_heading_stays_on_a_page_without_main(tmp_path: Path) -> None:
    source = (
        '<html><body><h1 id="title">Paper</h1><p>Words of it.</p><section id="related-work"><h2>Related work</h2>'
        '<p>Smith did it.</p></section><div id="sidebar"><p>About me. I live by the sea.</p></div></body></html>'
    )
    assert blocks(read_bytes(tmp_path, "a.html", source))[2:] == ["Related work", "Smith did it."]


def test_questions_and_answers_that_a_click_opens_are_read(tmp_path: Path) -> None:
    body = (
        '<h3><button aria-expanded="false" aria-controls="p1">When is it open?</button><button>Copy</button></h3>'
        '<div id="p1" hidden><p>It is open on Monday.</p></div>'
        '<button data-bs-target="#p2">What does it cost?</button>'
        '<div id="p2" style="display: none"><p>Nothing for children under 12.</p></div>'
        '<button aria-controls="p3">Menu</button><ul id="p3" hidden><li><a href="/">Home</a></li></ul>'
        '<div role="tabpanel" aria-hidden="true"><p>The lift is by the shop.</p></div>'
    )
    text = read_bytes(tmp_path, "a.html", page(body))
    assert [one.title for one in text.headings][1:3] == ["When is it open?", "What does it cost?"]
    assert text.section_at(text.text.index("It is open on")).endswith("When is it open?")
    assert blocks(text)[3] == "It is open on Monday." and blocks(text)[5] == "Nothing for children under 12."
    assert "The lift is by the shop." in text.text and "Home" not in text.text and "Copy" not in text.text


def test_the_words_above_or_below_a_table_in_a_figure_stay(tmp_path: Path) -> None:
    rows = "<tr><th>Year</th><th>Cost</th></tr><tr><td>2020</td><td>3</td></tr>"
    framed = f"<figure><table>{rows}</table><figcaption>Costs in million euros</figcaption></figure>"
    assert said(tmp_path, framed) == ["Year: 2020; Cost: 3", "Costs in million euros"]


def test_items_have_the_numbers_that_a_browser_shows(tmp_path: Path) -> None:
    body = (
        "<ol><li>One</li><li value=9>Nine</li><li>Ten<ol type=a start=3><li>c</li><li type=i>iv</li></ol></li></ol>"
        "<ol reversed><li>Second</li><li>First</li></ol>"
    )
    assert said(tmp_path, body) == ["1. One", "9. Nine", "10. Ten", "c. c", "iv. iv", "2. Second", "1. First"]
