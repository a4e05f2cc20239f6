"""What Kharita itself wrote of a movement beyond columns: the whole figure, shares, terms, claims and sources.

The cells were checked by geo.read.own_flows; here they come to stand in incoming_movements as what they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from geo.intake.job import Job
from geo.store.incoming import FIGURE, MOVEMENT_CLAIMS, MOVEMENT_SOURCES


def add_records(job: Job, keys: Mapping[str, int]) -> None:
    """Completes the movements that have a record; `keys` are those of incoming_places by the ids in the file."""
    casts = {"people": FIGURE, "terms": "STRUCT(claimant VARCHAR, term VARCHAR)[]", "claims": MOVEMENT_CLAIMS}
    casts["sources"] = MOVEMENT_SOURCES
    casts |= {"date_start": "DATE", "date_end": "DATE"}
    sets = [f"{name} = (r.record -> '$.{name}')::{kind}" for name, kind in casts.items()]
    sets += [
        f"{name} = r.record ->> '$.{name}'"
        for name in ("group_text", "grade", "grade_reason", "note", "date_precision")
    ]
    sets += [
        "split_known = coalesce((r.record ->> '$.split_known')::BOOLEAN, FALSE)",
        "claimant = NULL",
        "source = NULL",
    ]
    job.run(
        f"UPDATE incoming_movements m SET {', '.join(sets)} "
        "FROM (SELECT row, record::JSON AS record FROM flow_cells WHERE record IS NOT NULL) r WHERE r.row = m.row"
    )
    _add_shares(job, keys)


def _add_shares(job: Job, keys: Mapping[str, int]) -> None:
    """Shares by key of a destination; few movements have any."""
    rows = job.run(
        "SELECT row, record -> '$.shares' FROM flow_cells WHERE json_array_length(record::JSON, '$.shares') > 0"
    ).fetchall()
    for row, text in rows:
        held = [{"place": keys[each["place"]], "people": each["people"]} for each in json.loads(text)]
        job.run(
            f"UPDATE incoming_movements SET shares = ?::JSON::STRUCT(place UINTEGER, people {FIGURE})[] WHERE row = ?",
            json.dumps(held), row,
        )  # fmt: skip
