"""The shipped records: valid by schema, whole, referring only to what exists, and true to the domain guide."""

import hashlib
import json
import re
from collections.abc import Iterator

import pytest
from shipped import (
    DATA,
    DOCUMENTS,
    EVENT,
    EVENTS,
    FILES,
    MOVEMENT,
    MOVEMENTS,
    NUMBER,
    PLACE,
    PLACES,
    RECORDS,
    SOURCE,
    Json,
    load,
    validator,
)  # fmt: skip

# Domain guide, section 2: number, type, first and last day, date precision, grade.
EVENT_TABLE = [
    (1, "allegation", "2017-05-15", "2017-05-15", "day", "contested"),
    (2, "execution", "2011-01-01", "2015-12-31", "year", "weak"),
    (3, "detention_abuse", None, "2013-08-31", "month", "weak"),
    (4, "allegation", "2013-01-01", None, "open", "weak"),
    (5, "airstrike", "2017-05-15", "2017-05-15", "day", "contested"),
    (6, "airstrike", "2017-05-14", "2017-05-14", "day", "weak"),
    (7, "labour_action", "2017-05-16", None, "open", "weak"),
    (8, "diplomacy", "2017-05-16", "2017-05-19", "days", "confirmed"),
    (9, "ground_offensive", "2017-02-01", "2017-05-16", "month", "weak"),
    (10, "forced_displacement", "2017-05-14", "2017-05-15", "days", "weak"),
    (11, "strike_unspecified", "2017-05-01", "2017-05-16", "month", "weak"),
    (12, "capitulation", "2016-08-01", "2017-05-16", "month", "weak"),
    (13, "transit", "2017-05-01", "2017-05-16", "month", "weak"),
    (14, "strike_unspecified", "2017-01-01", "2017-05-16", "year", "weak"),
    (15, "statement", "2017-05-15", "2017-05-15", "day", None),
]


def walk(value: object) -> Iterator[object]:
    """Every value inside a JSON document, itself included."""
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from walk(child)


def figures() -> Iterator[Json]:
    return (v for d in (EVENTS, MOVEMENTS) for v in walk(d) if isinstance(v, dict) and "qualifier" in v)


def claim(record: Json, claimant: str) -> Json:
    return next(c for c in record["claims"] if claimant in c["claimant"])


def bounds(figure: Json) -> tuple[int | None, int | None, int | None, str | None]:
    return figure["min"], figure["best"], figure["max"], figure["qualifier"]


@pytest.mark.parametrize("name", FILES)
def test_file_is_valid_by_its_schema(name: str) -> None:
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator(name).iter_errors(DOCUMENTS[name])]
    assert errors == []


@pytest.mark.parametrize("name", ["events", "movements"])
def test_schemas_agree_on_claims_and_figures(name: str) -> None:
    definitions = load(f"{name}.schema.json")["$defs"]
    reference = load("events.schema.json")["$defs"]
    assert [definitions[k] for k in ("claim", "figure")] == [reference[k] for k in ("claim", "figure")]


def test_ids_are_unique() -> None:
    assert len(EVENT) == len(EVENTS["events"]) == len(NUMBER)
    assert len(MOVEMENT) == len(MOVEMENTS["movements"])
    assert len(PLACE) == len(PLACES["features"])
    assert len(SOURCE) == len(EVENTS["sources"])
    claims = [c["id"] for r in RECORDS for c in r["claims"]]
    assert len(set(claims)) == len(claims)


