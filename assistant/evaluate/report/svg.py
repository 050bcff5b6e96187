"""Plots as inline SVG: intervals, reliability, failures and the time of the steps. Colours come from the page's CSS."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.evaluate.metrics import Figure
from assistant.evaluate.metrics.calibration import Bin
from assistant.evaluate.words import counted

WIDTH = 520
LABEL = 244
ROW = 24


def intervals(rows: Sequence[tuple[str, Figure]]) -> str:
    """Shares (0..1) as dots with their intervals, one row each."""
    scale = WIDTH - LABEL - 60
    marks = []
    for number, (label, one) in enumerate(rows):
        y, x = ROW * number + 16, LABEL + one.value * scale
        low, high = LABEL + one.low * scale, LABEL + one.high * scale
        marks.append(
            f'{_label(label, y)}<line class="rail" x1="{LABEL}" x2="{LABEL + scale}" y1="{y}" y2="{y}"/>'
            f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}"/>'
            f'<circle class="dot" cx="{x:.1f}" cy="{y}" r="5"/>{_value(f"{one.value:.2f}", y)}'
        )
    return _svg("Shares with their 95% intervals", ROW * len(rows) + 8, "".join(marks))


def bars(title: str, rows: Sequence[tuple[str, float, str]], css: str = "bar") -> str:
    """Horizontal bars: (label, length, what it says at the end)."""
    scale, longest = WIDTH - LABEL - 60, max((value for _, value, _ in rows), default=0) or 1
    marks = []
    for number, (label, value, says) in enumerate(rows):
        y = ROW * number + 16
        marks.append(
            f'{_label(label, y)}<rect class="{css}" x="{LABEL}" y="{y - 7}" rx="3" height="14" '
            f'width="{max(2.0, value / longest * scale):.1f}"/>{_value(says, y)}'
        )
    return _svg(title, ROW * len(rows) + 8, "".join(marks))


def reliability(bins: Sequence[Bin], title: str) -> str:
    """Confidence against what came true; the diagonal is perfect, and a dot's size is its number of questions."""
    side, left, most = 220, 150, max((one.count for one in bins), default=1)
    dots = "".join(
        f'<circle class="dot" cx="{left + one.confidence * side:.1f}" cy="{10 + (1 - one.share) * side:.1f}" '
        f'r="{3 + 9 * (one.count / most) ** 0.5:.1f}"><title>{counted(one.count, "question")}: '
        f"confidence {one.confidence:.2f}, came true {one.share:.2f}</title></circle>"
        for one in bins
    )
    frame = (
        f'<rect class="frame" x="{left}" y="10" width="{side}" height="{side}"/>'
        f'<line class="rail" x1="{left}" y1="{10 + side}" x2="{left + side}" y2="10"/>'
    )
    texts = (
        f'<text x="{left + side / 2}" y="{side + 44}" text-anchor="middle">confidence</text>'
        f'<text x="{left - 8}" y="{14}" text-anchor="end">all came true</text>'
        f'<text x="{left - 8}" y="{10 + side}" text-anchor="end">none</text>'
        f'<text x="{left}" y="{side + 28}" text-anchor="middle">0</text>'
        f'<text x="{left + side}" y="{side + 28}" text-anchor="middle">1</text>'
    )
    return _svg(title, side + 52, frame + dots + texts)


def _svg(title: str, height: float, content: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{content}</svg>"
    )


def _label(text: str, y: float) -> str:
    return f'<text x="{LABEL - 10}" y="{y + 4}" text-anchor="end">{escape(text)}</text>'


def _value(text: str, y: float) -> str:
    return f'<text class="value" x="{WIDTH - 50}" y="{y + 4}">{escape(text)}</text>'
