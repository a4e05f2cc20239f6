"""The filter panel: one widget per field of Filter, each seeded and read through the same table of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any

import streamlit as st

from geo.filter import Filter
from geo.map_data import awaited
from geo.payload_words import admin_words, labelled
from geo.store import Facet, Facets, Store
from geo.ui import state
from geo.vocab import EVENT_TYPES, GRADES, SENSITIVITIES, STANCES, short

MAP_HERE = "_map_here"
"""Key of the session: whether the last run drew the map of events, which watches the address."""
_ASK_S, _ANSWER_S, _DRAW_S = 0.1, 2.0, 0.35
_OVERTAKEN, _ON_THE_WAY_S = "_overtaken", 1.5
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
    "filter-end": "ends",
    "filter-move": "moves",
}
ONE = {
    "filter-from": "date_from", "filter-to": "date_to", "filter-text": "text", "filter-min-killed": "min_killed",
    "filter-min-people": "min_people",
}  # fmt: skip
KEPT = {"bbox": "Map section from the link", "as_of": "As known on"}
"""Fields that only the address sets, with what the button that removes them says."""


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


def draw(store: Store, facets: Mapping[str, Facets], before: Filter, *, movements: bool) -> Filter:
    """Draws the panel and answers the Filter that it now stands for."""
    idle = before == Filter()
    st.button("Clear all filters", key="filter-clear", on_click=_clear, icon=":material/filter_alt_off:", disabled=idle)
    if movements:
        _movement_filters(facets)
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
        "Text", key="filter-text", on_change=changed, max_chars=200, placeholder="Bukamal or البوكمال",
        help="Words in titles, claims, claimants and place names, in Latin or Arabic script.",
    )  # fmt: skip
    _many("Place", "filter-place", {}, facets["place"], _named(facets["place"], store))
    admins = {facet.value: facet.label for facet in facets["admin"]}
    _many("Governorate", "filter-admin", admins, facets["admin"], lambda key: admin_words(admins.get(key, key), key))
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


def _movement_filters(facets: Mapping[str, Facets]) -> None:
    """What only movements have; the counts are of movements."""
    for words, key, told in (
        ("Origin", "origin", "Movements that began here, or somewhere inside it."),
        ("Destination", "dest", "Movements that ended here; one with several destinations passes by any of them."),
        ("Origin or destination", "end", "Movements that began or ended here."),
        ("Kind", "move", "Returns are never added to displacements."),
        ("Group", "group", None),
    ):
        _many(words, f"filter-{key}", (), facets[key], _labelled(facets[key]), help_text=told)
    st.number_input(
        "At least this many people", key="filter-min-people", min_value=0, max_value=999_999_999, step=1,
        value=None, on_change=changed,
        help="By the lower figure, else the best estimate; movements with neither are left out.",
    )  # fmt: skip


def _labelled(facets: Facets) -> Callable[[str], str]:
    words = labelled(facets)
    return lambda value: words.get(value, value)


def _named(facets: Facets, store: Store) -> Callable[[str], str]:
    """Names of places: those listed, and those that a link or a click on the map chose beside them."""
    names = {facet.value: facet.label for facet in facets}

    def name(key: str) -> str:
        if key not in names:
            place = store.places().get(key)
            names[key] = place.name if place else key
        return names[key]

    return name


def _rarer(store: Store, facets: Mapping[str, Facets], movements: bool) -> None:
    with st.expander("More filters"):
        if not movements:
            st.number_input(
                "At least this many killed", key="filter-min-killed", min_value=0, max_value=999_999_999, step=1,
                value=None, on_change=changed, help="By the lower figure; events without one are left out.",
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
    n_more = facets.n_more if isinstance(facets, Facets) else 0
    if n_more:
        more = f"The {len(facets):,} most frequent are listed; {n_more:,} more are found by Text or on the map."
        help_text = f"{help_text} {more}" if help_text else more
    st.multiselect(
        label, offered, key=key, on_change=changed, help=help_text, placeholder="All",
        format_func=lambda value: f"{words(value)} ({counts.get(value, 0)})" if facets else words(value),
    )  # fmt: skip


def _day(label: str, key: str) -> None:
    st.date_input(
        label, key=key, value=None, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY-MM-DD",
        on_change=changed,
    )  # fmt: skip


def _backward_dates() -> None:
    start, end = st.session_state.get("filter-from"), st.session_state.get("filter-to")
    if start and end and start > end:
        st.warning(f"The interval starts ({start}) after it ends ({end}) and is not applied. Change one of the two.")


def _kept(before: Filter) -> None:
    for name, words in KEPT.items():
        held = getattr(before, name)
        if held is not None:
            st.button(f"Remove: {words} {held}", key=f"filter-remove-{name}", on_click=_remove, args=(name,))


def _remove(name: str) -> None:
    choose(by_map=False, **{name: getattr(Filter(), name)})


def _clear() -> None:
    choose(by_map=False, **{each: getattr(Filter(), each) for each in Filter.__dataclass_fields__})


def set_dates(start: date, end: date) -> None:
    """Sets the date interval, bounds included; for callbacks."""
    choose(date_from=start, date_to=end)


def set_dataset(dataset_id: str) -> None:
    """Shows only one data set; for callbacks."""
    choose(datasets=(dataset_id,))


def choose(*, by_map: bool = False, **changes: Any) -> None:
    """Changes fields of the filter, in the widgets and in the address; for callbacks.

    `by_map` says that the map shows it already.
    """
    chosen = replace(state.chosen(), **changes)
    _set_widgets(keys_of(chosen))
    if by_map:
        state.announce(chosen)
    else:
        _tell_map(chosen)


def changed() -> None:
    """Every filter widget's `on_change`: the address has the new filter before the script runs.

    The map watches the address and draws meanwhile; see docs/decisions/010-cells-and-filters-in-the-map.md.
    """
    _restore_overtaken()
    _tell_map(_from_widgets(state.chosen()))


def _set_widgets(values: Mapping[str, Any]) -> None:
    """Gives widgets their values, and notes what the browser may still hold in their stead."""
    now, noted = monotonic(), _overtaken()
    for key, value in values.items():
        held = st.session_state.get(key)
        if held != value:
            noted.setdefault(key, []).append((held, now))
    st.session_state[_OVERTAKEN] = noted
    st.session_state.update(values)


def _overtaken() -> dict[str, list[tuple[Any, float]]]:
    """Per widget the values that were replaced a moment ago."""
    since = monotonic() - _ON_THE_WAY_S
    noted = st.session_state.get(_OVERTAKEN, {})
    return {key: fresh for key, held in noted.items() if (fresh := [each for each in held if each[1] >= since])}


def _restore_overtaken() -> None:
    """Puts right each widget that a browser sent with a value which had just been replaced.

    A run that sets a widget may be cut short by the next before the browser has heard of it (Streamlit 1.67); that next
    run then carries the widget's old value as if someone had just chosen it.
    """
    wanted = keys_of(state.chosen())
    for key, held in _overtaken().items():
        if any(st.session_state.get(key) == old for old, _ in held):
            st.session_state[key] = wanted[key]


def _tell_map(chosen: Filter) -> None:
    """Announces the filter, and leaves the server and the browser to the map until that has drawn it."""
    if chosen == state.chosen() or not st.session_state.get(MAP_HERE):
        state.announce(chosen)
        return
    with awaited(chosen) as drawing:
        state.announce(chosen)
        drawing.wait(_ASK_S, _ANSWER_S, _DRAW_S)
