"""The method page's pieces. The vocabularies are printed from geo.vocab, so that page and data cannot differ."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from geo.cards import source_name
from geo.dates import day_in_words
from geo.markdown import escaped, link
from geo.paths import DATA_DIR
from geo.ui import cached
from geo.ui.frame import Frame
from geo.ui.summary import bullets
from geo.vocab import (
    ABOUT,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GRADES,
    GROUPS,
    PLACE_PRECISIONS,
    SENSITIVITIES,
    STANCES,
    Vocabulary,
)

_LOOKED_AT = 500
"""Events whose sources are listed."""

_COUNTING = """
- **No figure is not zero.** An event without a number is counted apart and said beside every total.
- **Bounds stay bounds.** “Up to 60” has a maximum and no minimum; “at least 6,786” a minimum and no maximum. A total
  adds minimum to minimum and maximum to maximum. Where an event with a number lacks one of the two, the total says so;
  where an upper figure is missing, no upper total is given.
- **Nothing is counted twice.** Parts of a counted whole, copies, and summaries that may repeat other events are left
  out of totals and named.
- **A denial stands beside its claim**, at the same size, with its own date. It denies what it says and no more: who did
  it, say, and not that people died.
- **Copies of one report are one origin.** Only independent origins raise a grade.
- **Symbols stand at the place as it is known.** A governorate or another area is drawn as an area, never as a pin.
  Where symbols would cover each other they are moved apart and a thin line leads to the true place, marked by a dot.
- **A flow line joins origin and destination; it is not a route.** Where the sources do not say how many went where, one
  trunk forks into dashed branches without a number.
- **Restricted places** (medical facilities, shelters, witnesses) are published at town level or coarser. Their exact
  points are in no page, link or export.
- **Dates have no time zone** and are never shifted. A filter by date keeps every event whose interval overlaps it;
  unknown ends overlap everything beyond the known one.
"""


def counting() -> None:
    """What is and is not counted."""
    st.subheader("What is counted, and what is not", anchor=False)
    st.markdown(_COUNTING)


def vocabularies() -> None:
    """Each closed vocabulary as a table."""
    st.subheader("Vocabulary", anchor=False)
    _table("Grades of an event", GRADES)
    _table("Precision of a place, finest first", PLACE_PRECISIONS)
    _table("Precision of a date", DATE_PRECISIONS)
    _table("Stance of a claim", STANCES)
    _table("What a claim is about", ABOUT)
    _table("Groups of people moved", GROUPS)
    _table("Sensitivity", SENSITIVITIES)
    _table("Event types", EVENT_TYPES)


def _table(heading: str, vocabulary: Vocabulary) -> None:
    with st.expander(heading, expanded=heading.startswith("Grades")):
        rows = {"Word": list(vocabulary), "Meaning": list(vocabulary.values())}
        st.table(pd.DataFrame(rows).set_index("Word"))


def data_sources(at: Frame) -> None:
    """Data sets with their as-of date, sources of the shown claims, and the base map with licence."""
    st.subheader("Data and sources", anchor=False)
    for dataset in at.store.datasets():
        as_of = day_in_words(dataset.as_of) if dataset.as_of else "not known"
        st.markdown(
            f"**{link(dataset.title, dataset.url)}** · situation as of {escaped(as_of)} · "
            f"publisher: {escaped(dataset.publisher or 'not named in the source')} · "
            f"licence: {escaped(dataset.licence or 'not known')}"
        )
    shown = cached.count(at.store, at.revision, at.chosen).shown
    newest = cached.events(at.store, at.revision, at.chosen, _LOOKED_AT)
    held = {source.id: source for event in newest for source in event.sources}
    which = "the events shown" if shown <= len(newest) else f"the newest {len(newest):,} of {shown:,} events shown"
    st.markdown(f"{len(held)} sources of {which}:")
    rows = sorted(held.values(), key=source_name)
    licences = [f" · licence: {escaped(source.licence)}" if source.licence else "" for source in rows]
    named = [f"- {link(source_name(source), source.url)}" for source in rows]
    st.markdown("\n".join(name + licence for name, licence in zip(named, licences, strict=True)))
    _base_map()


def _base_map() -> None:
    st.subheader("Base map", anchor=False)
    held = json.loads((DATA_DIR / "basemap" / "SOURCES.json").read_text("utf-8"))
    bullets(f"{row['data']} · licence: {row['data_licence']} · {row['attribution']}" for row in held["packages"])
    st.caption(escaped(held["note"]))
    st.markdown("Boundaries and names shown do not imply endorsement or acceptance.")
