"""The store of events: `current()` is the one of this process, `open_store()` makes one."""

from geo.store.flow_values import EndTotal, FlowSpan, FlowTotals, Pair, Pairs, PeopleSum, Stock
from geo.store.protocol import (
    EXCLUDED_SHOWN,
    PAGE_SIZE,
    WHOLE_EVENTS,
    Bar,
    Cells,
    Count,
    Facet,
    Facets,
    Marker,
    OffMap,
    Page,
    Store,
    Window,
)
from geo.store.workspace import current, open_store

__all__ = [
    "EXCLUDED_SHOWN", "PAGE_SIZE", "WHOLE_EVENTS", "Bar", "Cells", "Count", "EndTotal", "Facet", "Facets", "FlowSpan",
    "FlowTotals", "Marker", "OffMap", "Page", "Pair", "Pairs", "PeopleSum", "Stock", "Store", "Window", "current",
    "open_store",
]  # fmt: skip
