"""The selection by unit: governorates or districts shaded by who came or left, and the same numbers as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo import charts
from geo.areas import LEVELS, flattened, units
from geo.charts import Area
from geo.filter import Filter
from geo.flow_units import ByUnit, by_unit
from geo.safe_text import printable
from geo.store import Store
from geo.ui.flows.by_place import columns_of
from geo.ui.flows.matrix import kind_of_movement
from geo.ui.frame import Frame

_SIDES = {"destinations": "Came to", "origins": "Left from"}
_KEPT = 16


def shaded_units(at: Frame) -> None:
    """One kind of movement and one side at a time, in the units whose outlines are known."""
    chosen = at.chosen.of_movements()
    move = kind_of_movement(at.store.movement_totals(chosen).moves, "flow-units-kind")
    if move is None:
        return
    levels = [level for level in LEVELS[:2] if units(level)]
    left, right = st.columns(2)
    with left:
        side = st.segmented_control(
            "Side", list(_SIDES), key="flow-units-side", default="destinations", required=True,
            format_func=_SIDES.__getitem__,
        ) or "destinations"  # fmt: skip
    with right:
        level = levels[0]
        if len(levels) > 1:
            level = st.segmented_control(
                "Units", levels, key="flow-units-level", default=level, required=True,
                format_func=lambda each: f"{each.capitalize()}s",
            ) or level  # fmt: skip
    _drawn(by_units(at.store, at.revision, chosen, move, side, level), side, level)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def by_units(_store: Store, revision: str, chosen: Filter, move: str, side: str, level: str) -> ByUnit:
    ends = [end for end in getattr(_store.movement_totals(chosen), side) if end.move == move]
    places = _store.seen_places(chosen, [end.place for end in ends if end.place is not None])
    return by_unit(ends, places, units(level), level)


def _drawn(held: ByUnit, side: str, level: str) -> None:
    if not held.units:
        st.info(
            f"No {level} with a known outline holds a place of the selection. Add a COD-AB boundary file of the "
            "country on the Data page: its outlines are then shaded here."
        )
        return
    flat = flattened([row.unit.outline for row in held.units])
    areas = [
        Area(
            printable(row.unit.name), row.people.low, row.words, row.people.n + row.n_parts, each.shape, each.part,
            each.x, each.y,
        )
        for row, each in zip(held.units, flat, strict=True)
    ]  # fmt: skip
    theme = "dark" if st.context.theme.type == "dark" else "light"
    named = f"{_SIDES[side].lower()}, by {level}"
    st.vega_lite_chart(
        charts.shaded_map(areas, theme), key="flow-units", width="stretch",
        alt=f"Map of {len(areas)} units shaded by people who {named}; the table below has the same numbers",
    )  # fmt: skip
    rows = sorted((area for area in areas if area.movements), key=lambda area: -(area.people or -1))
    table = pd.DataFrame(
        {
            f"{level.capitalize()}": [area.name for area in rows],
            "People": [area.words for area in rows],
            "Lower or best": pd.array([area.people for area in rows], "Int64"),
            "Movements": [area.movements for area in rows],
        }
    )
    st.dataframe(
        table, hide_index=True, key="flow-units-table", alt=f"People who {named}", column_config=columns_of(table)
    )
    rest = (
        f" In none of them: {held.rest.words()}, at {held.n_rest:,} places or an end not told." if held.n_rest else ""
    )
    st.caption(
        "Colour follows the lower figure, or the best estimate where a source gives only that; grey: no number. A "
        "movement with several destinations has no share per place: it is in no unit\u2019s number, and told as an "
        f"unknown part. Movements within one unit are in both of its sides.{rest}"
    )
