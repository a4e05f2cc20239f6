"""Bringing files in: what was recognised, what the columns mean, reading with progress, the account, the decision."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from geo.errors import BadInput
from geo.intake import PROFILES, Prepared, Preview, Progress, look, prepare
from geo.intake.mapping import to_json
from geo.markdown import escaped
from geo.paths import workspace_dir
from geo.read.scratch import Scratch
from geo.ui import actions
from geo.ui.account import account
from geo.ui.decide import places_to_decide
from geo.ui.import_job import Job, Work
from geo.ui.mapping import about, mapping_of

_POLL_S = 0.5
_QUICK_S = 1.0
_KINDS = (
    "Drop one or several files: ACLED, UCDP GED, HXL, IDMC, Airwars-like tables, your own spreadsheet (CSV, TSV, "
    "XLSX), movements (OCHA matrices, UNHCR, DTM, flowmap.blue), GeoJSON, GeoPackage, KML or KMZ, zipped shapefile, "
    "GeoParquet, GPX, or tables in a zip"
)


@dataclass(slots=True)
class Brought:
    """One dropped file in this session."""

    name: str
    kept: Scratch
    """The folder of the copy, which goes with the card, with the session, or with the server."""
    job: Job | None = None
    work: Work | None = None
    """What the job does; done once more when places were chosen."""
    done: str | None = None
    choices: dict[str, str] = field(default_factory=dict)
    """Which place an open name of this file means, as chosen on its card."""
    seen: dict[str | None, Preview] = field(default_factory=dict)
    """By layer what the file is: a look may read all of it, and every widget of the card draws the page again."""

    @property
    def path(self) -> Path:
        return self.kept.path / "file"

    def look(self, layer: str | None = None) -> Preview:
        """What the file, or one layer of it, is; raises BadInput where it cannot be used."""
        if layer not in self.seen:
            self.seen[layer] = look(self.path, self.name, workspace=workspace_dir(), layer=layer)
        return self.seen[layer]


def bring_files() -> None:
    """The drop zone, and one card per dropped file."""
    st.subheader("Bring files", anchor=False)
    dropped = st.file_uploader(_KINDS, accept_multiple_files=True, key="import-files")
    st.caption("They are read on this machine and sent nowhere. Nothing is on the map until you put it there.")
    held: dict[str, Brought] = st.session_state.setdefault("_brought", {})
    present = {file.file_id for file in dropped}
    for gone in [key for key in held if key not in present]:
        _forget(held.pop(gone))
    for number, file in enumerate(dropped):
        if file.file_id not in held:
            held[file.file_id] = _brought(file)
        with st.container(border=True, key=f"import-{number}"):
            _card(held[file.file_id], number)


def _brought(file: Any) -> Brought:
    brought = Brought(file.name, Scratch())
    with brought.path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    return brought


def _forget(brought: Brought) -> None:
    if brought.job:
        brought.job.discard()
    brought.kept.remove()


def _card(brought: Brought, number: int) -> None:
    st.markdown(f"**{escaped(brought.name)}**")
    job = brought.job
    if brought.done:
        st.success(escaped(brought.done), icon=":material/check:")
    elif job is None:
        _before(brought, number)
    elif job.running and not job.wait(_QUICK_S):
        _running(job, number)
    elif job.prepared is not None:
        _after(brought, job.prepared, number)
    else:
        st.error(escaped(str(job.error))) if job.error else st.info("Cancelled. Nothing of this file was loaded.")
        st.button("Back", key=f"import-back-{number}", on_click=_back, args=(brought,))


def _back(brought: Brought) -> None:
    brought.job = None
    brought.seen.clear()


def _before(brought: Brought, number: int) -> None:
    """What the file is taken for, what its columns mean, what is known of it, and the button that reads it."""
    try:
        seen = _look(brought, number)
    except BadInput as error:
        st.error(escaped(str(error)))
        return
    title = PROFILES[seen.profile].title
    st.markdown(f"Recognised as **{escaped(title)}**: {escaped(seen.reason)} · {escaped(seen.format_words)}")
    if seen.remembered:
        st.caption("The columns are mapped as you corrected them for an earlier file with the same header.")
    if seen.is_rejects:
        st.caption(
            "Rows that an earlier import rejected. They become a data set of their own beside it, counted with it; "
            "as its newer state they would take the place of all its rows."
        )
    for problem in seen.problems:
        st.info(escaped(problem.sentence()))
    mapping = mapping_of(seen, number)
    told, dataset = about(seen, number)

    def read() -> None:
        corrected = mapping if to_json(mapping) != to_json(seen.mapping) else None
        brought.work = lambda progress, cancelled: prepare(
            brought.path, brought.name, workspace=workspace_dir(), mapping=corrected, layer=seen.layer,
            dataset=dataset, about=told, choices=brought.choices, progress=progress, cancelled=cancelled,
        )  # fmt: skip
        brought.job = Job(brought.work)

    st.button("Read and check the file", key=f"import-read-{number}", type="primary", on_click=read)
    st.caption("Nothing changes on the map yet: you see first what was understood, row by row.")


def _look(brought: Brought, number: int) -> Preview:
    seen = brought.look()
    if len(seen.layers) > 1:
        seen = brought.look(st.selectbox("Sheet or layer", seen.layers, key=f"import-layer-{number}"))
    return seen


def _running(job: Job, number: int) -> None:
    @st.fragment(run_every=_POLL_S)
    def watch() -> None:
        if not job.running:
            st.rerun()
        told = job.progress
        st.progress(_share(told), text=_words(told))
        st.button("Cancel", key=f"import-cancel-{number}", on_click=job.cancel, disabled=job.cancelled)

    watch()


def _share(told: Progress | None) -> float:
    """How much of it is done; reading, understanding and writing are taken for a third each."""
    if told is None:
        return 0.0
    part = {"reading": 0, "understanding": 1, "writing": 2}.get(told.stage, 0)
    within = told.rows / told.total if told.total else 0.5
    return min(1.0, (part + min(1.0, within)) / 3)


def _words(told: Progress | None) -> str:
    if told is None:
        return "Opening the file"
    of = f" of {told.total:,}" if told.total else ""
    return f"{told.stage.capitalize()}: {told.rows:,}{of} rows, {told.rows_per_second:,.0f} rows per second"


def _after(brought: Brought, prepared: Prepared, number: int) -> None:
    """The account, and the decision: put it on the map, or leave everything as it was."""
    account(prepared.account, brought.name, number)
    places_to_decide(prepared.account.questions, number, lambda choices: _again(brought, choices))
    nothing = prepared.account.n_loaded == 0
    with st.container(horizontal=True):
        st.button(
            "Put it on the map", key=f"import-apply-{number}", type="primary", on_click=_apply,
            args=(brought, prepared), icon=":material/add_location:", disabled=nothing,
        )  # fmt: skip
        st.button("Discard", key=f"import-discard-{number}", on_click=_discard, args=(brought,))


def _again(brought: Brought, choices: Mapping[str, str]) -> None:
    """Reads the file once more, with the places that were chosen."""
    if brought.job and brought.work:
        brought.job.discard()
        brought.choices |= choices
        brought.job = Job(brought.work)
        st.rerun()


def _apply(brought: Brought, prepared: Prepared) -> None:
    try:
        entry = prepared.apply()
    except BadInput as error:
        actions.failed(error)
        return
    what = "rows of movements and people" if "people" in prepared.account.sums else "events"
    brought.done = f"{entry.title}: {entry.n_loaded:,} {what} are on the map."


def _discard(brought: Brought) -> None:
    if brought.job:
        brought.job.discard()
    brought.job = None