def test_every_reference_exists() -> None:
    for event in EVENT.values():
        assert {p["place_id"] for p in event["places"]} <= set(PLACE)
        assert {event[k] for k in ("part_of", "duplicate_of", "responds_to")} <= {None, *EVENT}
    for movement in MOVEMENT.values():
        assert {*movement["origins"], *movement["destinations"], *movement["transit"]} <= set(PLACE)
        assert movement["event_id"] in {None, *EVENT}
        assert {movement["part_of"], movement["duplicate_of"]} <= {None, *MOVEMENT}
    for record in RECORDS:
        own = {c["id"] for c in record["claims"]}
        assert {c["responds_to"] for c in record["claims"]} <= {None, *own}
        assert {c["source_id"] for c in record["claims"]} <= set(record["source_ids"]) <= set(SOURCE)
    assert {s["via"] for s in SOURCE.values()} <= {None, *SOURCE}
    assert {f["properties"]["publish_as"] for f in PLACE.values()} <= {None, *PLACE}
    assert MOVEMENTS["dataset"] == EVENTS["dataset"]["id"]
    assert EVENTS["dataset"]["source_id"] in SOURCE


def test_no_claim_answers_itself_and_no_source_stands_idle() -> None:
    assert all(c["responds_to"] != c["id"] for r in RECORDS for c in r["claims"])
    assert {i for r in RECORDS for i in r["source_ids"]} == set(SOURCE)


def test_figures_are_in_order_and_never_zero() -> None:
    for figure in figures():
        known = [figure[k] for k in ("min", "best", "max") if figure[k] is not None]
        assert known == sorted(known)
        assert 0 not in known


def test_dates_are_in_order() -> None:
    for record in RECORDS:
        if record["date_start"] and record["date_end"]:
            assert record["date_start"] <= record["date_end"]


@pytest.mark.parametrize("row", EVENT_TABLE, ids=[str(r[0]) for r in EVENT_TABLE])
def test_event_is_as_the_domain_guide_says(row: tuple[object, ...]) -> None:
    event = NUMBER[row[0]]
    assert tuple(event[k] for k in ("number", "type", "date_start", "date_end", "date_precision", "grade")) == row


def test_there_are_exactly_fifteen_events() -> None:
    assert sorted(NUMBER) == list(range(1, 16))


def test_figures_of_the_events() -> None:
    assert bounds(NUMBER[2]["killed"]) == (5000, None, 13000, None)
    assert bounds(NUMBER[3]["killed"]) == (6786, None, None, "at least")
    assert bounds(NUMBER[5]["killed"]) == (None, None, 60, "up to")
    assert bounds(NUMBER[6]["killed"]) == bounds(NUMBER[6]["injured"]) == (12, 12, 12, "exact")
    assert NUMBER[6]["killed"]["who"] == "women"
    assert bounds(NUMBER[10]["displaced"]) == (3000, None, None, "more than")
    assert bounds(NUMBER[14]["killed"]) == (None, None, None, None)
    assert NUMBER[14]["killed"]["text"] == "hundreds"
    assert "several" in NUMBER[11]["injured"]["text"]


@pytest.mark.parametrize("number", [1, 4, 7, 8, 9, 12, 13, 15])
def test_event_has_no_figure_of_its_own(number: int) -> None:
    assert [NUMBER[number][k] for k in ("killed", "injured", "displaced")] == [None, None, None]


def test_the_labour_strike_is_no_attack_and_hides_the_hospital() -> None:
    event, hospital, town = NUMBER[7], PLACE["ahli-hospital-azaz"], PLACE["azaz"]
    assert (event["type"], event["tags"], event["sensitivity"]) == ("labour_action", ["health_service"], "restricted")
    assert hospital["geometry"] == town["geometry"]
    assert (hospital["properties"]["sensitivity"], hospital["properties"]["publish_as"]) == ("restricted", "azaz")


def test_the_two_counts_from_qaboun_are_never_added() -> None:
    assert not re.search(r"4[.,]?300", json.dumps([EVENTS, MOVEMENTS]))
    whole, monday = MOVEMENT["qaboun-removals-2017-05-14-15"], MOVEMENT["qaboun-removals-2017-05-15"]
    assert bounds(whole["people"]) == (3000, None, None, "more than")
    assert bounds(monday["people"]) == (None, 1300, None, "about")
    assert (whole["part_of"], monday["part_of"]) == (None, whole["id"])
    for movement in (whole, monday):
        assert (movement["split_known"], movement["shares"], movement["group"]) == (False, None, "mixed")
        assert movement["origins"] == ["qaboun"]
        assert set(movement["destinations"]) == {"idlib-governorate", "east-ghouta"}
    assert whole["transit"] == ["qalaat-al-madiq"]
    assert "said to be" in whole["note"]


