"""What bench.scale has measured, kept as SCALE.json, and shown as a table in SCALE.md and as a curve in SCALE.svg."""

from __future__ import annotations

import json
import math
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.machine import machine

PACKAGES = ("chromadb", "numpy", "tantivy")
ROWS = {
    "questions": "questions, each asked once",
    "wall_ms_p50": "retrieval: ms, median",
    "wall_ms_p95": "retrieval: ms, 95th percentile",
    "cpu_ms_p50": "retrieval: CPU ms, median",
    "cpu_ms_p95": "retrieval: CPU ms, 95th percentile",
    "recall_at_10": "nearest 10 by vector that are found",
    "recall_at_100": "nearest 100 by vector that are found",
    "open_s": "opening in a new process, s",
    "first_question_s": "first question after that, s",
    "peak_mb": "peak memory, MB",
}
WIDTH, HEIGHT, EDGE = 640, 360, 56  # of the drawing, in pixels
SERIES = {"wall_ms_p50": ("median", "#1f6f8b"), "wall_ms_p95": ("95th percentile", "#c2571a")}

Figures = dict[str, Any]


def keep(folder: Path, found: Figures, about: str) -> None:
    """Add the figures of one size to what is there, and write all three files."""
    file = folder / "SCALE.json"
    sizes: dict[str, Figures] = json.loads(file.read_text("utf-8"))["sizes"] if file.exists() else {}
    sizes[str(found["passages"])] = found | {"measured": f"{datetime.now(UTC):%Y-%m-%d}"}
    sizes = dict(sorted(sizes.items(), key=lambda one: int(one[0])))
    packages = {one: version(one) for one in PACKAGES}
    facts = {"machine": machine(), "python": platform.python_version(), "packages": packages, "sizes": sizes}
    file.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    (folder / "SCALE.md").write_text(report(facts, about), encoding="utf-8")
    (folder / "SCALE.svg").write_text(curve(list(sizes.values())), encoding="utf-8")


def report(facts: Figures, about: str) -> str:
    """SCALE.md."""
    sizes = list(facts["sizes"].values())
    lines = [
        f"| passages | {' | '.join(format(one['passages'], ',') for one in sizes)} |",
        "| --- |" + " ---: |" * len(sizes),
    ]
    lines += [f"| {shown} | {' | '.join(figure(one[name]) for one in sizes)} |" for name, shown in ROWS.items()]
    for group, shown in (("parts_cpu_ms", "CPU ms, median: {}"), ("disk_mb", "disk, MB: {}")):
        for name in sizes[0][group]:
            lines.append(f"| {shown.format(name)} | {' | '.join(figure(one[group][name]) for one in sizes)} |")
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    return (
        "\n\n".join(
            (
                "# From a thousand passages to a million",
                f"`python -m bench.scale`, {sizes[-1]['measured']}. {facts['machine']}\n"
                f"Python {facts['python']}; {packages}.",
                "![Milliseconds of a retrieval by number of passages](SCALE.svg)",
                "\n".join(lines),
                about,
            )
        )
        + "\n"
    )


def figure(value: float) -> str:
    """A number with three digits that tell."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def curve(sizes: list[Figures]) -> str:
    """Milliseconds of a retrieval over the number of passages, the latter on a logarithmic scale, as SVG."""
    top = max(one[name] for one in sizes for name in SERIES) * 1.15
    low, high = math.log10(sizes[0]["passages"]), math.log10(sizes[-1]["passages"])

    def place(passages: int, ms: float) -> tuple[float, float]:
        along = (math.log10(passages) - low) / (high - low or 1)
        return round(EDGE + along * (WIDTH - 2 * EDGE), 1), round(HEIGHT - EDGE - ms / top * (HEIGHT - 2 * EDGE), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{EDGE}" y="24">Milliseconds of a retrieval by number of passages, one core</text>',
    ]
    for step in range(0, int(top) + 1, 5):
        _, y = place(sizes[0]["passages"], step)
        parts.append(f'<path d="M{EDGE} {y}H{WIDTH - EDGE}" stroke="#ddd"/>')
        parts.append(f'<text x="{EDGE - 8}" y="{y + 4}" text-anchor="end">{step}</text>')
    for one in sizes:
        x, _ = place(one["passages"], 0)
        parts.append(f'<text x="{x}" y="{HEIGHT - EDGE + 20}" text-anchor="middle">{one["passages"]:,}</text>')
    for at, (name, (label, colour)) in enumerate(SERIES.items()):
        points = [place(one["passages"], one[name]) for one in sizes]
        line = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{EDGE + 130 * at}" y="{HEIGHT - 10}" fill="{colour}">{label}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
