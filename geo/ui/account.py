"""The account of an import: counts that add up, findings by row, what a newer file changes, and the rejects to mend."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geo.intake import Account, Finding
from geo.markdown import escaped
from geo.safe_text import printable

_TITLES = 5
_OF_FILE, _VALUE = 8, 160
_COUNTED = {"people": "people moved", "stocks": "people at places (all rounds)"}
_WEIGHTS = {"error": "Error, rejected", "warning": "Warning, kept and marked", "note": "Note"}
_ENOUGH_FOR_A_RATE = 1_000


def account(held: Account, name: str, number: int) -> None:
    """Draws the account of one file."""
    rate = f", {held.rows_per_second:,.0f} rows per second" if held.n_in >= _ENOUGH_FOR_A_RATE else ""
    st.markdown(
        f"**{held.n_in:,} rows in the file = {held.n_loaded:,} loaded + {held.n_rejected:,} rejected + "
        f"{held.n_duplicates:,} duplicates** · {held.seconds:.1f} s{rate}"
    )
    for line in _lines(held):
        st.markdown(f"- {escaped(line)}")
    of_file = [each for each in held.findings if each.row == 0]
    if held.kinds or of_file:
        _kinds(held, of_file)
        _findings(held)
    if held.rejects is not None:
        st.download_button(
            f"Rejected rows as CSV ({held.n_rejected:,})", data=held.rejects.read_bytes, file_name=_rejects_name(name),
            mime="text/csv", key=f"import-rejects-{number}", on_click="ignore", icon=":material/download:",
            help="As in your file, with the reason in front. Mend the rows and drop the file again.",
        )  # fmt: skip


def _lines(held: Account) -> list[str]:
    lines = []
    if held.n_unchanged or held.n_changed or held.n_gone:
        lines.append(
            f"Against the data set as it is: {held.n_new:,} new, {held.n_changed:,} changed, "
            f"{held.n_unchanged:,} unchanged, {held.n_gone:,} gone from the file; those will leave the map."
        )
        lines += [
            f"{words}: {_few(titles)}" for words, titles in (("Changed", held.changed), ("Gone", held.gone)) if titles
        ]
    if held.n_summaries:
        lines.append(f"{held.n_summaries:,} rows sum up other events: kept, never added to totals.")
    return lines + [line for kind in held.sums for line in _sums(held, kind)]


def _few(titles: Sequence[str]) -> str:
    return "; ".join(titles[:_TITLES]) + (" …" if len(titles) > _TITLES else "")


def _sums(held: Account, kind: str) -> list[str]:
    """The sums that the file itself lets one check: of the best estimates or single figures, as they stand in it."""
    loaded, rejected = (held.sums[kind][status]["best"] for status in ("loaded", "rejected"))
    if not loaded and not rejected:
        return []
    words = _COUNTED.get(kind, kind)
    return [f"Sum of the single or best figures for {words}: {loaded:,} in loaded rows, {rejected:,} in rejected ones."]


def _kinds(held: Account, of_file: Sequence[Finding]) -> None:
    """A line per finding about the file and per kind of the others; a table cuts sentences off on a narrow screen."""
    st.markdown("What was found")
    lines = [
        f"- **{_WEIGHTS[each.severity]} · the file** · {escaped(_short(each))} *{escaped(printable(each.cure))}*"
        for each in of_file[:_OF_FILE]
    ]
    if len(of_file) > _OF_FILE:
        lines.append(f"- {len(of_file) - _OF_FILE:,} more about the file, below.")
    lines += [
        f"- **{_WEIGHTS[kind.severity]} · {_rows(kind.n)}** · {escaped(printable(kind.reason))} "
        f"*{escaped(printable(kind.cure))}*"
        for kind in held.kinds
    ]
    st.markdown("\n".join(lines))


def _short(found: Finding) -> str:
    """Where, what came and what it means, in one line."""
    came = found.value if len(found.value) <= _VALUE else f"{found.value[:_VALUE]} …"
    return printable(": ".join(filter(None, (found.column, came, found.reason))))


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _findings(held: Account) -> None:
    # What is said of the file as a whole has no row and no kind of its own.
    total = sum(kind.n for kind in held.kinds) + sum(each.row == 0 for each in held.findings)
    shown = len(held.findings)
    label = f"One by one: {total:,}" if shown >= total else f"One by one: the first {shown:,} of {total:,}"
    with st.expander(label):
        rows = {
            "Row": [each.row or None for each in held.findings],
            "Weight": [each.severity for each in held.findings],
            "Column": [printable(each.column) for each in held.findings],
            "Came": [printable(each.value) for each in held.findings],
            "Finding": [printable(each.reason) for each in held.findings],
        }
        st.dataframe(pd.DataFrame(rows), hide_index=True, placeholder="–", width="stretch", alt="Findings by row")


def _rejects_name(name: str) -> str:
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name.rsplit(".", 1)[0])[:60].strip("-")
    return f"{stem or 'file'}-rejected.csv"
