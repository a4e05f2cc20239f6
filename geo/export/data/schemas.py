"""The columns of the three tables that every data format of events is written from."""

from __future__ import annotations

from geo.export.data.columns import Columns
from geo.export.sheet import CLAIM_COLUMNS, EVENT_COLUMNS
from geo.vocab import FIGURE_KINDS

_NUMBERS = tuple(f"{kind}_{bound}" for kind in FIGURE_KINDS for bound in ("min", "best", "max"))
EVENTS = Columns(
    EVENT_COLUMNS,
    integers=frozenset(("number", "n_claims", "n_denials", *_NUMBERS)),
    decimals=frozenset(("lon", "lat")),
    days=frozenset(("date_start", "date_end")),
    truths=frozenset(("is_summary",)),
    has_geometry=True,
)
CLAIMS = Columns(CLAIM_COLUMNS, integers=frozenset(("event_number", *_NUMBERS)), days=frozenset(("said_on",)))
PLACES = Columns(
    (
        "event_number", "event_id", "event_title", "type", "role", "place_id", "name", "name_ar", "precision",
        "radius_m", "country", "admin1_pcode", "admin1_name", "pcode", "lon", "lat", "dataset",
    ),
    integers=frozenset(("event_number",)),
    decimals=frozenset(("radius_m", "lon", "lat")),
    has_geometry=True,
)  # fmt: skip
