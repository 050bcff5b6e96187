"""What is to be known before the figures of a run are believed, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.evaluate.store import Run
from assistant.evaluate.words import counted


def notes(run: Run) -> list[str]:
    """The sentences that a run calls for, none where its figures say what they seem to."""
    return [*_quoted(run), *_unjudged(run), *_by_chance(run)]


def _quoted(run: Run) -> Iterator[str]:
    figure = run.figures.get("quoted")
    if figure and figure.value:
        count = round(figure.value * figure.count)
        yield (
            f"{count} of {counted(figure.count, 'answer')} {'is' if count == 1 else 'are'} quoted from the documents "
            "in the language model's place, since nothing of its own could be used, and are scored as its answers."
        )


def _unjudged(run: Run) -> Iterator[str]:
    figure = run.figures.get("judge_failed")
    if figure and figure.value:
        count = round(figure.value * figure.count)
        first = next((said for one in run.traces().values() if (said := one.judge.get("fault"))), "")
        yield f"The judge gave no verdict on {count} of {counted(figure.count, 'answer')}. The first time: {first}"


def _by_chance(run: Run) -> Iterator[str]:
    """Calibration errors that a perfect confidence would show too."""
    for suffix in ("", "_right"):
        figure, luck = (run.figures.get(f"{name}{suffix}") for name in ("ece", "ece_chance"))
        if figure and luck and figure.value <= luck.high:
            yield (
                f"ece{suffix} says nothing against the confidence: {figure.value:.3f} is within what a perfect one "
                f"shows by chance on {counted(figure.count, 'question')}, {luck.low:.3f} to {luck.high:.3f}."
            )
