"""Movements as data files: what is known of each, nothing more, the same in every format, and back unchanged."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import DATA
from incoming import figure, place
from incoming_flows import imported_flows, movement

from geo.codec import movement_json
from geo.export import EXPORTS, Options
from geo.export.data.gpkg import tables_in
from geo.filter import Filter
from geo.intake import prepare
from geo.intake.account import Account
from geo.model import Json, Movement
from geo.store import open_store
from geo.store.embedded import EmbeddedStore

GOLDEN = Path(__file__).parent / "golden"
OPTIONS = Options(produced_on=date(2017, 5, 17), title="Golden test")
FORMATS = ("flows-csv", "flows-geojson", "flows-gpkg", "flowmap", "flows-hxl")
WHOLE = "qaboun-removals-2017-05-14-15"
Bring = Callable[[str, bytes], tuple[EmbeddedStore, Account, str]]


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    """Imports the bytes of an export: the store that holds it, the account, the id of the new data set."""
    stores: list[EmbeddedStore] = []

    def do(name: str, made: bytes) -> tuple[EmbeddedStore, Account, str]:
        path = tmp_path / f"upload-{len(stores)}"
        path.write_bytes(made)
        with prepare(path, f"back{EXPORTS[name].suffix}", workspace=tmp_path / "back") as prepared:
            account = prepared.account
            entry = prepared.apply()
        stores.append(open_store(DATA, tmp_path / "back"))
        assert stores[-1].problems == ()
        return stores[-1], account, entry.id

    yield do
    for each in stores:
        each.close()


def told(movement_: Movement, own: str) -> Json:
    """A movement without what an import must change: the prefix of ids, the names of places' records, the event."""
    held = movement_json(movement_)
    places = {each["place_id"]: each["name"] for key in ("origins", "destinations", "transit") for each in held[key]}
    shares = held["shares"] and {places[key]: share for key, share in held["shares"].items()}
    del held["event_id"], held["dataset"], held["shares"]
    text = json.dumps(held, default=lambda value: dict(value) if hasattr(value, "keys") else list(value))
    text = re.sub(r'"place_id": "[^"]*", ', "", text).replace(f'"{own}:', '"')
    return json.loads(text) | {"shares": json.loads(json.dumps(shares))}  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["flows-csv", "flows-geojson", "flows-hxl"])
def test_golden(store: EmbeddedStore, name: str) -> None:
    """Set KHARITA_GOLDEN=write to accept a change after looking at the difference."""
    made = EXPORTS[name].make(store, Filter(), OPTIONS)
    path = GOLDEN / f"export{EXPORTS[name].suffix}"
    if os.environ.get("KHARITA_GOLDEN") == "write":
        path.write_bytes(made)
    assert made == path.read_bytes()


def test_the_total_of_an_unknown_split_stands_once_and_no_branch_has_a_share(store: EmbeddedStore) -> None:
    text = EXPORTS["flows-csv"].make(store, Filter(), OPTIONS).decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["movement_id"] == WHOLE]
    assert [row["destination"] for row in rows] == ["East Ghouta", "Idlib Governorate"]
    assert {row["split_id"] for row in rows} == {WHOLE}
    assert [row["split_total_min"] for row in rows] == ["3000", ""]
    assert {row[f"people_{bound}"] for row in rows for bound in ("min", "best", "max")} == {""}
    assert {row["people_words"] for row in rows} == {"share not known"}
    part = next(row for row in csv.DictReader(io.StringIO(text)) if row["part_of"])
    assert (part["part_of"], part["split_total_best"], part["split_total_words"]) == (
        WHOLE, "1300", "about 1,300 rebels and civilians"
    )  # fmt: skip
    assert "part of" in part["left_out_of_totals"]


@pytest.mark.parametrize("name", FORMATS)
def test_qaboun_comes_back_unchanged(store: EmbeddedStore, bring: Bring, name: str) -> None:
    """More than 3,000 on the trunk, two branches, 1,300 as a part of it, nowhere 4,300, nowhere a share."""
    made = EXPORTS[name].make(store, Filter(), OPTIONS)
    assert not re.search(rb"4[,.]?300\b", made)
    back, account, own = bring(name, made)
    assert (account.n_in, account.n_loaded, account.n_rejected) == (2, 2, 0)
    found = {each.id.removeprefix(f"{own}:"): each for each in back.movements(Filter(datasets=(own,)))}
    for each in store.movements(Filter()):
        assert told(found[each.id], own) == told(each, own)
    assert found[WHOLE].shares is None
    assert back.movement_totals(Filter(datasets=(own,))).moves["displacement"].words() == "more than 3,000"


def test_flowmap_blue_says_what_it_loses(store: EmbeddedStore) -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORTS["flowmap"].make(store, Filter(), OPTIONS)))
    assert book.sheetnames == ["properties", "locations", "flows", "kharita_movements", "manifest"]
    assert list(book["flows"].values)[1:] == []
    lost = {key: value for key, value in list(book["properties"].values)[1:] if key.startswith("loss: not in flows")}
    assert "more than 3,000" in str(lost)
    assert "how many people took which one is not known" in str(lost)


