"""What is written from columns is what is written record by record, for shipped, mixed and odd data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import DATA
from imported_data import two_data_sets
from incoming import claim, event, figure, imported, place

from geo.export import EXPORTS, Options
from geo.export.data import reading
from geo.export.data.arrays import by_value, bytes_of, grouped, quoted
from geo.export.data.events import Tables, tables
from geo.export.data.formats import FROM_TABLES
from geo.export.data.geojson_file import geojson
from geo.export.safe import NotPublishableError
from geo.export.sheet import CLAIM_COLUMNS, EVENT_COLUMNS, written
from geo.filter import Filter
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.store.protocol import Slice

DAY = date(2017, 5, 17)
WIDENED = tuple((key, "for a test") for key in ("rows", "contacts", "graphic"))
SOURCE = dict.fromkeys(("publisher", "author", "title", "url", "archive_url", "published_at", "language", "licence"))
ODD = (
    "plain", "", '=HYPERLINK("http://owned")', "'=1", 'a "quoted", word', "line\r\nline\rline\u2028line",
    "tab\tand \\ back", "bidi \u202eturned\u202c", "control \x01\x1f\x7f", "café إدلب 🌍", "call 0999 123 456 now",
    "at 36.58487, 37.04316", "a@b.example",
    "_x0041_ like an escape", "<b>&amp;</b>", "٠٩٩٩ ١٢٣ ٤٥٦", "Room 05", "\ufeffmark", "＝full width",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """The shipped events, two data sets by chance, and one of odd values."""
    workspace = tmp_path_factory.mktemp("odd")
    two_data_sets(workspace)
    imported(workspace, [*_odd_events()], [*_odd_places()])
    store = open_store(DATA, workspace)
    yield store
    store.close()


def _odd_places() -> Iterator[dict[str, Any]]:
    points = [(36.1234565, 33.0000005), (-0.0, 1e-7), (None, None), (179.9999999, -89.5), (2.675, 1.0000015)]
    for key, text in enumerate(ODD, 1):
        lon, lat = points[key % len(points)]
        yield place(
            key=key, name=text or "blank", name_ar=text, lon=lon, lat=lat, radius_m=(None, 500.0, 0.1)[key % 3],
            precision=("town", "facility", "governorate")[key % 3], country=("SY", None)[key % 2],
            admin1_pcode=("SY07", None)[key % 2], admin1_name=text,
        )  # fmt: skip


def _odd_events() -> Iterator[dict[str, Any]]:
    for number, text in enumerate(ODD):
        sources = [
            {
                **SOURCE,
                "publisher": text,
                "title": ("Graphic footage", text)[number % 2],
                "url": "https://example.org/a",
            },
            {**SOURCE, "publisher": "Other", "archive_url": "https://example.org/b"},
            {**SOURCE, "publisher": "Other", "archive_url": "https://example.org/b"},
        ]
        yield event(
            row=number + 2, id=f"o{number}", fingerprint=number, title=text or "no title",
            tags=([text, "GRAPHIC"], [], None)[number % 3],
            summary_text=text, date_text=text or None, location_text=text, grade_reason=text,
            date_start=(date(2017, 5, 1), None)[number % 2],
            date_end=(date(2017, 5, 1), date(2017, 6, 2), None)[number % 3],
            date_precision=("day", "month", "open", "week")[number % 4], place_key=(number + 1, None)[number % 5 == 0],
            killed=figure(0, None, 3, text=text), injured=figure(text=text, who=text or None), displaced=figure(),
            claims=[
                claim(claimant=text or "X", text=text, quote=text or None, term=text or None, source=1,
                      said_precision="month", said_on=date(2017, 5, 3)),
                claim(claimant="Y", stance="denies", text="graphic video", source=(2, 3, 9, 0, -1)[number % 5],
                      responds_to=1),
                claim(claimant="Z", text="late", said_on=date(2018, 1, 1), responds_to=0, source=None),
            ][: number % 4],
            sources=(sources, [], None)[number % 3],
        )  # fmt: skip


class _Slow:
    """The same store, without columns."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def slices(self, chosen: Filter) -> Iterator[Slice]:
        for page in self._store.pages(chosen):
            yield Slice(len(page), (), tuple(enumerate(page)))


FILTERS = (
    Filter(), Filter(types=("airstrike", "shelling")), Filter(as_of=date(2017, 5, 16)), Filter(text="nothingholdsthis"),
    Filter(stances=("denies",)),
)  # fmt: skip


def _options(*widened: str) -> Options:
    return Options(produced_on=DAY, widened=tuple(pair for pair in WIDENED if pair[0] in widened))


