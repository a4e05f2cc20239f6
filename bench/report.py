"""Tables of what was measured: printed, and written into docs/benchmarks.md, each benchmark into its own section.

A benchmark never touches the sections of the others. No number in that document comes from a hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from machine import ROOT, revision

DOCUMENT = ROOT / "docs" / "benchmarks.md"
SECTIONS = ("map", "import", "flows", "load", "app", "exports", "store")
_HEAD = """# Benchmarks

Written by `make bench`; no number here was typed by a hand. Each table says when, on what and from which state of the
code. Limits are those of the first, third and fourth issue; a limit that is missed makes the benchmark end with an
error.
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One thing that was measured several times, in milliseconds. `limit_ms` holds for the median."""

    what: str
    times_ms: Sequence[float]
    limit_ms: float | None = None

    @property
    def missed(self) -> bool:
        return self.limit_ms is not None and median(self.times_ms) > self.limit_ms

    def row(self) -> str:
        held = self.times_ms
        verdict = "" if self.limit_ms is None else "missed" if self.missed else "kept"
        limit = "" if self.limit_ms is None else in_words(self.limit_ms)
        spread = f"{in_words(min(held))} – {in_words(max(held))}"
        return f"| {self.what} | {in_words(median(held))} | {spread} | {len(held)} | {limit} | {verdict} |"


def in_words(ms: float) -> str:
    """A time with a unit that suits it.

    >>> in_words(0.5), in_words(142.4), in_words(2345)
    ('0.50 ms', '142 ms', '2.35 s')
    """
    if ms >= 1000:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.2f} ms"


def timed_table(rows: Iterable[Timed]) -> str:
    head = ["| What | Median | Least – most | Runs | Limit | |", "|---|---:|---:|---:|---:|---|"]
    return "\n".join([*head, *(row.row() for row in rows)])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose columns but the first hold numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def report(section: str, heading: str, machine: str, rows: Sequence[Timed], *, below: str = "") -> int:
    """Prints the section, writes it into the document, and answers the exit code: 1 where a limit is missed."""
    write(section, heading, machine, timed_table(rows), below)
    missed = [row.what for row in rows if row.missed]
    if missed:
        print(f"Limit missed: {'; '.join(missed)}")
    return 1 if missed else 0


def write(section: str, heading: str, machine: str, *parts: str) -> None:
    """Prints the section and writes it into the document; may be called again with more, as more is known."""
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {revision()}."
    text = "\n\n".join(part for part in (f"## {heading}", when, machine + ".", *parts) if part)
    print(text, end="\n\n", flush=True)
    _write(section, text)


def _write(section: str, text: str) -> None:
    held = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""
    kept = {name: body for name in SECTIONS if (body := _section(held, name))} | {section: text}
    blocks = [f"<!-- {name} -->\n{kept[name]}\n<!-- /{name} -->\n" for name in SECTIONS if name in kept]
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text("\n".join([_HEAD, *blocks]), "utf-8")


def _section(document: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", document, re.DOTALL)
    return found.group(1) if found else ""
