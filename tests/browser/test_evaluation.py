"""The Evaluation tab, the choice of documents, and what a language model's answer looks like."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from browsing import EXAMPLES, Site, ready
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.answer import Answer, Citation, Sentence, Usage
from assistant.evaluate import Question, evaluate
from assistant.web import markup, scores
from assistant.web.guard import POLICY

HOSTILE = "Who lit the <img src=http://evil.example/q.png onerror=window.pwned=1> beacon of Nowhere?"
ROWS: tuple[dict[str, Any], ...] = (
    {"id": "1", "question": EXAMPLES[0], "answers": ["2,000"], "evidence": [{"quote": "sent some 2,000 troops"}]},
    {"id": "2", "question": EXAMPLES[2], "answers": ["<b>no such words</b>"], "answerable": True},
    {"id": "3", "question": HOSTILE, "answers": [], "answerable": False},
)


def written(folder: Path, name: str = "own.jsonl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    return path


def tab(page: Page) -> Page:
    page.get_by_role("tab", name="Evaluation").click()
    expect(page.locator("#evaluation-run")).to_be_visible()
    return page


def test_a_set_of_the_working_folder_is_run_and_a_question_opens_in_the_chat(
    chat: Page, site: Site, tmp_path: Path
) -> None:
    written(tmp_path / "questions")
    tab(chat)
    expect(chat.locator("#evaluation-set input")).to_have_value("own.jsonl")
    chat.locator("#evaluation-run").click()
    expect(chat.locator(".card").first).to_contain_text("2 answerable, 1 not", timeout=60_000)
    run = evaluate(site.assistant.assistant, [Question(**{**row, "evidence": ()}) for row in ROWS])  # type: ignore[arg-type]
    shown = chat.locator(".card", has_text="Answered right")
    expect(shown.locator("b")).to_have_text(f"{run.figures['contains'].value:.2f}")
    expect(shown.locator("em")).to_have_text(re.compile(r"0\.\d\d to 1\.\d\d"))
    assert {one.kind.capitalize() for one in run.results} == set(chat.locator(".of-kind > summary b").all_inner_texts())
    wrong = chat.locator(".case", has_text=EXAMPLES[2])
    chat.locator(".of-kind", has=wrong).locator("> summary").click() if not wrong.is_visible() else None
    wrong.locator("summary").click()
    expect(wrong).to_contain_text("<b>no such words</b>")
    expect(wrong.locator("li").first).to_be_visible()
    wrong.locator(".open-question").click()
    expect(chat.locator("#chatbot .question")).to_have_text([EXAMPLES[2]])
    expect(chat.locator("#chatbot .foot, #chatbot .refusal").first).to_be_visible(timeout=30_000)
    assert chat.evaluate("window.pwned") is None and chat.locator('img[src*="evil"]').count() == 0


def test_an_uploaded_set_is_run_and_a_bad_one_is_explained(chat: Page, tmp_path: Path) -> None:
    tab(chat).locator("#evaluation-run").click()
    expect(chat.locator(".evaluation-problem")).to_contain_text("upload one")
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{", "utf-8")
    good = written(tmp_path / "elsewhere", "mine.jsonl")
    for path, told in ((bad, ".evaluation-problem"), (good, ".card")):
        with chat.expect_file_chooser() as chooser:
            chat.locator("#evaluation-upload").click()
        chooser.value.set_files(path)
        expect(chat.locator("#evaluation-set input")).to_have_value(f"{path.name} (uploaded)")
        chat.locator("#evaluation-run").click()
        expect(chat.locator(told).first).to_be_visible(timeout=60_000)
    expect(chat.locator(".run-line")).to_contain_text("3 questions")


def test_stop_ends_a_run_and_shows_what_is_done(
    chat: Page, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*asked: Any, **narrowed: Any) -> Answer:
        time.sleep(2)
        return site.assistant.assistant.query(*asked, **narrowed)

    monkeypatch.setattr(site.assistant, "query", slow, raising=False)
    written(tmp_path / "questions")
    expect(tab(chat).get_by_label("Question set")).to_have_value("own.jsonl")  # a click before that finds no set
    chat.locator("#evaluation-run").click()
    expect(chat.locator(".run-line")).to_contain_text("1 of 3 questions", timeout=30_000)
    chat.locator("#evaluation-stop").click()
    expect(chat.locator(".run-line")).to_contain_text("Stopped after 2 of 3", timeout=30_000)
    expect(chat.locator(".card").first).to_contain_text("2")
    expect(chat.locator("#evaluation-run")).to_be_enabled()


def test_the_evaluation_fits_a_phone(browser: Browser, site: Site, tmp_path: Path) -> None:
    written(tmp_path / "questions")
    with browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator(".sidebar.open")).to_have_count(0)
        tab(page)
        expect(page.locator("#evaluation-set input")).to_have_value("own.jsonl")
        page.locator("#evaluation-run").tap()
        expect(page.locator(".card").first).to_be_visible(timeout=60_000)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_only_ticked_documents_are_searched(chat: Page, site: Site) -> None:
    boxes = chat.locator("#titles input")
    cited = site.assistant.query(EXAMPLES[0]).citations[0].document
    chat.locator(f'#titles input[data-name="{cited}"]').uncheck()
    chat.locator("#ask textarea").fill(EXAMPLES[0])
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .foot, #chatbot .refusal").first).to_be_visible(timeout=30_000)
    sources = chat.locator(".source-document")
    expect(sources.first).to_be_attached()
    assert cited not in sources.all_inner_texts()
    chat.get_by_role("tab", name="Documents").click()  # which draws the list anew
    chat.wait_for_timeout(500)
    expect(chat.locator(f'#titles input[data-name="{cited}"]')).not_to_be_checked()
    chat.locator("#titles .all").click()
    expect(chat.locator("#titles input:not(:checked)")).to_have_count(0)
    for number in range(boxes.count()):
        boxes.nth(number).uncheck()
    chat.get_by_role("tab", name="Chat").click()
    chat.locator("#ask textarea").fill(EXAMPLES[0])
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .notice")).to_contain_text("choose at least one")
    ready(chat)
    expect(chat.locator("#titles input:not(:checked)")).to_have_count(0)


def test_a_models_answer_names_it_and_flags_what_no_passage_supports() -> None:
    model = "<b>m</b>-7b"
    sentences = (Sentence("It is so.", (1,), True), Sentence("So they say.", (), False))
    cited = Citation(1, "quote", "a.txt", "T", None, "", 0, 5, "quote", 0, 0.5)
    answer = Answer("q", "", False, 0.9, sentences, (cited,), usage=Usage(model), note="One <i>quiet</i> line.")
    shown = markup.answer("ab", sentences, {1: cited}, answer)
    assert (
        '<span class="unsupported">So they say.</span> <span class="flag">not supported by any passage</span>' in shown
    )
    assert "Confidence 90% · model &lt;b&gt;m&lt;/b&gt;-7b" in shown
    assert '<p class="note">One &lt;i&gt;quiet&lt;/i&gt; line.</p>' in shown
    assert "model" not in markup.answer("ab", sentences, {1: cited}, Answer("q", "", False, 0.9, sentences))


def test_bars_stay_within_their_track_and_carry_their_interval(site: Site) -> None:
    run = evaluate(
        site.assistant.assistant, [Question("1", EXAMPLES[0], ("2,000",)), Question("2", HOSTILE, answerable=False)]
    )
    shown = scores.finished("two", run, 2)
    bars = [bar for group in shown["groups"] for bar in group["bars"]]
    assert bars and all(0 <= bar["percent"] <= 100 and bar["low"] + bar["width"] <= 100.1 for bar in bars)
    assert all("95% interval" in bar["title"] for bar in bars)
    assert sum(len(kind["cases"]) for kind in shown["kinds"]) == 2


def test_runs_are_kept_opened_compared_and_their_report_is_read(
    chat: Page, site: Site, context: BrowserContext, tmp_path: Path
) -> None:
    changed = "Who was the harbour master of the Kestrel?"
    rows = [{"id": "1", "question": EXAMPLES[0], "answers": ["2,000"]}, {"id": "2", "question": changed}]
    for name, answers in (("first", ["no such words"]), ("second", ["Ivan Sorokin"])):
        folder = tmp_path / "questions"
        folder.mkdir(exist_ok=True)
        text = "\n".join(json.dumps({**row, "answers": row.get("answers", answers)}) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    first = tab(chat).locator(".kept-run", has_text="first")
    expect(chat.locator("#evaluation-set input")).to_have_value("first.jsonl")
    chat.locator("#evaluation-run").click()
    expect(first).to_contain_text("2 questions", timeout=60_000)
    expect(first.locator("dd").first).to_have_text("0.50")
    first.get_by_role("button", name="Compare with").click()
    expect(first.get_by_role("button", name="Compare with")).to_have_attribute("aria-pressed", "true")
    chat.locator("#evaluation-set input").click()
    chat.get_by_role("option", name="second.jsonl").click()
    chat.locator("#evaluation-run").click()
    expect(chat.locator(".against h2")).to_contain_text("2 questions in common", timeout=60_000)
    expect(chat.locator(".against summary").last).to_have_text("1 got better")
    first.get_by_role("button", name="Show").click()
    expect(chat.locator(".against")).to_have_count(0)  # nothing is compared with itself
    second = chat.locator(".kept-run", has_text="second")
    with context.expect_page() as opened:
        second.get_by_role("link", name="Report").click()
    report = opened.value
    expect(report.locator("h1")).to_contain_text("second-")
    report.locator(".card", has_text=changed).locator("summary").first.click()
    expect(report.get_by_text("Before: right passage, wrong answer")).to_be_visible()
    assert report.evaluate("window.origin") == "null"  # it has no rights on the page's address
    policies = report.request.get(report.url).headers["content-security-policy"]
    assert "sandbox allow-scripts" in policies and POLICY in policies
    missing = report.request.get(f"{site.url}/evaluation/report?run=..%2F..")
    assert missing.status == 404 and "no run" in missing.text()