def test_only_the_summary_is_a_summary() -> None:
    assert [e["number"] for e in EVENT.values() if e["is_summary"]] == [14]
    assert [p["place_id"] for p in NUMBER[14]["places"]] == ["north-east-syria"]
    assert PLACE["north-east-syria"]["geometry"] is None


def test_denials_and_doubts_are_kept() -> None:
    coalition = claim(NUMBER[5], "Coalition")
    assert (coalition["stance"], coalition["about"]) == ("denies", "perpetrator")
    assert coalition["responds_to"] == claim(NUMBER[5], "Local accounts")["id"]
    stances = {c["claimant"].split(",")[0]: c["stance"] for c in NUMBER[1]["claims"]}
    assert stances == {
        "Stuart Jones": "asserts",
        "Nikki Haley": "asserts",
        "Human rights groups (not named)": "disputes",
        "Geoffrey Mock": "could_not_verify",
        "Paulo Pinheiro": "could_not_verify",
    }
    assert claim(NUMBER[4], "People living nearby")["stance"] == "could_not_verify"
    assert claim(NUMBER[15], "Robert Ford")["stance"] == "disputes"
    assert claim(NUMBER[10], "Syrian military")["term"] == "returned peace and security"


@pytest.mark.parametrize(
    "name",
    [
        "Jones",
        "Haley",
        "Amnesty",
        "Mock",
        "Pinheiro",
        "Human rights groups",
        "Caesar",
        "former detainees",
        "People living nearby",
        "Local accounts",
        "Coalition",
        "Local sources",
        "Staff of the Ahli",
        "Abdul Ghani",
        "Mistura",
        "Assad",
        "Syrian military",
        "STEP",
        "Footage",
        "Ford",
    ],
)
def test_no_claimant_is_lost(name: str) -> None:
    assert any(name in c["claimant"] for r in RECORDS for c in r["claims"])


@pytest.mark.parametrize("words", ["International Medical Corps", "Bashar al-Ja'afari", "Russia and Iran"])
def test_no_party_is_lost(words: str) -> None:
    assert words in json.dumps(EVENTS, ensure_ascii=False)


def test_a_statement_is_not_put_where_it_was_made() -> None:
    assert NUMBER[15]["places"] == [{"place_id": "syria", "role": "location"}]
    assert not any(p["place_id"] == "washington" for e in EVENT.values() for p in e["places"])


def test_every_origin_is_cited_by_way_of_the_briefing() -> None:
    briefing = SOURCE[EVENTS["dataset"]["source_id"]]
    assert (briefing["via"], briefing["publisher"]) == (None, None)
    assert {s["via"] for s in SOURCE.values() if s is not briefing} == {briefing["id"]}
    assert {s["url"] for s in SOURCE.values()} == {None}


def test_quotations_are_short_and_stand_in_the_briefing() -> None:
    quotes = [c["quote"] for r in RECORDS for c in r["claims"] if c["quote"]]
    assert max(len(q.split()) for q in quotes) <= 25
    path = DATA.parents[1] / "shared" / "source-briefing-2017-05-16.txt"
    if not path.exists():
        pytest.skip("the briefing itself is not part of this repository: ../shared is absent")
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SOURCE[EVENTS["dataset"]["source_id"]]["sha256"]
    assert [q for q in quotes if q not in content.decode("utf-8")] == []


def test_no_file_names_a_machine() -> None:
    for path in DATA.rglob("*"):
        if path.is_file():
            assert not re.search(r"/(tmp|home|root|work)/|localhost|127\.0\.0\.1", path.read_text(encoding="utf-8")), (
                path
            )
