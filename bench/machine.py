"""What a benchmark ran on, in words without names of hosts or folders: cores, processor, memory, versions, revision."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("streamlit", "streamlit-folium", "duckdb", "typst", "playwright")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_GIB = 2**20
"""Kilobytes, as /proc/meminfo counts."""


def chromium() -> str:
    """The path of Chromium: $KHARITA_CHROMIUM, else the first on the PATH."""
    named = os.environ.get("KHARITA_CHROMIUM")
    found = named or next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if not found:
        raise SystemExit(f"No Chromium: set KHARITA_CHROMIUM, or install one of {', '.join(_CHROMIUM)}.")
    return found


def described() -> str:
    """One paragraph: the machine, how busy it was, and the versions."""
    busy = f"load {os.getloadavg()[0]:.1f} before the first run"
    memory = _found(r"MemTotal:\s+(\d+)", "/proc/meminfo")
    parts = [
        f"{os.cpu_count()} cores",
        _found(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.machine(),
        f"{int(memory) / _GIB:.1f} GiB of memory" if memory else "",
        busy,
        f"{platform.system()}, Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in PACKAGES),
        _said(chromium(), "--version"),
    ]
    return ", ".join(part for part in parts if part)


def revision() -> str:
    """The commit, and whether the files differ from it."""
    commit = _said("git", "rev-parse", "--short", "HEAD")
    if not commit:
        return "no commit yet"
    changed = _said("git", "status", "--porcelain", "--", ".", ":!docs/benchmarks.md")
    return f"commit {commit}, with changes" if changed else f"commit {commit}"


def _found(pattern: str, path: str) -> str:
    try:
        held = re.search(pattern, Path(path).read_text("utf-8", "replace"))
    except OSError:
        return ""
    return held.group(1).strip() if held else ""


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
