"""The Evaluation tab: which set, run and stop, and what came out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import evaluation, scores
from assistant.web.evaluation import Evaluation
from assistant.web.parts import PRIVATE, drawn

ABOUT = (
    '<h1 class="page-title">Evaluation</h1>'
    '<p class="page-about">How well your documents answer questions whose answers you know.</p>'
)
LONGEST_NAME = 60


class EvaluationTab:
    """Layout and events; made inside the page's tab. `shown` triggers `select` to open a question in the chat."""

    def __init__(self, runs: Evaluation) -> None:
        self.runs = runs
        self.uploaded = gr.State({})  # name -> path of the sets that this person has uploaded
        with gr.Column(elem_id="evaluation-column"):
            with gr.Row(elem_id="evaluation-bar"):
                gr.HTML(ABOUT)
                self.choice = gr.Dropdown(
                    [], label="Question set", show_label=False, container=False, elem_id="evaluation-set", min_width=160
                )
                self.upload = gr.UploadButton(
                    "Upload a set", file_types=list(evaluation.SUFFIXES), elem_id="evaluation-upload", min_width=120
                )
                self.start = gr.Button("Run", variant="primary", elem_id="evaluation-run", min_width=90)
                self.stop = gr.Button("Stop", elem_id="evaluation-stop", interactive=False, min_width=90)
            self.shown = drawn("evaluation", scores.NOTHING, script=True)
        self._wire()

    def _wire(self) -> None:
        self.upload.upload(self._added, [self.upload, self.uploaded], [self.choice, self.uploaded], **PRIVATE)
        outputs = [self.shown, self.start, self.stop]
        self.start.click(self._run, [self.choice, self.uploaded], outputs, concurrency_limit=4, **PRIVATE)
        self.stop.click(self.runs.stop, None, None, queue=False, **PRIVATE)

    def sets(self, chosen: str | None, uploaded: dict[str, str]) -> Any:
        """The choice of sets, as it is now."""
        names = [*evaluation.offered(), *uploaded]
        return gr.Dropdown(choices=names, value=chosen if chosen in names else next(iter(names), None))

    def _added(self, path: str, uploaded: dict[str, str]) -> tuple[Any, dict[str, str]]:
        name = f"{Path(path).name[:LONGEST_NAME]} (uploaded)"
        uploaded = {**uploaded, name: path}
        return self.sets(name, uploaded), uploaded

    async def _run(self, chosen: str | None, uploaded: dict[str, str]) -> AsyncIterator[tuple[Any, Any, Any]]:
        path = {**evaluation.offered(), **uploaded}.get(chosen or "")
        if not chosen or path is None:
            yield scores.problem(evaluation.NO_SET), gr.skip(), gr.skip()
            return
        async with aclosing(self.runs.run(chosen, path)) as values:  # type: ignore[type-var]
            async for value in values:
                going = value["state"] == "running"
                yield value, gr.Button(interactive=not going), gr.Button(interactive=going)
