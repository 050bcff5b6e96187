"""The machine that a benchmark ran on, in one sentence."""

from __future__ import annotations

import os
import platform
from pathlib import Path

TELLING = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16")  # flags of a processor that decide the speed


def machine() -> str:
    """Processor, cores and memory; the processor's name and flags where Linux tells them."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    known = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = [flag for flag in TELLING if flag in known.get("flags", "").split()]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = known.get("model name", platform.processor() or platform.machine())
    return f"{name}, {os.cpu_count()} cores ({', '.join(flags)}), {memory:.0f} GiB; one core and one thread used."
