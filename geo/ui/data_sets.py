"""The data sets of the workspace on the page: what each is, and hiding, renaming and removing it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.dates import day_in_words
from geo.filter import Filter
from geo.intake import PROFILES
from geo.markdown import escaped, link
from geo.model import Dataset
from geo.paths import workspace_dir
from geo.store import datasets as ledger
from geo.store.ledger import Entry
from geo.ui import actions, cached, filters
from geo.ui.frame import Frame

_MAX_TITLE = 120


def data_sets(at: Frame) -> None:
    """The source briefing first, then what was brought in, newest first."""
    st.subheader("Data sets", anchor=False)
    brought = {entry.id: entry for entry in ledger.datasets(workspace_dir())}
    for held in at.store.datasets():
        if held.id not in brought:
            _shipped(at, held)
    if not brought:
        st.caption("Nothing was brought in yet. Files stay on this machine; nothing is sent anywhere.")
    for entry in sorted(brought.values(), key=lambda each: each.imported_at, reverse=True):
        with st.container(border=True, key=f"dataset-{entry.slot}"):
            _entry(entry)


def _shipped(at: Frame, held: Dataset) -> None:
    n = cached.count(at.store, at.revision, Filter(datasets=(held.id,))).shown
    with st.container(border=True):
        as_of = day_in_words(held.as_of) if held.as_of else "not known"
        st.markdown(f"**{link(held.title, held.url)}** · {n:,} events")
        st.caption(
            f"Comes with Kharita · situation as of {escaped(as_of)} · publisher: "
            f"{escaped(held.publisher or 'not named in the source')} · licence: {escaped(held.licence or 'not known')}"
        )


def _entry(entry: Entry) -> None:
    hidden = " · hidden" if entry.hidden else ""
    st.markdown(f"**{link(entry.title, entry.url)}**{hidden}  \n{_account(entry)}")
    as_of = day_in_words(entry.as_of) if entry.as_of else "not given"
    st.caption(
        f"{escaped(entry.file_name or '')} · {escaped(_profile(entry))} · situation as of {escaped(as_of)} · "
        f"publisher: {escaped(entry.publisher or 'not given')} · licence: {escaped(entry.licence or 'not given')} · "
        f"brought in on {escaped(entry.imported_at[:10])}"
    )
    if entry.redistribution != "ok":
        st.caption(f":material/info: {escaped(entry.redistribution)}")
    _actions(entry)


def _profile(entry: Entry) -> str:
    profile = PROFILES.get(entry.profile or "")
    return profile.title if profile else "format not known"


def _account(entry: Entry) -> str:
    return (
        f"{entry.n_in:,} rows in the file = {entry.n_loaded:,} loaded + {entry.n_rejected:,} rejected + "
        f"{entry.n_duplicates:,} duplicates"
    )


def _actions(entry: Entry) -> None:
    with st.container(horizontal=True, gap="small"):
        if entry.hidden:
            _button(entry, "show", "Show", ":material/visibility:", _hide, False)
        else:
            _button(entry, "only", "Only this one", ":material/filter_alt:", _only)
            _button(entry, "hide", "Hide", ":material/visibility_off:", _hide, True)
        with st.popover("Rename", icon=":material/edit:"):
            key = f"dataset-title-{entry.slot}"
            st.text_input("New title", value=entry.title, key=key, max_chars=_MAX_TITLE)
            _button(entry, "rename", "Save the title", ":material/check:", _rename, key)
        with st.popover("Remove", icon=":material/delete:"):
            st.markdown(f"Removes **{escaped(entry.title)}** with its {entry.n_loaded:,} events from this workspace.")
            st.caption("The file that it came from is not touched. A backup (kharita backup) keeps a copy.")
            _button(entry, "remove", "Remove it for good", ":material/delete_forever:", _remove)


def _button(entry: Entry, name: str, label: str, icon: str, act: Callable[..., None], *more: object) -> None:
    st.button(label, key=f"dataset-{name}-{entry.slot}", icon=icon, on_click=actions.told, args=(act, entry.id, *more))


def _hide(dataset_id: str, hidden: bool) -> None:
    ledger.hide(workspace_dir(), dataset_id, hidden)


def _only(dataset_id: str) -> None:
    filters.set_dataset(dataset_id)


def _rename(dataset_id: str, key: str) -> None:
    ledger.rename(workspace_dir(), dataset_id, " ".join(st.session_state[key].split()))


def _remove(dataset_id: str) -> None:
    ledger.remove(workspace_dir(), dataset_id)
