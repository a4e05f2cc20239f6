"""The filter panel: one widget per field of Filter, each seeded and read through the same table of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from geo.filter import Filter
from geo.store import Facet, Store
from geo.ui import state
from geo.vocab import EVENT_TYPES, GRADES, GROUPS, SENSITIVITIES, STANCES, short

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

MANY = {
    "filter-type": "types",
    "filter-place": "places",
    "filter-admin": "admins",
    "filter-claimant": "claimants",
    "filter-stance": "stances",
    "filter-grade": "grades",
    "filter-dataset": "datasets",
    "filter-sensitivity": "sensitivities",
    "filter-origin": "origins",
    "filter-dest": "destinations",
    "filter-group": "groups",
}
ONE = {"filter-from": "date_from", "filter-to": "date_to", "filter-text": "text", "filter-min-killed": "min_killed"}
KEPT = ("bbox", "as_of")
"""Fields that only the address sets; they are shown with a button that removes them."""


def keys_of(chosen: Filter) -> dict[str, Any]:
    """The widget values that stand for `chosen`."""
    values: dict[str, Any] = {key: list(getattr(chosen, attribute)) for key, attribute in MANY.items()}
    values |= {key: getattr(chosen, attribute) for key, attribute in ONE.items()}
    values["filter-text"] = chosen.text or ""
    return values


def _from_widgets(before: Filter) -> Filter:
    held: dict[str, Any] = {attr: tuple(st.session_state.get(key, ())) for key, attr in MANY.items()}
    held |= {attribute: st.session_state.get(key) for key, attribute in ONE.items()}
    held["text"] = " ".join((held["text"] or "").split())[:200] or None
    if held["date_from"] and held["date_to"] and held["date_from"] > held["date_to"]:
        held["date_from"], held["date_to"] = before.date_from, before.date_to
    return Filter(**held, **{name: getattr(before, name) for name in KEPT})


def draw(store: Store, facets: Mapping[str, Sequence[Facet]], before: Filter, *, movements: bool) -> Filter:
    """Draws the panel and answers the Filter that it now stands for."""
    idle = before == Filter()
    st.button("Clear all filters", key="filter-clear", on_click=_clear, icon=":material/filter_alt_off:", disabled=idle)
    if movements:
        _movement_filters(store)
    else:
        _many("Event type", "filter-type", EVENT_TYPES, facets["type"], lambda slug: short(EVENT_TYPES, slug))
    with st.container(key="filter-dates"):
        start, end = st.columns(2, gap="small")
        with start:
            _day("From", "filter-from")
        with end:
            _day("To", "filter-to")
    _backward_dates()
    st.text_input(
        "Text", key="filter-text", on_change=state.touched, max_chars=200, placeholder="Bukamal or البوكمال",
        help="Words in titles, claims, claimants and place names, in Latin or Arabic script.",
    )  # fmt: skip
    names = {place.id: place.name for place in store.places().values()}
    _many("Place", "filter-place", names, facets["place"], lambda key: names.get(key, key))
    admins = {facet.value: facet.label for facet in facets["admin"]}
    _many("Governorate", "filter-admin", admins, facets["admin"], lambda key: f"{admins.get(key, key)} {key}")
    _many(
        "Grade",
        "filter-grade",
        GRADES,
        facets["grade"],
        lambda slug: short(GRADES, slug),
        help_text="“Contested” alone shows the disputed events.",
    )
    _many("Someone …", "filter-stance", STANCES, facets["stance"], lambda slug: STANCES[slug])
    _many("Claimant", "filter-claimant", {}, facets["claimant"], str)
    _rarer(store, facets, movements)
    _kept(before)
    return _from_widgets(before)


def _movement_filters(store: Store) -> None:
    held = store.movements(Filter())
    names = {place.id: place.name for place in store.places().values()}
    origins = {place.id for movement in held for place in movement.origins}
    destinations = {place.id for movement in held for place in movement.destinations}
    _many("Origin", "filter-origin", dict.fromkeys(sorted(origins)), (), lambda key: names.get(key, key))
    _many("Destination", "filter-dest", dict.fromkeys(sorted(destinations)), (), lambda key: names.get(key, key))
    _many("Group", "filter-group", GROUPS, (), lambda slug: short(GROUPS, slug))


def _rarer(store: Store, facets: Mapping[str, Sequence[Facet]], movements: bool) -> None:
    with st.expander("More filters"):
        if not movements:
            st.number_input(
                "At least this many killed", key="filter-min-killed", min_value=0, max_value=999_999_999, step=1,
                value=None, on_change=state.touched, help="By the lower figure; events without one are left out.",
            )  # fmt: skip
        titles = {dataset.id: dataset.title for dataset in store.datasets()}
        _many("Data set", "filter-dataset", titles, facets["dataset"], lambda key: titles.get(key, key))
        offered = {slug: meaning for slug, meaning in SENSITIVITIES.items() if slug != "public"}
        words = (
            "Restricted places are shown at town level or coarser and internal records are hidden unless you ask "
            "for them here. This changes your screen only: no export ever contains them."
        )
        _many(
            "Also show on this screen",
            "filter-sensitivity",
            offered,
            (),
            lambda slug: short(SENSITIVITIES, slug),
            help_text=words,
        )


def _many(
    label: str,
    key: str,
    options: Iterable[str],
    facets: Sequence[Facet],
    words: Callable[[str], str],
    *,
    help_text: str | None = None,
) -> None:
    counts = {facet.value: facet.n for facet in facets}
    chosen = st.session_state.get(key, [])
    present = [facet.value for facet in facets] if facets else list(options)
    offered = list(dict.fromkeys([*present, *chosen]))
    st.multiselect(
        label, offered, key=key, on_change=state.touched, help=help_text, placeholder="All",
        format_func=lambda value: f"{words(value)} ({counts.get(value, 0)})" if facets else words(value),
    )  # fmt: skip


def _day(label: str, key: str) -> None:
    st.date_input(
        label, key=key, value=None, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY-MM-DD",
        on_change=state.touched,
    )  # fmt: skip


def _backward_dates() -> None:
    start, end = st.session_state.get("filter-from"), st.session_state.get("filter-to")
    if start and end and start > end:
        st.warning(f"The interval starts ({start}) after it ends ({end}) and is not applied. Change one of the two.")


def _kept(before: Filter) -> None:
    for name, words in (("bbox", "Map section from the link"), ("as_of", "As known on")):
        held = getattr(before, name)
        if held is not None:
            st.button(f"Remove: {words} {held}", key=f"filter-remove-{name}", on_click=_remove, args=(name,))


def _remove(name: str) -> None:
    _set(**{name: None})


def _clear() -> None:
    _set(**{each: getattr(Filter(), each) for each in Filter.__dataclass_fields__})


def set_dates(start: date, end: date) -> None:
    """Sets the date interval, bounds included; for callbacks."""
    _set(date_from=start, date_to=end)


def _set(**changes: Any) -> None:
    chosen = replace(state.chosen(), **changes)
    st.session_state["_filter"] = chosen
    st.session_state.update(keys_of(chosen))
    state.touched()
