"""What a person does on the page, done by a real browser."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from browsing import EXAMPLES, Site, ready
from playwright.sync_api import Browser, Locator, Page, expect

from assistant import REFUSAL
from assistant.web import markup
from assistant.web.conversation import Turn
from assistant.web.guard import POLICY
from assistant.web.kept import Kept

QUESTION = EXAMPLES[0]
LONG = EXAMPLES[2]  # its answer has several sentences
OFF_TOPIC = "Which enzyme breaks down lactose in milk?"
ABOUT_HOSTILE = "When was the Kestrel beacon of Ust-Kamchatsk lit?"


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer is complete."""
    turns = page.locator("#chatbot .question").count()
    page.locator("#ask textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chatbot .question")).to_have_count(turns + 1)
    finished(page)


def finished(page: Page) -> None:
    expect(page.locator("#ask .submit-button")).to_be_visible(timeout=30_000)
    expect(page.locator("#chatbot .foot, #chatbot .refusal, #chatbot .notice").last).to_be_visible()


def pills(page: Page) -> Locator:
    return page.locator('#chatbot a[href*="#cite-"]')


def words(text: str) -> str:
    return " ".join(text.split())


def test_an_example_is_answered_and_a_citation_opens_its_exact_quote(chat: Page, site: Site) -> None:
    chat.get_by_text(QUESTION).click()
    expect(pills(chat).first).to_be_visible(timeout=30_000)
    finished(chat)
    answer = site.assistant.query(QUESTION)
    first = answer.citations[0]
    pills(chat).first.click()
    opened = chat.locator(".source.on")
    expect(opened).to_have_attribute("data-numbers", re.compile(r"^1\b"))
    expect(opened.locator("mark.on")).to_be_visible()
    assert words(opened.locator("mark.on").inner_text()) == words(first.quote)
    expect(opened.locator(".source-title")).to_have_text(first.title)
    expect(opened.locator(".source-document")).to_have_text(first.document)
    expect(chat.locator("#chatbot .foot")).to_have_text(f"Confidence {min(99, round(answer.confidence * 100))}%")
    expect(chat.locator("#chatbot .thought-group")).to_contain_text(re.compile(r"Found \d+ passages? in \d+ document"))


def test_hovering_a_citation_shows_its_quote(chat: Page, site: Site) -> None:
    ask(chat, QUESTION)
    pills(chat).first.hover()
    assert words(chat.locator(".cite-tip p").inner_text()) == words(site.assistant.query(QUESTION).citations[0].quote)
    chat.mouse.move(5, 5)
    expect(chat.locator(".cite-tip")).to_have_count(0)


