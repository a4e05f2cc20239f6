"""The facets of the filter panel: for each key, the SQL that counts events per value and the words for values.

Rows of `spots` and `claims` that repeat a value for their event are marked in the file, so counting rows counts events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from geo import codes
from geo.filter import Filter
from geo.filter_sql import EVENTS, SPOTS, Target, place_columns, where
from geo.store.attached import Attached
from geo.store.protocol import FACETS_SHOWN, Facet, Facets
from geo.vocab import EVENT_TYPES, GRADES, STANCES, short

Labels = Callable[[Sequence[str]], Mapping[str, str]]
"""Words for some values of one key; a value without words stands for itself."""


class FacetQuery(NamedTuple):
    """One row: URL key, attribute of Filter, target, SQL of (value, n) with {condition} and {prefix} to fill in.

    `words` are the values by number where the column holds numbers of a vocabulary, `labels` what people read.
    """

    key: str
    attribute: str
    target: Target
    sql: str
    words: tuple[str, ...] = ()
    labels: Mapping[str, str] = {}


_BY_PLACE = """
    SELECT {value} AS value, sum(p.n) AS n
    FROM (SELECT e.{{prefix}}place AS place, count(*) AS n FROM spots e
          WHERE {{condition}} AND e.{{prefix}}first & {bit} <> 0 GROUP BY 1) p JOIN places q ON q.place = p.place
    WHERE {value} IS NOT NULL GROUP BY value"""
_BY_CLAIM = """
    SELECT c.{column} AS value, count(*) AS n FROM claims c
    WHERE c.first & {bit} <> 0 {{of_events}} GROUP BY value"""

FACETS: tuple[FacetQuery, ...] = (
    FacetQuery(
        "type", "types", EVENTS, "SELECT e.type AS value, count(*) AS n FROM events e WHERE {condition} GROUP BY value",
        codes.TYPES, {slug: short(EVENT_TYPES, slug) for slug in EVENT_TYPES},
    ),
    FacetQuery("place", "places", SPOTS, _BY_PLACE.format(value="q.id", bit=codes.FIRST_AT_PLACE)),
    FacetQuery("admin", "admins", SPOTS, _BY_PLACE.format(value="substr(q.pcode, 1, 4)", bit=codes.FIRST_IN_ADMIN)),
    FacetQuery(
        "claimant", "claimants", EVENTS,
        f"""SELECT k.name AS value, sum(v.n) AS n
            FROM ({_BY_CLAIM.format(column="claimant", bit=codes.FIRST_OF_CLAIMANT)}) v
            JOIN claimants k ON k.claimant = v.value GROUP BY k.name""",
    ),
    FacetQuery(
        "stance", "stances", EVENTS, _BY_CLAIM.format(column="stance", bit=codes.FIRST_OF_STANCE),
        codes.STANCES, STANCES,
    ),
    FacetQuery(
        "grade", "grades", EVENTS,
        "SELECT e.grade AS value, count(*) AS n FROM events e WHERE {condition} AND e.grade IS NOT NULL GROUP BY value",
        codes.GRADES, {slug: short(GRADES, slug) for slug in GRADES},
    ),
    FacetQuery(
        "dataset", "datasets", EVENTS,
        """SELECT d.id AS value, v.n FROM datasets d
           JOIN (SELECT e.slot, count(*) AS n FROM events e WHERE {condition} GROUP BY e.slot) v ON v.slot = d.slot""",
    ),
)  # fmt: skip


def facets(at: Attached, chosen: Filter, labels: Mapping[str, Labels], *, all_public: bool) -> dict[str, Facets]:
    """The facets of `chosen`; `labels` gives words for values by key, `all_public` says that no event is internal."""
    return {facet.key: _facet(at, facet, chosen, labels, all_public) for facet in FACETS}


def _facet(at: Attached, facet: FacetQuery, chosen: Filter, labels: Mapping[str, Labels], all_public: bool) -> Facets:
    condition, values = at.where(chosen, facet.target, skip=facet.attribute)
    everything = all_public and condition == where(Filter(sensitivities=chosen.sensitivities))[0]
    of_events = f"AND c.num IN (SELECT e.num FROM events e WHERE {condition})"
    inner = facet.sql.format(
        prefix=place_columns(chosen), condition=condition, of_events="" if everything else of_events
    )
    if everything:
        values = values if "{condition}" in facet.sql else []
    sql = f"""SELECT value, n, count(*) OVER () AS n_all FROM ({inner}) ORDER BY n DESC, value LIMIT {FACETS_SHOWN}"""
    rows = [(facet.words[value] if facet.words else value, int(n), n_all) for value, n, n_all in at.rows(sql, values)]
    words = labels[facet.key]([row[0] for row in rows]) if facet.key in labels else facet.labels
    held = tuple(Facet(value, words.get(value, value), n) for value, n, _ in rows)
    return Facets(held, rows[0][2] - len(rows) if rows else 0)
