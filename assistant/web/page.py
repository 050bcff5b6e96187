"""The page's layout and its wiring; what events do is in `chat`, `conversation`, `panel` and `library`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.elsewhere import sent
from assistant.errors import BadQuestion
from assistant.web import conversation, library, panel
from assistant.web.asking import STREAMS, Asking
from assistant.web.chat import Chat
from assistant.web.conversation import Turn
from assistant.web.evaluation import Evaluation
from assistant.web.evaluation_tab import EvaluationTab
from assistant.web.kept import KEEP_WRITER, READ_TOKEN, READ_WRITER, Kept
from assistant.web.parts import PRIVATE, drawn
from assistant.web.wording import ABOUT_DOCUMENTS, BRAND, CUT_OFF, HERO, STAYS
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

HOURS_KEPT = 12  # a conversation that nobody touches is forgotten after this many

ASKING: dict[str, Any] = {"submit_btn": False, "stop_btn": True}
READY: dict[str, Any] = {"submit_btn": True, "stop_btn": False}


Listed = dict[str, Any] | None  # the sidebar's list as the browser sends it back


class Page:
    """Everything on the page, wired; `blocks` is what gets mounted."""

    def __init__(self, assistant: Assistant, asking: Asking, examples: Sequence[str]) -> None:
        self.assistant = assistant
        self.chat = Chat(asking)
        self.examples = examples
        self.kept = Kept(HOURS_KEPT * 3600)
        with gr.Blocks(title="Passage", fill_height=True, fill_width=True, delete_cache=(3600, 86400)) as self.blocks:
            self.turns = gr.State([], time_to_live=HOURS_KEPT * 3600)
            self.token = gr.Textbox(visible="hidden")
            self.wanted = gr.Textbox(visible="hidden")  # the writer that this tab had chosen
            self._sidebar()
            with gr.Tabs(elem_id="tabs") as self.tabs:
                with gr.Tab("Chat", elem_id="tab-chat", id="chat"):
                    self._chat_tab()
                with gr.Tab("Documents", elem_id="tab-documents") as self.documents_tab:
                    self._documents_tab()
                with gr.Tab("Evaluation", elem_id="tab-evaluation") as self.evaluation_tab:
                    self.evaluation = EvaluationTab(Evaluation(assistant))
            self._wire_chat()
            self._wire_sidebar()
            self._wire_documents()
        self.blocks.queue(max_size=64, default_concurrency_limit=STREAMS)

    # Layout

    def _sidebar(self) -> None:
        with gr.Sidebar(width=292, elem_id="sidebar"):
            gr.HTML(BRAND)
            self.new = gr.Button("New conversation", elem_id="new")
            self.titles = drawn("titles", library.listed([], 0), script=True)
            self.writer = gr.Dropdown(
                elem_id="writer", label="Answers by", choices=[], visible=False, filterable=False, container=True
            )
            with gr.Row(elem_id="sidebar-foot"):
                self.export = gr.Button("Export", size="sm", elem_id="export")
                self.theme = gr.Button("Theme", size="sm", elem_id="theme")
            self.exported = gr.Textbox(visible="hidden")

    def _chat_tab(self) -> None:
        with gr.Row(equal_height=True, elem_id="chat-row"):
            with gr.Column(scale=5, min_width=320, elem_id="chat-column"):
                self.chatbot = gr.Chatbot(
                    elem_id="chatbot",
                    label="Conversation",
                    show_label=False,
                    container=False,
                    height="100%",
                    scale=1,
                    layout="bubble",
                    buttons=["copy"],
                    feedback_options=None,
                    allow_tags=False,
                    latex_delimiters=[],
                    placeholder=HERO,
                    examples=[{"text": example} for example in self.examples],
                )
                self.box = gr.Textbox(
                    elem_id="ask",
                    label="Question",
                    show_label=False,
                    container=False,
                    placeholder="Ask about your documents",
                    autofocus=True,
                    lines=1,
                    max_lines=6,
                    **READY,
                )
            with gr.Column(scale=3, min_width=320, elem_id="panel-column"):
                self.panel = drawn("panel", panel.value([]), script=True)

    def _documents_tab(self) -> None:
        with gr.Column(elem_id="documents-column"):
            stays = " ".join(sent(self.assistant.settings)) or STAYS
            gr.HTML(ABOUT_DOCUMENTS.format(stays=escape(stays)))
            self.upload = gr.File(
                elem_id="upload",
                label="Add documents",
                show_label=False,
                file_count="multiple",
                height=150,
            )
            self.report = drawn("report", library.Report().shown())
            self.documents = drawn("documents", library.listed([], 0), script=True)

    # Wiring

    def _wire_chat(self) -> None:
        shown = [self.chatbot, self.panel, self.turns, self.box]
        told = [self.turns, self.titles, self.token, self.writer]
        asking: dict[str, Any] = {"concurrency_limit": STREAMS, **PRIVATE}
        typed = self.box.submit(self._ask, [self.box, *told], shown, **asking)
        picked = self.chatbot.example_select(self._ask_example, told, shown, **asking)
        opened = self.evaluation.shown.select(self._opened, None, [self.tabs, self.box], **PRIVATE).then(
            self._ask, [self.box, *told], shown, **asking
        )
        self.box.stop(self._stopped, [self.turns, self.token], shown, cancels=[typed, picked, opened], **PRIVATE)
        self.box.change(None, self.box, None, js="words => window.passage.typed(words)", **PRIVATE)
        typed.then(None, None, None, js="() => window.passage.refused()", **PRIVATE)
        self.blocks.load(None, self.box, self.box, js="words => window.passage.draft(words)", **PRIVATE)
        self.blocks.load(None, None, self.token, js=READ_TOKEN, **PRIVATE).then(
            self._again, self.token, shown, **PRIVATE
        ).then(None, None, None, js="() => window.passage.back()", **PRIVATE)
        self.new.click(self._fresh, self.token, shown, cancels=[typed, picked, opened], **PRIVATE)

    def _wire_sidebar(self) -> None:
        self.blocks.load(self._writers, self.wanted, self.writer, js=READ_WRITER, **PRIVATE)
        self.writer.select(self._chosen, self.writer, self.writer, **PRIVATE)
        self.writer.change(None, self.writer, None, js=KEEP_WRITER, **PRIVATE)
        self.export.click(self._exported, [self.turns, self.token], self.exported, **PRIVATE).then(
            None, self.exported, None, js="words => window.passage.download(words, 'conversation.md')", **PRIVATE
        )
        self.theme.click(None, None, None, js="() => window.passage.toggleTheme()", **PRIVATE)

    def _wire_documents(self) -> None:
        lists = [self.titles, self.documents]
        self.blocks.load(self._listed, self.titles, lists, **PRIVATE)
        self.documents_tab.select(self._listed, self.titles, lists, **PRIVATE)
        self.documents.select(self._found, None, self.documents, trigger_mode="always_last", **PRIVATE)
        fresh = self.evaluation
        self.evaluation_tab.select(fresh.fresh, fresh.fresh_inputs, fresh.fresh_outputs, **PRIVATE)
        changes: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "changes", "api_visibility": "private"}
        added = self.upload.upload(
            self._added, self.upload, [self.report, self.upload], show_progress_on=self.upload, **changes
        )
        deleted = self.documents.delete(
            self._deleted, None, self.report, show_progress="hidden", trigger_mode="multiple", **changes
        )
        # The ticks of the sidebar are read only when the change is done: they may have changed meanwhile.
        added.then(self._listed, self.titles, lists, **PRIVATE)
        deleted.then(self._listed, self.titles, lists, **PRIVATE).then(
            None, None, None, js="() => window.passage.deletable()", **PRIVATE
        )

    # Events of the chat

    async def _ask(
        self, question: str, turns: list[Turn], titles: Listed, token: str, writer: str | None, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        if not question.strip():
            gr.Info("Type a question first.", duration=3)
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        try:
            self.assistant.checked(question)
        except BadQuestion as problem:  # the words stay in the box, to be shortened
            gr.Warning(str(problem), duration=10)
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        turns = turns or _ended(self.kept.get(token))  # Gradio forgets a tab that lost its connection for an hour
        box, sources = gr.Textbox(value="", placeholder="Ask a follow-up", **ASKING), 0
        documents = library.searched(self.assistant, library.Off.of(titles))
        async for turn in self.chat.ask(question, turns, writer, documents):
            grown = len(turn.sources) > sources
            sources = len(turn.sources)
            if turn.done or not turn.page:  # at the start too: a page loaded anew in the middle loses no question
                turn.page = str(request.session_hash)
                self.kept.put(token, turns)
            shown = panel.value(turns) if grown or turn.done else gr.skip()
            yield conversation.messages(turns), shown, turns, gr.Textbox(**READY) if turn.done else box
            box = gr.skip()

    async def _ask_example(
        self,
        turns: list[Turn],
        titles: Listed,
        token: str,
        writer: str | None,
        request: gr.Request,
        chosen: gr.SelectData,
    ) -> AsyncIterator[tuple[Any, ...]]:
        async for shown in self._ask(chosen.value["text"], turns, titles, token, writer, request):
            yield shown

    def _opened(self, chosen: gr.EventData) -> tuple[Any, Any]:
        return gr.Tabs(selected="chat"), gr.Textbox(value=str(chosen.question))

    def _stopped(self, turns: list[Turn], token: str) -> tuple[Any, ...]:
        turns = _ended(turns or self.kept.get(token))
        for turn in turns:
            turn.cut = False
        self.kept.put(token, turns)
        return conversation.messages(turns), panel.value(turns), turns, gr.Textbox(**READY)

    def _again(self, token: str, request: gr.Request) -> tuple[Any, ...]:
        """The conversation that this tab had before its page was loaded anew; a question that it cut off is to be
        asked again, and stands in the box.

        Without one nothing is written: a quick person's first question may be on the page already.
        """
        turns = self.kept.get(token)
        if not turns or turns[-1].page == request.session_hash:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        box: dict[str, Any] = {"placeholder": "Ask a follow-up"}
        if turns[-1].cut or not turns[-1].done:
            box["value"] = turns[-1].question
            gr.Info(CUT_OFF, duration=8)
        return conversation.messages(_ended(turns)), panel.value(turns), turns, gr.Textbox(**box)

    def _fresh(self, token: str) -> tuple[Any, ...]:
        """An empty conversation; what a quick person has begun to type stays in the box."""
        self.kept.put(token, [])
        return [], panel.value([]), [], gr.Textbox(placeholder="Ask about your documents", **READY)

    def _exported(self, turns: list[Turn], token: str) -> str:
        turns = turns or self.kept.get(token)
        if not turns:
            gr.Info("There is nothing to export yet.", duration=3)
        return conversation.export(turns)

    # Events of the writer

    def _writers(self, wanted: str) -> Any:
        """What can be chosen now, and the tab's choice of before where that is among it."""
        offered = self.chat.writers.offered()
        chosen = wanted if wanted in [setting for _, setting in offered] else self.chat.writers.own
        return gr.Dropdown(choices=offered, value=chosen, visible=len(offered) > 1)

    def _chosen(self, writer: str) -> Any:
        """Says who writes from now on; a writer that cannot is not chosen, and the sentence names the fix."""
        writers = self.chat.writers
        try:
            chosen = writers.assistant(writer)
        except AssistantError as error:
            gr.Warning(str(error), duration=12)
            return writers.own
        if chosen.llm is not None:
            gr.Info(f"{writers.label(writer)} writes from now on; every sentence is checked.", duration=4)
        return gr.skip()

    # Events of the documents

    def _listed(self, titles: Listed) -> tuple[Any, Any]:
        try:
            documents = self.assistant.documents()
        except AssistantError as error:  # the index was deleted meanwhile
            gr.Warning(str(error), duration=12)
            documents = []
        off = library.Off.of(titles)
        return library.listed(documents, library.ROWS, off), library.listed(documents, library.ROWS)

    def _found(self, wanted: gr.EventData) -> Any:
        """The list where it is too long for all rows: the browser searches what it has, the server what there is."""
        return library.listed(self.assistant.documents(), library.ROWS, words=str(wanted.words))

    def _added(self, paths: list[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008 (how Gradio hands one over)
        return library.add(self.assistant, paths or [], progress).shown(), None

    def _deleted(self, chosen: gr.EventData) -> Any:
        return library.remove(self.assistant, str(chosen.name)).shown()


def _ended(turns: list[Turn]) -> list[Turn]:
    """The same turns, none of which waits for more."""
    for turn in turns:
        turn.stop()
    return turns
