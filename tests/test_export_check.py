"""What would leave is looked through: contacts and graphic links are taken out, names listed, closed rows kept back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export import EXPORTS, Options, redact
from geo.export.check import check
from geo.export.redact import found, left, source_left, without_contacts
from geo.export.selection import gather
from geo.filter import Filter
from geo.model import Dataset, Event, Source
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Check test", dpi=72)
AZAZ = Filter(places=("azaz",))
PHONE, MAIL = "+963 11 234 5678", "witness@example.org"


class Changed:
    """A store whose answers about events or data sets are changed."""

    def __init__(self, store: EmbeddedStore, **changes: Any) -> None:
        self._store, self._changes = store, changes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def events(self, chosen: Filter, **more: Any) -> list[Event]:
        change = self._changes.get("event", lambda event: event)
        return [change(event) for event in self._store.events(chosen, **more)]

    def pages(self, chosen: Filter) -> Iterator[list[Event]]:
        yield self.events(chosen)

    def datasets(self) -> list[Dataset]:
        words = self._changes.get("redistribution")
        return [replace(each, redistribution=words) for each in self._store.datasets()]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"Call {PHONE}.", ["telephone numbers"]),
        ("Call 00963112345678 now", ["telephone numbers"]),
        ("Call 0944 123 456", ["telephone numbers"]),
        ("اتصل ٠٠٩٦٣١١٢٣٤٥٦٧٨", ["telephone numbers"]),
        (f"Write to {MAIL}", ["e-mail addresses"]),
        ("at 36.58487, 37.04316", ["coordinates"]),
        ("at 36°35'05\"N 37°02'35\"E", ["coordinates"]),
        ("N 36° 35.09', E 37° 02.59'", ["coordinates"]),
        ("at 36.58, 37.04 by the road", ["coordinates"]),
        ("lat 36.5849 lon 37.0432", ["coordinates"]),
        ("عند ٣٦٫٥٨٤٨٧، ٣٧٫٠٤٣١٦", ["coordinates"]),
        ("36,58487; 37,04316", ["coordinates"]),
        ("37S 324917 4050345", ["coordinates"]),
        ("4123621.5 4382345.2", ["coordinates"]),
        ("37S CA 24917 50345", ["coordinates"]),
        ("8G6RH2M3+XV", ["coordinates"]),
        ("maps/@36.58487,37.04316,15z", ["coordinates"]),
        ("?mlat=36.58487&mlon=37.04316", ["coordinates"]),
        ("from 14.30, 15.45 on 14.05, 15.05; 12.50, 13.75 %; $36.58, 37.04", []),
        ("5,000–13,000 killed between 2011-09-01 and 2015-12-31", []),
        ("11,798 people, 3.5 of 10, version 1.2.3, SY07, 16 May 2017", []),
        ("resolution 2254 (2015), map 1:5,000,000, 100 200 300 km", []),
    ],
)
def test_contacts_are_found_and_figures_are_not(text: str, kinds: list[str]) -> None:
    assert list(found(text)) == kinds
    assert ("withheld]" in without_contacts(text)) == bool(kinds)


def test_a_link_that_holds_coordinates_is_taken_out_of_its_source() -> None:
    source = Source(
        "s1", title="Map", url="https://example.org/?ll=36.58487%2C37.04316", archive_url="https://a.example/1"
    )
    held = source_left(source)
    assert held.url is None
    assert held.archive_url == "https://a.example/1"
    assert held.title == "Map [link with coordinates withheld]"


def test_names_of_withheld_places_in_texts_are_listed(store: EmbeddedStore) -> None:
    (told,) = (each for each in check(store, Filter(), OPTIONS) if each.key == "names of places")
    assert not told.stays
    assert "Ahli Hospital" in told.examples[0]


@pytest.mark.parametrize("form", ["svg", "docx", "html", "csv", "geojson"])
def test_a_contact_is_in_no_file(store: EmbeddedStore, form: str) -> None:
    held: Any = Changed(store, event=lambda e: replace(e, title=f"{e.title} {PHONE}", summary_text=f"Ask {MAIL}"))
    content = EXPORTS[form].make(held, AZAZ, OPTIONS)
    assert MAIL.encode() not in content
    assert b"234 5678" not in content
    [finding] = [each for each in check(held, AZAZ, OPTIONS) if each.key == "contacts"]
    assert finding.stays
    assert finding.can_widen
    assert "1 e-mail addresses and 1 telephone numbers" in finding.words or "1 telephone" in finding.words


def test_widening_lets_it_leave_and_says_why(store: EmbeddedStore) -> None:
    held: Any = Changed(store, event=lambda e: replace(e, summary_text=f"Ask {MAIL}"))
    options = replace(OPTIONS, widened=(("contacts", "a public press office"),))
    page = EXPORTS["html"].make(held, AZAZ, options).decode()
    assert MAIL in page
    [told] = gather(held, AZAZ, options).unlisted()
    assert told.startswith("Left in by decision of the producer: telephone numbers, e-mail addresses and coordinates")
    assert told.endswith("Reason: a public press office.")
    [finding] = [each for each in check(held, AZAZ, options) if each.key == "contacts"]
    assert not finding.stays


def test_graphic_links_stay_behind(store: EmbeddedStore) -> None:
    source = Source("s", title="Graphic footage of the strike", url="https://example.org/v")
    event = replace(store.events(AZAZ)[0], sources=(source,))
    assert left(event).sources[0].url is None
    assert "withheld" in str(left(event).sources[0].title)
    assert left(event, replace(OPTIONS, widened=(("graphic", "for a court"),))) == event


def test_names_are_listed_for_a_person_to_read(store: EmbeddedStore) -> None:
    [finding] = [each for each in check(store, Filter(), OPTIONS) if each.key == "names"]
    assert not finding.stays
    assert not finding.can_widen
    assert any("Abdul Ghani" in each for each in finding.examples)
    assert not any("Assad" in each for each in finding.examples)


def test_restricted_places_are_told_and_cannot_be_widened(store: EmbeddedStore) -> None:
    [finding] = [each for each in check(store, Filter(), OPTIONS) if each.key == "places"]
    assert finding.n == 1
    assert finding.stays
    assert not finding.can_widen


@pytest.mark.parametrize("form", ["svg", "docx", "pptx", "html", "pdf"])
def test_rows_that_may_not_be_handed_on_are_drawn_and_counted_only(store: EmbeddedStore, form: str) -> None:
    held: Any = Changed(store, redistribution="raw rows may not be redistributed")
    told = gather(held, Filter(), OPTIONS)
    assert list(told.listable()) == []
    assert "15 events of" in told.unlisted()[0]
    assert EXPORTS[form].make(held, Filter(), OPTIONS)
    if form == "html":
        page = EXPORTS[form].make(held, Filter(), OPTIONS).decode()
        assert "up to 60" not in page.split('id="kharita-data"')[1].split("</script>")[0]
    assert len(list(gather(held, Filter(), replace(OPTIONS, widened=(("rows", "licence bought"),))).listable())) == 15


@given(st.text(alphabet="a+@°º 0123456789٠٣۰,.٫/-\tCFX\n", max_size=14))
def test_the_quick_look_finds_what_the_plain_one_does(text: str) -> None:
    quick = redact._QUICK
    assert bool(quick.search(text)) == bool(re.search(redact.PLAIN_HINT, text))


@pytest.mark.parametrize("text", ["12.34" + " " * 4000 + "x", "1°" + " " * 4000 + "1", "36.58487" + "\n" * 4000])
def test_padded_texts_are_looked_through_all_the_same(text: str) -> None:
    assert without_contacts(text) == text


def test_coordinates_on_two_lines_are_found() -> None:
    assert "36.58487" not in without_contacts("lat: 36.58487\nlon: 37.04316")