@pytest.mark.parametrize("chosen", FILTERS, ids=[each.to_query() or "all" for each in FILTERS])
@pytest.mark.parametrize(
    "options", [_options(), _options("contacts"), _options("graphic", "rows")], ids=["", "contacts", "graphic"]
)
def test_columns_say_what_records_say(
    odd: EmbeddedStore, chosen: Filter, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.plain.AT_ONCE", 70)
    slow: Any = _Slow(odd)
    by_columns, by_records = tables(odd, chosen, options), tables(slow, chosen, options)
    for name in ("events", "claims", "places"):
        one, other = getattr(by_columns, name), getattr(by_records, name)
        assert one.schema == other.schema
        assert [each for each in one.column_names if not one[each].equals(other[each])] == []
    assert by_columns.about == by_records.about
    assert geojson(odd, chosen, options) == geojson(slow, chosen, options)
    assert EXPORTS["csv"].make(odd, chosen, options) == written(EVENT_COLUMNS, by_records.events.to_pylist())
    assert EXPORTS["claims-csv"].make(odd, chosen, options) == written(CLAIM_COLUMNS, by_records.claims.to_pylist())
    assert EXPORTS["csv"].make(odd, chosen, options) == FROM_TABLES["csv"](by_columns)


def test_most_imported_events_are_read_as_columns(odd: EmbeddedStore) -> None:
    """Else the test above would compare one thing with itself."""
    parts = [*odd.slices(Filter().safe())]
    plain = sum(table.num_rows for part in parts for table in part.plain)
    assert plain > 150
    assert all(table["sensitivity"].unique().to_pylist() == ["public"] for part in parts for table in part.plain)
    assert {each.sensitivity for part in parts for _, each in part.others} >= {"public", "restricted"}


def test_duplicates_that_the_user_accepted_and_restricted_events_come_as_records(odd: EmbeddedStore) -> None:
    every = Filter(sensitivities=("public", "restricted"))
    assert not any(part.plain for part in odd.slices(every))
    assert sum(part.n for part in odd.slices(every)) == odd.count(every).shown


def test_the_last_look_refuses_a_restricted_row(odd: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that answered wrongly would be stopped here."""
    held = next(table for part in odd.slices(Filter().safe()) for table in part.plain)
    found = held.filter(pc.is_valid(held["place_id"]))
    for name in ("sensitivity", "place_sensitivity"):
        spoilt = found.set_column(found.column_names.index(name), name, pa.array(["restricted"] * len(found)))
        slices = iter([Slice(len(found), (spoilt,), ())])
        store: Any = _Slow(odd)
        monkeypatch.setattr(store, "slices", lambda _chosen, held=slices: held, raising=False)
        with pytest.raises(NotPublishableError):
            tables(store, Filter(), _options())


def test_an_error_of_the_reading_thread_is_told(odd: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Filter) -> Iterator[Slice]:
        yield from ()
        raise RuntimeError("the disk is gone")

    store: Any = _Slow(odd)
    monkeypatch.setattr(store, "slices", broken, raising=False)
    with pytest.raises(RuntimeError, match="the disk is gone"):
        [*reading.parts_of(store, Filter(), _options(), Any)]


def test_json_texts_are_those_of_the_standard_library() -> None:
    held = [*ODD, None]
    made = quoted(pa.array(held, pa.string())).to_pylist()
    assert made == [json.dumps(each, ensure_ascii=False) for each in held]


def test_kinds_of_rows_are_found_in_several_columns() -> None:
    columns = [pa.array(["a", None, "a", "b", None]), pa.array([1, 2, 1, 1, 2]), pa.array([None] * 5, pa.string())]
    kinds, first = grouped(columns)
    assert [kinds[at] for at in first] == list(range(3))
    assert (kinds[0] == kinds[2], kinds[1] == kinds[4], len(set(kinds.tolist()))) == (True, True, 3)
    asked: list[Any] = []
    made = by_value(columns, lambda *row: asked.append(row) or str(row))
    assert len(asked) == 3
    assert made.to_pylist() == [str(row) for row in zip(*(each.to_pylist() for each in columns), strict=True)]
    assert bytes_of(made.slice(1, 2)) == "".join(made.slice(1, 2).to_pylist()).encode()


def test_tables_of_nothing_are_tables(odd: EmbeddedStore) -> None:
    held = tables(odd, Filter(text="nothingholdsthis"), _options())
    assert isinstance(held, Tables)
    assert (held.events.num_rows, held.claims.num_rows, held.places.num_rows) == (0, 0, 0)
