"""Events in columns as they may leave: checked, without contacts in texts and links to graphic pictures.

The rules are those of `geo.export.redact`, which says what is taken out of a text and of a source: each is asked once
for each different one. What it decides event by event is decided row by row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.export.data.arrays import Codes, changed, fields_of, grouped, parents, parts, rows_at
from geo.export.data.columns import rounded
from geo.export.options import Options
from geo.export.redact import CLAIM_TEXTS, EVENT_TEXTS, GRAPHIC, source_left, unlinked, without_contacts
from geo.export.safe import NotPublishableError
from geo.export.written_points import HINT
from geo.model import Source
from geo.store.records import source_of

QUICK = rf"@|\+\p{{Nd}}|(?:^|[^0-9A-Za-z_/.,٠-٩-])[0٠۰]\p{{Nd}}|{HINT}".replace("\\d", "\\p{Nd}")
"""Finds at least what geo.export.redact looks at more closely; engines for columns know no look-behind."""
MAYBE_GRAPHIC = "(?i)graph[iİı]c|مشاهد قاسية|صور قاسية"


@dataclass(frozen=True, slots=True)
class Left:
    """Some events in columns, with the claims and the sources of all rows one behind the other.

    `claims_from` and `sources_from` say where those of each row begin. `claim_source` and `source_kind` are numbers of
    `sources`, -1 for none. `claim_number` counts the claims of a row from 1.
    """

    columns: dict[str, pa.Array]
    claims: dict[str, pa.Array]
    claims_from: Codes
    claim_number: Codes
    claim_source: Codes
    source_kind: Codes
    sources_from: Codes
    sources: tuple[Source, ...]

    def __getitem__(self, name: str) -> pa.Array:
        return self.columns[name]

    @property
    def event_of_claim(self) -> Codes:
        """The row of each claim."""
        return parents(self.claims_from)


@dataclass(frozen=True, slots=True)
class Cited:
    """The texts of claims, the row of each, and the number of the source that it rests on."""

    texts: pa.Array
    rows: Codes
    source: Codes


def left_in_columns(table: pa.Table, options: Options) -> Left:
    """The events of a table of `geo.store.protocol.Slice`; raises NotPublishableError for what must not leave."""
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    columns = {name: each.chunk(0) if isinstance(each, pa.ChunkedArray) else each for name, each in columns.items()}
    _assert_public(columns)
    columns |= {f"written_{axis}": rounded(columns[f"place_{axis}"]) for axis in ("lon", "lat")}
    structs, claims_from = parts(columns.pop("claims"))
    claims = fields_of(structs)
    numbers, _ = parts(columns.pop("claim_numbers"))
    held, sources_from = parts(columns.pop("sources"))
    kinds, sources = _sources(columns["dataset"][0].as_py(), held)
    of = parents(claims_from)
    claim_source = _cited(claims.pop("source"), kinds, sources_from, of)
    if not options.widens("graphic"):
        cited = Cited(claims["text"], of, claim_source)
        graphic = _graphic(columns["tags"], cited, kinds, sources_from, sources)
        at = parents(sources_from)
        kinds = _moved(kinds, at, graphic, len(sources))
        claim_source = _moved(claim_source, of, graphic, len(sources))
        sources = (*sources, *(unlinked(source) for source in sources))
    kinds, sources_from = _once(kinds, sources_from, len(sources))
    if not options.widens("contacts"):
        sources = tuple(source_left(source) for source in sources)
        columns |= {name: _without_contacts(columns[name]) for name in EVENT_TEXTS}
        claims |= {name: _without_contacts(claims[name]) for name in CLAIM_TEXTS}
    return Left(columns, claims, claims_from, numbers.to_numpy(), claim_source, kinds, sources_from, sources)


def _assert_public(columns: dict[str, pa.Array]) -> None:
    """The last look: no column holds anything of an event or a place that is not public."""
    place = pc.and_(
        pc.is_valid(columns["place_id"]), pc.fill_null(pc.not_equal(columns["place_sensitivity"], "public"), True)
    )
    refused = pc.or_(pc.not_equal(columns["sensitivity"], "public"), place)
    if pc.any(refused).as_py():
        ids = columns["id"].filter(refused).to_pylist()
        raise NotPublishableError(f"{ids[0]} may not be published as it was recorded.")


def _sources(dataset: str, held: pa.Array) -> tuple[Codes, tuple[Source, ...]]:
    """The number of each source, and the sources, each once."""
    names, columns = zip(*fields_of(held).items(), strict=True)
    kinds, first = grouped(columns)
    rows = rows_at(columns, first)
    return kinds, tuple(source_of(dataset, tuple(zip(names, row, strict=True))) for row in rows)


def _cited(numbers: pa.Array, kinds: Codes, sources_from: Codes, of: Codes) -> Codes:
    """The source of each claim by its number, given which of the event's sources it is, from 1."""
    at = pc.fill_null(numbers, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    known = (at > 0) & (at <= np.diff(sources_from)[of])
    found = np.full(len(at), -1, np.int64)
    found[known] = kinds[sources_from[of[known]] + at[known] - 1]
    return found


def _graphic(tags: pa.Array, claims: Cited, kinds: Codes, sources_from: Codes, sources: tuple[Source, ...]) -> Codes:
    """row * len(sources) + source for each source with links that is said to show graphic pictures, sorted."""
    n, at = len(sources), parents(sources_from)
    linked = np.array([bool(source.url or source.archive_url) for source in sources], bool)
    if not linked.any():
        return np.zeros(0, np.int64)
    titled = np.array([bool(GRAPHIC.search(source.title or "")) for source in sources], bool)
    words, tags_from = parts(tags)
    tagged = np.zeros(len(sources_from) - 1, bool)
    tagged[parents(tags_from)[_marked(words, "(?i)graph[iİı]c", lambda tag: "graphic" in tag.lower())]] = True
    shown = _marked(claims.texts, MAYBE_GRAPHIC, lambda text: GRAPHIC.search(text) is not None) & (claims.source >= 0)
    pairs = at * n + kinds
    said = np.isin(pairs, claims.rows[shown] * n + claims.source[shown])
    return np.unique(pairs[linked[kinds] & (tagged[at] | titled[kinds] | said)])


def _marked(texts: pa.Array, maybe: str, is_so: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Where `is_so` holds, asked of the texts that match `maybe` only."""
    found = pc.fill_null(pc.match_substring_regex(texts, maybe), False)
    held: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False).copy()
    where = np.flatnonzero(held)
    held[where] = [is_so(text) for text in texts.take(pa.array(where)).to_pylist()]
    return held


def _moved(kinds: Codes, rows: Codes, graphic: Codes, n: int) -> Codes:
    """The numbers of sources with those that lose their links moved behind all others."""
    return np.where((kinds >= 0) & np.isin(rows * n + kinds, graphic), kinds + n, kinds)


def _once(kinds: Codes, offsets: Codes, n: int) -> tuple[Codes, Codes]:
    """Each source once per row, in order."""
    rows = parents(offsets)
    _, first = np.unique(rows * max(n, 1) + kinds, return_index=True)
    if len(first) == len(kinds):
        return kinds, offsets
    first.sort()
    counts = np.bincount(rows[first], minlength=len(offsets) - 1)
    return kinds[first], np.concatenate(([0], np.cumsum(counts)))


def _without_contacts(column: pa.Array) -> pa.Array:
    if column.null_count == len(column):
        return column
    return changed(column, pc.match_substring_regex(column, QUICK), without_contacts)
