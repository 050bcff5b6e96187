"""The Evaluation tab: which set, run and stop, what came out, and the runs that are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import evaluation, evaluation_runs, scores
from assistant.web.evaluation import Evaluation
from assistant.web.parts import PRIVATE, drawn

ABOUT = (
    '<h2 class="page-title">Evaluation</h2>'
    '<p class="page-about">How well your documents answer questions whose answers you know.</p>'
)
LONGEST_NAME = 60

Picked = dict[str, str]  # "shown" and "baseline" -> name of a kept run, "" for none


class EvaluationTab:
    """Layout and events; made inside the page's tab. `shown` triggers `select` to open a question in the chat."""

    def __init__(self, runs: Evaluation) -> None:
        self.runs = runs
        self.uploaded = gr.State({})  # name -> path of the sets that this person has uploaded
        self.picked = gr.State({"shown": "", "baseline": ""})
        self.outcome = gr.State(None)  # what the run came to, until it is shown
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
            self.kept = drawn("evaluation_runs", evaluation_runs.listed([], "", ""), script=True)
        self.fresh_inputs = [self.choice, self.uploaded, self.picked]
        self.fresh_outputs = [self.choice, self.kept]
        self._wire()

    def _wire(self) -> None:
        self.upload.upload(self._added, [self.upload, self.uploaded], [self.choice, self.uploaded], **PRIVATE)
        inputs = [self.choice, self.uploaded, self.picked]
        buttons = [self.start, self.stop]
        outputs = [self.shown, *buttons, self.outcome]
        self.start.click(self._run, inputs, outputs, concurrency_limit=4, **PRIVATE).then(
            self._ended, [self.outcome, self.picked], [self.shown, *buttons, self.kept, self.picked], **PRIVATE
        )
        self.stop.click(self.runs.stop, None, None, queue=False, **PRIVATE)
        self.kept.select(self._picked, self.picked, [self.shown, self.kept, self.picked], **PRIVATE)

    def fresh(self, chosen: str | None, uploaded: dict[str, str], picked: Picked) -> tuple[Any, Any]:
        """The choice of sets and the list of runs, as they are now."""
        return self._sets(chosen, uploaded), self._listed(picked)

    def _sets(self, chosen: str | None, uploaded: dict[str, str]) -> Any:
        names = [*self.runs.offered(), *uploaded]
        value = chosen if chosen in names else next(iter(names), None)
        return gr.Dropdown(choices=names, value=value, visible=bool(names))

    def _listed(self, picked: Picked) -> Any:
        from assistant.evaluate.shelf import kept

        return evaluation_runs.listed(kept(self.runs.assistant.index.folder), picked["shown"], picked["baseline"])

    def _added(self, path: str, uploaded: dict[str, str]) -> tuple[Any, dict[str, str]]:
        name = f"{Path(path).name[:LONGEST_NAME]} (uploaded)"
        uploaded = {**uploaded, name: path}
        return self._sets(name, uploaded), uploaded

    async def _run(
        self, chosen: str | None, uploaded: dict[str, str], picked: Picked
    ) -> AsyncIterator[tuple[Any, Any, Any, Any]]:
        path = {**self.runs.offered(), **uploaded}.get(chosen or "")
        if not chosen or path is None:
            yield gr.skip(), gr.skip(), gr.skip(), scores.problem(evaluation.NO_SET)
            return
        async with aclosing(self.runs.run(chosen, path, picked["baseline"])) as values:  # type: ignore[type-var]
            async for value in values:
                if value["state"] == "running":
                    yield value, gr.Button(interactive=False), gr.Button(interactive=True), None
                else:
                    yield gr.skip(), gr.skip(), gr.skip(), value

    def _ended(self, outcome: scores.Value | None, picked: Picked) -> tuple[Any, Any, Any, Any, Picked]:
        """What came out and the list of runs with it, drawn at once: a list drawn after it would swallow a click.

        A baseline that was chosen meanwhile stays chosen.
        """
        outcome = outcome or scores.problem(evaluation.UNEXPECTED)
        picked = {**picked, "shown": outcome.get("run", "")}
        return outcome, gr.Button(interactive=True), gr.Button(interactive=False), self._listed(picked), picked

    def _picked(self, picked: Picked, event: gr.EventData) -> tuple[Any, Any, Picked]:
        """A run of the list is opened, or becomes the baseline (or ceases to be it)."""
        name = str(event.run)
        if event.what == "baseline":
            picked = {**picked, "baseline": "" if picked["baseline"] == name else name}
        else:
            picked = {**picked, "shown": name}
        value = self.runs.opened(picked["shown"], picked["baseline"]) if picked["shown"] else gr.skip()
        return value, self._listed(picked), picked
