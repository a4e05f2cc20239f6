"""Starts what a benchmark measures as the browser tests start it, tied to the benchmark, and reads its memory."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path

from machine import ROOT

sys.path.insert(0, str(ROOT / "tests" / "browser"))

import server
from server import Server, die_with_us

__all__ = ["Server", "die_with_us", "group", "memory_mb", "serving"]

_MIB = 1024
"""Kilobytes, as /proc counts."""

serving = partial(server.streamlit, tied=True)
group = partial(server.group, tied=True)


def memory_mb(pid: int) -> tuple[float, float]:
    """What a process holds now and at most held, in megabytes (2²⁰); zeros when it is gone."""
    try:
        held = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0, 0.0
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+)", held, re.MULTILINE))
    return int(found.get("VmRSS", 0)) / _MIB, int(found.get("VmHWM", 0)) / _MIB
