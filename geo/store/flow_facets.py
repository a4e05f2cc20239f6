"""The facets of the filter panel for movements, by SQL for any number of them.

Each counts movements, once per value: one with two destinations counts at both places. Parts and copies count too,
because the filter shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from geo import codes
from geo.filter import Filter
from geo.filter_sql import MOVEMENTS, place_columns
from geo.store.attached import Attached
from geo.store.protocol import FACETS_SHOWN, Facet, Facets
from geo.vocab import GRADES, GROUPS, MOVES, STANCES, short

ENDS_SHOWN = 2000
"""Places listed for each end of a movement: the only way to choose one there."""
Labels = Callable[[Sequence[str]], Mapping[str, str]]
_ORIGIN, _DESTINATION = codes.ROLES.index("origin"), codes.ROLES.index("destination")


class FlowFacet(NamedTuple):
    """One row: URL key, SQL of (value, num) with {shown} (numbers of the movements) and {prefix} to fill in.

    `words` are the values by number where the column holds numbers of a vocabulary, `labels` what people read.
    """

    key: str
    sql: str
    words: tuple[str, ...] = ()
    labels: Mapping[str, str] = {}
    most: int = FACETS_SHOWN


def _at(value: str, roles: str = "") -> str:
    return f"""SELECT {value} AS value, p.num FROM movement_places p JOIN places q ON q.place = p.{{prefix}}place
        WHERE p.num IN ({{shown}}) AND {value} IS NOT NULL{roles}"""


def _of(column: str) -> str:
    return f"SELECT e.{column} AS value, e.num FROM movements e WHERE e.num IN ({{shown}}) AND e.{column} IS NOT NULL"


def _said(value: str, join: str = "") -> str:
    return f"SELECT {value} AS value, c.num FROM movement_claims c {join} WHERE c.num IN ({{shown}})"


FLOW_FACETS: tuple[FlowFacet, ...] = (
    FlowFacet("origin", _at("q.id", f" AND p.role = {_ORIGIN}"), most=ENDS_SHOWN),
    FlowFacet("dest", _at("q.id", f" AND p.role = {_DESTINATION}"), most=ENDS_SHOWN),
    FlowFacet("end", _at("q.id", f" AND p.role IN ({_ORIGIN}, {_DESTINATION})"), most=ENDS_SHOWN),
    FlowFacet("place", _at("q.id")),
    FlowFacet("admin", _at("substr(q.pcode, 1, 4)")),
    FlowFacet("claimant", _said("k.name", "JOIN claimants k ON k.claimant = c.claimant")),
    FlowFacet("stance", _said("c.stance"), codes.STANCES, STANCES),
    FlowFacet("grade", _of("grade"), codes.GRADES, {slug: short(GRADES, slug) for slug in GRADES}),
    FlowFacet("group", _of("grp"), codes.GROUPS, {slug: short(GROUPS, slug) for slug in GROUPS}),
    FlowFacet("move", _of("move"), codes.MOVES, {slug: short(MOVES, slug) for slug in MOVES}),
    FlowFacet(
        "dataset",
        "SELECT d.id AS value, e.num FROM movements e JOIN datasets d ON d.slot = e.slot WHERE e.num IN ({shown})",
    ),
)


def movement_facets(at: Attached, chosen: Filter, labels: Mapping[str, Labels]) -> dict[str, Facets]:
    """The values that the movements of `chosen` have, most frequent first; `labels` gives words for them by key."""
    return {row.key: _facet(at, row, chosen, labels) for row in FLOW_FACETS}


def _facet(at: Attached, row: FlowFacet, chosen: Filter, labels: Mapping[str, Labels]) -> Facets:
    condition, values = at.where(chosen, MOVEMENTS)
    inner = row.sql.format(shown=f"SELECT e.num FROM movements e WHERE {condition}", prefix=place_columns(chosen))
    sql = f"""SELECT value, count(DISTINCT num) AS n, count(*) OVER () AS n_all FROM ({inner})
              GROUP BY value ORDER BY n DESC, value LIMIT {row.most}"""
    found = at.rows(sql, values)
    rows = [(row.words[value] if row.words else value, int(n)) for value, n, _ in found]
    words = labels[row.key]([value for value, _ in rows]) if row.key in labels else row.labels
    held = tuple(Facet(value, words.get(value, value), n) for value, n in rows)
    return Facets(held, found[0][2] - len(found) if found else 0)
