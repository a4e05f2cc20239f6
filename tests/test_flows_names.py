"""Names of ends: both scripts find their place, nothing is guessed, and what people choose is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brought_flows import Bring, bringing
from conftest import DATA
from spellings import SPELLINGS

from geo.errors import BadInput
from geo.intake.place_choices import parse_choices, remembered
from geo.model import Place
from geo.read.native import read_places


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


def test_names_are_never_guessed_and_choices_are_remembered(bring: Bring, tmp_path: Path) -> None:
    """A misspelt name and one that two places have stay without a point until a person decides."""
    text = "origin,destination,people\nQaboon,Hamouriya,10\nAbu Kamal,برزة,4\n"
    found = bring("names.csv", text)
    questions = {each.name: each for each in found.account.questions}
    assert questions["Qaboon"].kind == "place_unmatched"
    assert "qaboun" in dict(questions["Qaboon"].candidates)
    assert questions["برزة"].kind == "place_ambiguous"
    assert set(dict(questions["برزة"].candidates)) == {"barzeh", "barzeh-homs"}
    ends = [found.place(end) for p in found.pairs().values() for end in (p.origin, p.destination)]
    assert {place.name: place.has_point for place in ends if place} == {
        "Qaboon": False,
        "برزة": False,
        "Hamouriya": True,
        "Abu Kamal": True,
    }
    choices = parse_choices(["Qaboon=qaboun", "برزة=barzeh-homs"])
    again = bring("names.csv", text, dataset=found.chosen.datasets[0], choices=choices)
    assert (again.account.n_changed, again.account.n_unchanged, again.account.questions) == (2, 0, ())
    assert {key[:2] for key in again.pairs()} == {("Qaboun", "Hamouriya"), ("Abu Kamal", "Barzeh, Homs Governorate")}
    assert remembered(tmp_path / "w") == {"qaboon": "qaboun", "برزه": "barzeh-homs"}
    third = bring("names.csv", text, dataset=found.chosen.datasets[0])
    assert (third.account.n_unchanged, third.account.n_changed) == (2, 0)


def test_a_text_where_a_name_should_stand_is_cut_and_told(bring: Bring) -> None:
    """A name of 100,000 characters kept Chromium busy for 85 seconds; what is cut is told, and the row stays."""
    text = f"id,origin,destination,people\na,{'A' * 100_000},Idlib,5\nb,{'A' * 99_999}B,Idlib,6\n"
    found = bring("long.csv", text)
    assert (found.account.n_in, found.account.n_loaded) == (2, 2)
    assert found.kinds()["place_name_long"] == 2
    assert all(len(question.name) <= 300 for question in found.account.questions)
    ends = [place for movement in found.store.movements(found.chosen) for place in movement.origins]
    assert [(len(place.name), place.has_point) for place in ends] == [(300, False)] * 2
    assert len({place.id for place in ends}) == 2, "two names that begin alike are two places"


def native_places() -> tuple[Place, ...]:
    return read_places(DATA / "places.geojson").records


SPELT = [(id_, name) for id_, names in SPELLINGS.items() for name in names.split("|")]


def test_every_spelling_of_both_scripts_finds_its_place(bring: Bring) -> None:
    """As origins of movements to one place; the names of the field all lead to the place that is meant."""
    rows = "".join(f'"{name}",Geneva,{at}\n' for at, (_, name) in enumerate(SPELT, 1))
    found = bring("spellings.csv", f"origin,destination,people\n{rows}")
    assert found.account.n_loaded == len(SPELT)
    by_people = {m.people.best: m.origins for m in found.store.movements(found.chosen) if m.people}
    own = {place.name: place for place in native_places()}
    for at, (id_, name) in enumerate(SPELT, 1):
        (origin,) = by_people[at]
        expected = next(place for place in own.values() if place.id == id_)
        assert origin.name == expected.name, name
        if expected.has_point:
            assert (origin.lon, origin.lat) == (expected.lon, expected.lat), name
    assert {each.kind for each in found.account.questions} <= {"place_noted"}


def test_what_has_another_meaning_is_placed_with_a_word_and_can_be_chosen_otherwise(bring: Bring) -> None:
    text = "origin,destination,people\nAbu Kamal,Idleb,4\n"
    found = bring("idleb.csv", text)
    (question,) = found.account.questions
    assert (question.kind, question.candidates[0][0]) == ("place_noted", "idlib-city")
    assert found.kinds() == {"place_noted": 1}
    assert "idlib-governorate" in dict(question.candidates)
    again = bring("idleb.csv", text, choices={question.key: "idlib-governorate"})
    assert {key[1] for key in again.pairs()} == {"Idlib Governorate"}


SWAPPED = [
    ("name of another place than the p-code", "Aleppo,,SY07", "place_contradicts"),
    ("unit and place in each other's column", "Homs,Qaboun,", "place_contradicts"),
    ("a place that is not in the unit", "Raqqa,Aleppo,", "place_unmatched"),
    ("two letters swapped", "Qabuon,,", "place_unmatched"),
    ("a letter too much", "Hamouriyaa,,", "place_unmatched"),
    ("a unit's p-code that no gazetteer has", "Azaz,,SY0204", "place_unmatched"),
]


@pytest.mark.parametrize(("cells", "kind"), [row[1:] for row in SWAPPED], ids=[row[0] for row in SWAPPED])
def test_swapped_and_misspelt_names_never_place_a_movement(bring: Bring, cells: str, kind: str) -> None:
    head = "origin,origin admin1,origin pcode,destination,people"
    found = bring("swapped.csv", f"{head}\n{cells},Geneva,7\n")
    assert found.kinds() == {kind: 1}
    [(key, pair)] = found.pairs().items()
    place = found.place(pair.origin)
    assert place is not None
    assert (key[0], place.has_point) == (cells.split(",", maxsplit=1)[0], False)
    (question,) = found.account.questions
    assert question.kind == kind
    assert question.candidates


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        ("37.04316,36.58487", "point_swapped"),
        ("36.58487,37.04316", None),
        ("42.0,37.04316", None),
        ("0,0", "point_zero"),
    ],
)
def test_swapped_coordinates_are_found_by_the_name(bring: Bring, point: str, kind: str | None) -> None:
    """Latitude, longitude. Azaz with the two swapped lies 66 km away, in Syria too; what is merely far off stays."""
    text = f"origin,origin lat,origin lon,destination,people\nAzaz,{point},Geneva,7\n"
    found = bring("points.csv", text)
    assert found.kinds() == ({kind: 1} if kind else {})
    [pair] = found.pairs().values()
    place = found.place(pair.origin)
    assert place is not None
    assert place.has_point is (kind is None)


def test_a_choice_holds_for_the_name_with_its_unit(bring: Bring) -> None:
    """Decided for a name alone, it says nothing about the same name in another governorate."""
    text = "origin,origin admin1,destination,people\nبرزة,,Geneva,1\nبرزة,Damascus,Geneva,2\nبرزة,Homs,Geneva,3\n"
    found = bring("units.csv", text, choices={"برزه": "barzeh-homs"})
    assert {m.people.best: m.origins[0].id for m in found.store.movements(found.chosen) if m.people} != {}
    at = {m.people.best: m.origins[0].admin1_pcode for m in found.store.movements(found.chosen) if m.people}
    assert at == {1: "SY04", 2: "SY01", 3: "SY04"}


@pytest.mark.parametrize("given", ["Qaboon", "=qaboun", "Qaboon=", "Qaboon=nowhere-at-all"])
def test_a_choice_must_name_a_place_that_is_known(given: str) -> None:
    with pytest.raises(BadInput):
        parse_choices([given])