def test_the_keyboard_opens_a_citation_and_comes_back(chat: Page) -> None:
    ask(chat, QUESTION)
    pills(chat).first.focus()
    chat.keyboard.press("Enter")
    expect(chat.locator(".source.on")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(pills(chat).first).to_be_focused()


def test_a_folded_passage_unfolds_to_the_whole(chat: Page, site: Site) -> None:
    ask(chat, QUESTION)
    card = chat.locator(".source:has(.unfold)").first
    card.locator(".unfold").click()
    expect(card.locator(".unfold")).to_have_attribute("aria-expanded", "true")
    number = int((card.get_attribute("data-numbers") or "0").split()[0])
    cited = next(one for one in site.assistant.query(QUESTION).citations if one.number == number)
    assert words(card.locator(".passage").inner_text()) == words(cited.passage)


def test_a_refusal_says_so_and_shows_the_closest_passages(chat: Page) -> None:
    ask(chat, OFF_TOPIC)
    card = chat.locator("#chatbot .refusal")
    expect(card).to_contain_text(REFUSAL)
    expect(card).to_contain_text("Closest passages")
    expect(card).to_contain_text(markup.NEXT)
    expect(chat.locator(".source .score")).to_have_count(0)
    expect(pills(chat)).to_have_count(0)
    card.locator("a.near").first.click()
    expect(chat.locator(".source.on")).to_be_visible()
    expect(chat.locator(".source mark")).to_have_count(0)
    expect(chat.locator(".source.on .nearest")).to_be_visible()
    expect(chat.locator(".panel-head h2")).to_have_text("Closest passages")


def test_a_follow_up_leaves_older_citations_open_to_view(chat: Page) -> None:
    ask(chat, QUESTION)
    older = pills(chat).count()
    ask(chat, EXAMPLES[2])
    assert pills(chat).count() > older
    expect(chat.locator(".panel-question")).to_have_text(EXAMPLES[2])
    pills(chat).first.click()
    expect(chat.locator(".panel-question")).to_have_text(QUESTION)
    pills(chat).last.click()
    expect(chat.locator(".panel-question")).to_have_text(EXAMPLES[2])


def test_stop_ends_an_answer_in_the_middle(chat: Page, site: Site) -> None:
    whole = len(site.assistant.query(LONG).sentences)
    site.assistant.pace = 1.5
    chat.locator("#ask textarea").fill(LONG)
    chat.keyboard.press("Enter")
    expect(pills(chat).first).to_be_visible(timeout=15_000)
    chat.locator("#ask .stop-button").click()
    expect(chat.locator("#chatbot .thought-group")).to_have_text(re.compile("Stopped"))
    chat.wait_for_timeout(3000)
    assert 1 <= pills(chat).count() < whole
    expect(chat.locator("#chatbot .foot")).to_have_count(0)
    expect(chat.get_by_text("Error", exact=True).locator("visible=true")).to_have_count(0)
    pills(chat).first.click()
    expect(chat.locator(".source.on mark.on")).to_be_visible()
    site.assistant.pace = 0.0
    ask(chat, QUESTION)
    expect(chat.locator("#chatbot .foot")).to_have_count(1)
    expect(chat.locator("#chatbot .thought-group").first).to_have_text(re.compile("Stopped"))
    ready(chat)
    expect(chat.locator("#chatbot .question")).to_have_text([LONG, QUESTION])
    expect(chat.locator("#chatbot .thought-group").first).to_have_text(re.compile("Stopped"))
    expect(chat.locator("#ask textarea")).to_have_value("")


def test_a_page_loaded_anew_in_the_middle_of_an_answer_offers_its_question_again(chat: Page, site: Site) -> None:
    site.assistant.pace = 1.0
    chat.locator("#ask textarea").fill(LONG)
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .question")).to_have_text([LONG])
    ready(chat)
    expect(chat.locator("#chatbot .question")).to_have_text([LONG])
    expect(chat.locator("#chatbot .thought-group")).to_have_text(re.compile("Stopped"))
    expect(chat.locator("#ask textarea")).to_have_value(LONG)


def test_a_question_is_never_lost_with_the_connection_and_is_scrolled_to(chat: Page) -> None:
    box, told = chat.locator("#ask textarea"), chat.locator("#sending")
    chat.set_viewport_size({"width": 1400, "height": 500})
    ask(chat, LONG)
    chat.locator("#chatbot .bubble-wrap").evaluate("wrap => { wrap.scrollTop = 0; }")
    chat.context.set_offline(True)
    chat.wait_for_function("fetch('healthz').then(() => false, () => true)")  # under load the browser takes a while
    box.fill(QUESTION)
    chat.keyboard.press("Enter")
    expect(told).to_contain_text("Your question was not sent")
    expect(box).to_have_value(QUESTION)
    chat.context.set_offline(False)
    ready(chat)
    expect(told).to_contain_text("Your question was not sent")
    expect(box).to_have_value(QUESTION)
    expect(chat.locator("#chatbot .question")).to_have_text([LONG], timeout=20_000)  # the server is slow under load
    chat.locator("#chatbot .bubble-wrap").evaluate("wrap => { wrap.scrollTop = 0; }")
    box.press("Enter")
    expect(chat.locator("#chatbot .question").last).to_be_in_viewport()
    expect(chat.locator("#chatbot .question")).to_have_text([LONG, QUESTION])
    expect(told).to_be_empty()


def test_a_question_that_arrived_before_the_connection_broke_is_not_called_unsent(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.evaluate("words => sessionStorage.setItem('passage-sent', words)", QUESTION)  # as if no reply had come
    ready(chat)
    expect(chat.locator("#chatbot .question")).to_have_text([QUESTION], timeout=20_000)
    expect(chat.locator("#sending")).to_be_empty()
    chat.evaluate("sessionStorage.setItem('passage-sent', 'What else?')")
    ready(chat)
    expect(chat.locator("#sending")).to_contain_text("Your question was not sent")


def test_a_laptop_without_network_reaches_its_own_server(chat: Page) -> None:
    chat.evaluate(
        """() => {
            Object.defineProperty(navigator, 'onLine', {get: () => false});
            window.told = [];
            const note = () => window.told.push(document.querySelector('#sending').textContent);
            new MutationObserver(note).observe(document.querySelector('#sending'), {childList: true});
        }"""
    )
    ask(chat, QUESTION)
    expect(chat.locator("#chatbot .question")).to_have_text([QUESTION])
    assert set(chat.evaluate("window.told")) == {"Sending your question …", ""}


def test_a_question_shows_at_once_that_it_was_sent(chat: Page) -> None:
    chat.locator("#ask textarea").fill(QUESTION)
    told = chat.evaluate(  # before the server can have said anything
        """() => {
            const enter = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true});
            document.querySelector('#ask textarea').dispatchEvent(enter);
            return document.querySelector('#sending').textContent;
        }"""
    )
    assert told == "Sending your question …"
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .question")).to_have_text([QUESTION])
    expect(chat.locator("#sending")).to_be_empty()


def test_a_conversation_that_the_server_no_longer_has_is_told(
    chat: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(chat, QUESTION)
    monkeypatch.setattr(Kept, "get", lambda self, token: [])
    ready(chat)
    expect(chat.locator("#sending")).to_contain_text("The earlier conversation is gone")


def test_an_empty_question_does_nothing_but_hint(chat: Page) -> None:
    chat.locator("#ask textarea").fill("   ")
    chat.keyboard.press("Enter")
    expect(chat.get_by_text("Type a question first.")).to_be_visible()
    expect(chat.locator("#chatbot .question")).to_have_count(0)


def test_a_question_that_is_too_long_is_told_and_kept(chat: Page) -> None:
    chat.locator("#ask textarea").fill("why " * 2500)
    chat.keyboard.press("Enter")
    expect(chat.get_by_text("9,999 characters: shorten it to 2,000 at most")).to_be_visible()
    expect(chat.locator("#chatbot .question")).to_have_count(0)
    assert len(chat.locator("#ask textarea").input_value()) == 10_000


def test_a_problem_is_told_in_one_sentence(chat: Page, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*asked: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site.assistant, "stream", broken)
    ask(chat, QUESTION)
    expect(chat.locator("#chatbot .notice")).to_contain_text("Something went wrong")
    assert "secret detail" not in chat.content()


def test_on_a_phone_sources_open_as_a_sheet(browser: Browser, site: Site) -> None:
    with browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        page = ready_phone(context.new_page())
        ask(page, QUESTION)
        sheet = page.locator("#panel-column")
        expect(sheet).not_to_be_visible()
        pills(page).first.tap()
        expect(page.locator(".source.on mark.on")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.locator(".panel-close").tap()
        expect(sheet).not_to_be_visible()
        for leave in (page.go_back, lambda: page.touchscreen.tap(200, 60)):
            pills(page).first.tap()
            expect(page.get_by_role("dialog", name="Sources")).to_be_visible()
            leave()
            expect(sheet).not_to_be_visible()
            expect(page.locator("#chatbot .question")).to_have_text([QUESTION])
        page.get_by_role("tab", name="Documents").tap()
        expect(page.locator(".document").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def ready_phone(page: Page) -> Page:
    page.goto("/")
    expect(page.locator(".sidebar.open")).to_have_count(0)
    return page


def test_the_theme_follows_the_system_until_chosen_and_is_remembered(chat: Page) -> None:
    body, dark = chat.locator("body"), re.compile(r"\bdark\b")
    expect(body).not_to_have_class(dark)
    chat.locator("#theme").click()
    expect(body).to_have_class(dark)
    ready(chat)
    expect(body).to_have_class(dark)
    chat.locator("#theme").click()
    chat.emulate_media(color_scheme="dark")
    ready(chat)
    expect(body).not_to_have_class(dark)
    chat.evaluate("localStorage.clear()")
    ready(chat)
    expect(body).to_have_class(dark)


def test_a_new_conversation_clears_chat_and_sources(chat: Page) -> None:
    ask(chat, QUESTION)
    expect(chat.locator(".source").first).to_be_visible()
    chat.locator("#new").click()
    expect(pills(chat)).to_have_count(0)
    expect(chat.locator(".source")).to_have_count(0)
    expect(chat.locator(".hero")).to_be_visible()


def test_a_new_conversation_leaves_what_is_being_typed(chat: Page) -> None:
    ask(chat, QUESTION)
    box = chat.locator("#ask textarea")
    box.fill("Who makes the")
    chat.locator("#new").click()
    expect(chat.locator(".hero")).to_be_visible()
    expect(box).to_have_value("Who makes the")
    expect(box).to_have_attribute("placeholder", "Ask about your documents")


def test_a_page_loaded_again_shows_its_own_conversation(chat: Page) -> None:
    ask(chat, QUESTION)
    ready(chat)
    expect(chat.locator("#chatbot .question")).to_have_text([QUESTION])
    pills(chat).first.click()
    expect(chat.locator(".source.on mark.on")).to_be_visible()
    ask(chat, LONG)
    expect(chat.locator("#chatbot .question")).to_have_text([QUESTION, LONG])
    other = ready(chat.context.new_page())
    expect(other.locator(".hero")).to_be_visible()
    chat.locator("#new").click()
    expect(chat.locator(".hero")).to_be_visible()
    ready(chat)
    expect(chat.locator(".hero")).to_be_visible()


def test_a_question_asked_while_the_page_still_loads_stays(
    page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, looked, get = threading.Event(), threading.Event(), Kept.get

    def slow(self: Kept, token: str) -> list[Turn]:
        turns = get(self, token)
        with suppress(RuntimeError):
            asyncio.get_running_loop()  # the question itself looks there too, on the server's loop
            return turns
        asked.wait(30)
        looked.set()
        return turns

    monkeypatch.setattr(Kept, "get", slow)
    ask(ready(page), QUESTION)
    asked.set()
    assert looked.wait(30)
    page.wait_for_timeout(1_000)  # by then what was looked up would have taken the place of the answer
    expect(page.locator("#chatbot .question")).to_have_text([QUESTION])


def test_conversations_are_kept_for_a_time_and_up_to_a_number() -> None:
    tokens = [f"{number:032x}" for number in range(3)]
    kept = Kept(60, most=2)
    for token in tokens:
        kept.put(token, [Turn(token, stopped=True), Turn("not finished")])
    other = "not finished"
    assert [[turn.question for turn in kept.get(token)] for token in tokens] == [
        [],
        [tokens[1], other],
        [tokens[2], other],
    ]
    kept.put("../guess", [Turn("q", stopped=True)])
    assert kept.get("../guess") == []
    kept.seconds = -1.0
    assert kept.get(tokens[2]) == []


def test_two_people_do_not_see_each_other(browser: Browser, site: Site) -> None:
    with browser.new_context(base_url=site.url) as one, browser.new_context(base_url=site.url) as other:
        first, second = ready(one.new_page()), ready(other.new_page())
        ask(first, QUESTION)
        ask(second, EXAMPLES[2])
        expect(first.locator("#chatbot .question")).to_have_text([QUESTION])
        expect(second.locator("#chatbot .question")).to_have_text([EXAMPLES[2]])


def test_a_hostile_document_and_question_do_nothing(chat: Page) -> None:
    attack = (
        "<img src=http://evil.example/q.png onerror=window.pwned=1> ![x](http://evil.example/r.png) [y](#cite-ab-1)"
    )
    ask(chat, ABOUT_HOSTILE)
    expect(chat.locator("#chatbot .answer")).to_contain_text("<script>window.pwned=1</script>")
    pills(chat).first.click()
    expect(chat.locator(".source.on mark.on")).to_contain_text('<img src="http://evil.example/x.png"')
    expect(chat.locator(".source.on .passage")).to_contain_text("![a picture](http://evil.example/y.png)")
    pills(chat).first.hover()
    ask(chat, f"{ABOUT_HOSTILE} {attack}")
    expect(chat.locator("#chatbot .question").last).to_contain_text(attack)
    chat.get_by_role("tab", name="Documents").click()
    expect(chat.locator(".document-title", has_text="Kestrel")).to_be_visible()
    assert chat.evaluate("window.pwned") is None
    assert chat.locator('img[src*="evil"], a[href*="evil"], #chatbot .question a').count() == 0


def test_a_document_is_added_asked_about_and_deleted(chat: Page, tmp_path: Path) -> None:
    note = tmp_path / "lighthouse <b>keepers rota.md"
    note.write_text("# Rota\n\nThe lighthouse keeper on duty in week 31 is Marguerite Okafor-Lindqvist.\n", "utf-8")
    bad = tmp_path / "broken.pdf"
    bad.write_bytes(b"%PDF-1.7 this is no document")
    chat.get_by_role("tab", name="Documents").click()
    rows = chat.locator(".document")
    expect(rows.first).to_be_visible()
    before = rows.count()
    chat.locator("#upload input[type=file]").set_input_files([note, bad])
    expect(rows).to_have_count(before + 1, timeout=30_000)
    expect(chat.locator(".report-failed")).to_contain_text("broken.pdf")
    expect(chat.locator("#titles")).to_contain_text("Rota")

    chat.get_by_role("tab", name="Chat").click()
    ask(chat, "Who is the lighthouse keeper on duty in week 31?")
    expect(chat.locator("#chatbot .answer")).to_contain_text("Marguerite Okafor-Lindqvist")

    chat.get_by_role("tab", name="Documents").click()
    delete = chat.locator(".document-delete")
    expect(delete).to_have_count(1)
    delete.click()
    expect(delete).to_have_text("Really delete?")
    expect(rows).to_have_count(before + 1)
    delete.click()
    expect(rows).to_have_count(before, timeout=15_000)
    expect(chat.locator("#titles")).not_to_contain_text("Rota")


def test_the_conversation_exports_as_markdown(chat: Page, site: Site) -> None:
    ask(chat, QUESTION)
    ask(chat, OFF_TOPIC)
    with chat.expect_download() as download:
        chat.locator("#export").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert f"## {QUESTION}" in text
    assert REFUSAL in text
    assert "#cite" not in text
    for citation in site.assistant.query(QUESTION).citations:
        assert f"[{citation.number}] {citation.title}" in text
        assert f"> {words(citation.quote)}" in text


@pytest.mark.parametrize("plain", [False, True], ids=["clipboard", "over plain http"])
def test_copying_an_answer_gives_its_words_and_its_sources(chat: Page, site: Site, plain: bool) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, QUESTION)
    if plain:  # what a browser does not offer there
        chat.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    chat.get_by_role("button", name="Copy this answer with its sources").last.click()
    expect(chat.locator("[data-copied]")).to_be_visible()
    copied = words(chat.evaluate("delete navigator.clipboard; navigator.clipboard.readText()"))
    answer = site.assistant.query(QUESTION)
    assert copied.startswith(words(answer.text))
    for one in answer.citations:
        where = f" · {one.section}" if one.section else ""
        assert f"[{one.number}] {one.title}{where} · {one.document} “{words(one.quote)}”" in copied
    assert "Confidence" not in copied


def test_nothing_written_by_the_page_is_unnamed_for_a_screen_reader(chat: Page) -> None:
    ask(chat, QUESTION)
    expect(pills(chat).first).to_have_attribute("aria-label", "Source 1")
    unnamed = chat.evaluate(
        """() => [...document.querySelectorAll('button, textarea, article')]
            .filter(node => node.checkVisibility() && !node.innerText.trim())
            .filter(node => !node.getAttribute('aria-label') && !node.closest('label, [inert]'))
            .map(node => node.outerHTML)"""
    )
    assert unnamed == []
    expect(chat.locator("h1")).to_have_text(re.compile("Passage"))
    expect(chat.locator("[role=button] button:not([inert])")).to_have_count(0)


# The server, without a browser


def fetch(
    site: Site, method: str, path: str, headers: dict[str, str], body: object = None
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        payload = None if body is None else json.dumps(body)
        connection.request(method, path, payload, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read().decode(), {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


def test_every_answer_of_the_server_carries_the_policy(site: Site) -> None:
    for path in ("/", "/healthz", "/config", "/v1/documents"):
        status, _, headers = fetch(site, "GET", path, {})
        assert status == 200
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_an_unknown_host_name_is_refused(site: Site) -> None:
    assert fetch(site, "GET", "/", {"Host": f"evil.example:{site.port}"})[0] == 400
    assert fetch(site, "GET", "/", {"Host": f"localhost:{site.port}"})[0] == 200


def test_a_post_from_another_site_is_refused(site: Site) -> None:
    question = {"question": QUESTION}
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        assert fetch(site, "POST", "/v1/query", {"Origin": origin}, question)[0] == 403
        assert fetch(site, "POST", "/gradio_api/upload", {"Origin": origin})[0] == 403
    assert fetch(site, "POST", "/v1/query", {"Sec-Fetch-Site": "cross-site"}, question)[0] == 403
    assert fetch(site, "POST", "/v1/query", {"Origin": site.url}, question)[0] == 200


def test_programs_ask_over_json(site: Site) -> None:
    status, body, _ = fetch(site, "POST", "/v1/query", {}, {"question": QUESTION})
    assert status == 200
    assert json.loads(body)["text"] == site.assistant.query(QUESTION).text
    for bad in ("  ", "why " * 600):
        status, body, _ = fetch(site, "POST", "/v1/query", {}, {"question": bad})
        assert status == 400
        assert "question" in json.loads(body)["error"]
    names = {row["name"] for row in json.loads(fetch(site, "GET", "/v1/documents", {})[1])}
    assert names == {document.name for document in site.assistant.documents()}


def test_files_of_the_machine_are_not_served(site: Site) -> None:
    for path in ("/etc/hostname", str(Path(__file__).resolve()), "pyproject.toml"):
        assert fetch(site, "GET", f"/gradio_api/file={path}", {})[0] in (403, 404)
