"""What each column of a file means, to be corrected, and what is known of the file as a whole."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from geo.gazetteer.units import country_code
from geo.intake import (
    FLOW_TARGETS,
    GEOMETRY_LAT,
    GEOMETRY_LON,
    OPTIONS,
    PROFILES,
    TARGETS,
    Mapping,
    Preview,
    begins_a_day,
)  # fmt: skip
from geo.markdown import escaped
from geo.paths import workspace_dir
from geo.safe_text import printable
from geo.store import datasets as ledger
from geo.store.ledger import About

_NONE = "– no column –"
_NEW = ""
_MAX = 200
_FIRST = (
    "title", "type", "date", "date_end", "place", "admin1", "lat", "lon", "killed", "injured", "displaced", "source",
    "text",
)  # fmt: skip
_HEADINGS = {
    "Figures": ("killed", "injured", "displaced"),
    "Where": ("place", "country", "admin", "lat", "lon", "point", "precision", "where"),
    "Who says what": (
        "participants", "suspected", "known", "statement", "grade", "source", "cited", "url",
    ),
}  # fmt: skip
_MOVEMENTS, _RECORD = "Movements and stocks", "The record"
_CHOICES = {
    "date_order": (
        "Dates such as 03/04/2017 are",
        {"": "as the column shows", "dmy": "day first", "mdy": "month first"},
    ),
    "moments": (
        "Dates with a time such as 2017-05-15T21:00Z are",
        {"": "the day in UTC", "next": "midnight further east: the day after"},
    ),
    "points": ("Latitude and longitude", {"": "as mapped", "swap": "swapped throughout the file"}),
}


def mapping_of(seen: Preview, number: int) -> Mapping:
    """The mapping, as recognised or as corrected here."""
    used = seen.mapping.used()
    unused = [name for name in seen.columns if name not in used]
    label = f"What the columns mean: {len(seen.columns) - len(unused)} of {len(seen.columns)} are used"
    with st.expander(label, expanded=seen.mapping.profile == "generic"):
        _samples(seen)
        held = seen.mapping
        first = [name for name in TARGETS if name in _FIRST or seen.mapping.of(name)]
        held = _targets(held, seen, first, number)
        with st.popover("Further meanings"):
            for heading, names in _further(first).items():
                st.markdown(f"**{heading}**")
                held = _targets(held, seen, names, number)
        for name, (words, choices) in _CHOICES.items():
            if name == "moments" and not held.option(name) and not _has_moments(seen):
                continue
            key = f"import-option-{name}-{number}"
            offered = [value for value in choices if value in OPTIONS[name]]
            at = offered.index(held.option(name)) if held.option(name) in offered else 0
            chosen = st.radio(words, offered, index=at, key=key, format_func=choices.__getitem__, horizontal=True)
            held = held.with_option(name, chosen) if chosen != held.option(name) else held
        held = _country(held, number)
        if unused:
            st.caption(f"Not used: {escaped(', '.join(unused))}")
    return held


def _country(held: Mapping, number: int) -> Mapping:
    """The country of the places as typed; the file's own columns stand before it."""
    text = st.text_input(
        "Country of the places, where no column names it", held.constants.get("country", ""), max_chars=_MAX,
        key=f"import-country-{number}", placeholder="as the file shows", help="A name or ISO code: Sudan, السودان, SD.",
    ).strip()  # fmt: skip
    code = country_code(text)
    if text and code is None:
        st.warning(f"No country is called {escaped(text)}: the file is read as it shows.")
    return held.with_constant("country", code) if code and code != held.constants.get("country") else held


def _further(first: list[str]) -> dict[str, list[str]]:
    """The other targets under headings, in the order of TARGETS."""
    held: dict[str, list[str]] = {heading: [] for heading in (*_HEADINGS, _MOVEMENTS, _RECORD)}
    for name in TARGETS:
        by_start = next((head for head, starts in _HEADINGS.items() if name.startswith(starts)), _RECORD)
        if name not in first:
            held[_MOVEMENTS if name in FLOW_TARGETS else by_start].append(name)
    return {heading: names for heading, names in held.items() if names}


def _has_moments(seen: Preview) -> bool:
    return any(begins_a_day(cell) for row in seen.rows for cell in row if cell)


def _samples(seen: Preview) -> None:
    rows = {
        f"{printable(name)}": [printable(row[i] or "") for row in seen.rows[:5]] for i, name in enumerate(seen.columns)
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=180, alt="The first rows of the file")


def _targets(held: Mapping, seen: Preview, names: list[str], number: int) -> Mapping:
    for place, name in enumerate(names):
        if place % 3 == 0:
            columns = st.columns(3)  # row by row, so that the order is the same by keyboard and on a phone
        target = TARGETS[name]
        key = f"import-map-{name}-{number}"
        now = held.of(name)
        points = (GEOMETRY_LON, GEOMETRY_LAT) if seen.has_geometry else ()
        offered = list(dict.fromkeys([*seen.columns, *points, *now]))
        with columns[place % 3]:
            if target.several:
                chosen = tuple(st.multiselect(target.words, offered, default=list(now), key=key, format_func=printable))
            else:
                at = offered.index(now[0]) + 1 if now else 0
                one = st.selectbox(target.words, [_NONE, *offered], index=at, key=key, format_func=printable)
                chosen = () if one == _NONE else (one,)
        if chosen != now:
            held = held.with_column(name, *chosen)
    return held


def about(seen: Preview, number: int) -> tuple[About, str | None]:
    """Title, publisher, licence, date of the situation; and which data set the file is a newer version of, if any."""
    entries = {entry.id: entry for entry in ledger.datasets(workspace_dir())}
    offered = [_NEW, *entries]
    same = next((key for key, entry in entries.items() if entry.file_name == seen.name), _NEW)
    dataset = st.selectbox(
        "This file is", offered, index=offered.index(same), key=f"import-dataset-{number}",
        format_func=lambda key: f"a newer state of “{printable(entries[key].title)}”" if key else "a new data set",
        help="A newer state replaces the old one: you see what is new, changed and gone before anything happens.",
    )  # fmt: skip
    known = entries.get(dataset) or _first_guess(seen)
    left, right = st.columns(2)
    with left:
        title = _line("Title", known.title, f"import-title-{number}-{dataset}")
        licence = _line("Licence", known.licence, f"import-licence-{number}-{dataset}")
    with right:
        publisher = _line("Publisher", known.publisher, f"import-publisher-{number}-{dataset}")
        as_of = st.date_input(
            "Situation as of", known.as_of, key=f"import-as-of-{number}-{dataset}", format="YYYY-MM-DD",
            min_value=date(1900, 1, 1), max_value=date(2100, 12, 31),
            help="The day that the data describes, if known. Events dated later are marked.",
        )  # fmt: skip
    told = About(
        title=title or known.title, publisher=publisher, licence=licence, url=known.url, as_of=as_of,
        redistribution=known.redistribution,
    )  # fmt: skip
    return told, dataset or None


def _first_guess(seen: Preview) -> About:
    """What the format says of its files: publisher and licence; the title is the name of the file."""
    profile = PROFILES[seen.profile]
    title = printable(seen.name.rsplit(".", 1)[0]) or "Data set"
    return About(
        title=title, publisher=profile.publisher, licence=profile.licence, url=profile.url,
        redistribution=profile.redistribution,
    )  # fmt: skip


def _line(label: str, value: str | None, key: str) -> str | None:
    return " ".join(st.text_input(label, value or "", key=key, max_chars=_MAX).split()) or None