FIGURES = (
    None, figure(12, 12, 12, qualifier="exact"), figure(100, None, None, qualifier="more than", text="more than 100"),
    figure(None, None, 60, qualifier="up to"), figure(5, 9, 20), figure(None, 40, None, qualifier="about", who="women"),
    figure(text="several families"), figure(0, 0, 0),
)  # fmt: skip


def _any_movements(rng: random.Random) -> list[dict[str, Any]]:
    rows = []
    for number in range(80):
        precision = rng.choice(("day", "month", "year"))
        start = rng.choice((None, date(2017, 5, 1) + timedelta(days=rng.randint(0, 40))))
        ends = [rng.sample([1, 2, 3, 4], rng.choice((0, 1, 1, 1, 2, 3))) for _ in range(2)]
        known = len(ends[1]) > 1 and len(ends[0]) == 1 and rng.random() < 0.6
        if not any(ends):
            ends = [[1], []]
        shares = [{"place": key, "people": rng.choice(FIGURES[1:])} for key in ends[1]] if known else None
        rows.append(
            movement(
                row=number + 2, id=f"m{number}", fingerprint=number, title=rng.choice(("=1+1", "A → B", "'=x", "م")),
                move=rng.choice(("displacement", "return", "movement")), origins=ends[0], destinations=ends[1],
                transit=rng.sample([1, 2, 3], rng.choice((0, 0, 1, 2))), split_known=known, shares=shares,
                date_start=start, date_end=start, date_precision=precision if start else "open",
                people=rng.choice(FIGURES), grp=rng.choice(("civilians", "fighters", "mixed", "unknown")),
                group_text=rng.choice((None, "rebels | others")), note=rng.choice((None, "@a note, with\nlines")),
                terms=rng.choice((None, [{"claimant": "Someone", "term": "“evacuation”"}])),
                part_of=rng.choice((None, None, f"m{(number + 1) % 80}")), said=rng.choice(("They left.", "-left")),
            )
        )  # fmt: skip
    return rows


PLACES = [
    place(key=1), place(key=2, name="Idlib", name_ar="إدلب", precision="city", lon=36.63, lat=35.93),
    place(key=3, name="Somewhere", name_ar=None, precision="area", lon=None, lat=None, admin1_pcode="SY03"),
    place(key=4, name="=cmd|x", name_ar=None, precision="village", lon=-179.5, lat=-1.25, radius_m=500.0),
]  # fmt: skip


@pytest.fixture(scope="module", params=range(3))
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """Any movements, made by chance from a seed, in a data set of their own."""
    workspace = tmp_path_factory.mktemp("first")
    imported_flows(workspace, _any_movements(random.Random(request.param)), places=PLACES)
    held = open_store(DATA, workspace)
    yield held
    held.close()


@pytest.mark.parametrize("name", FORMATS)
def test_any_movement_comes_back_unchanged(first: EmbeddedStore, bring: Bring, name: str) -> None:
    chosen = Filter(datasets=("flows",))
    back, account, own = bring(name, EXPORTS[name].make(first, chosen, OPTIONS))
    assert account.n_in == account.n_loaded == 80
    found = {each.id.removeprefix(f"{own}:"): each for each in back.movements(Filter(datasets=(own,)))}
    before = first.movements(chosen)
    assert len(found) == len(before)
    for each in before:
        assert told(found[each.id], own) == told(each, own)


def _without_last_branch(made: bytes) -> bytes:
    lines = made.decode("utf-8-sig").splitlines(keepends=True)
    return "".join(line for line in lines if "2 of 2" not in line or WHOLE + "," not in line[:40]).encode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_without_last_branch, "not all of them once"),
        (lambda made: made.replace(b"share not known", b"share not known", 1).replace(b",3000,", b",-3000,"), "people"),
        (lambda made: made.replace(b",,,,,,,share not known,3000", b",7,,,,,,share not known,3000"), "share where"),
        (lambda made: made.replace(b'""stance"":""corroborates""', b'""stance"":""shouts""'), "stance"),
    ],
)
def test_what_nobody_said_is_refused(
    store: EmbeddedStore, bring: Bring, change: Callable[[bytes], bytes], why: str
) -> None:
    made = EXPORTS["flows-csv"].make(store, Filter(), OPTIONS)
    altered = change(made)
    assert altered != made
    _, account, _ = bring("flows-csv", altered)
    assert (account.n_in, account.n_rejected) == (2, 1)
    assert why in str(account.findings)


def test_the_geopackage_holds_lines_places_figures_and_claims(store: EmbeddedStore) -> None:
    held, manifest = tables_in(EXPORTS["flows-gpkg"].make(store, Filter(), OPTIONS))
    assert {name: len(rows) for name, rows in held.items()} == {"lines": 4, "places": 4, "figures": 4, "claims": 5}
    assert [(row["of"], row["min"], row["best"]) for row in held["figures"]] == [
        ("movement", None, 1300), ("claim, displaced", None, 1300), ("movement", 3000, None),
        ("claim, displaced", 3000, None),
    ]  # fmt: skip
    assert json.loads(manifest or "")["export"] == "flows-gpkg"
