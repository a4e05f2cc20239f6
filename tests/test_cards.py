"""Cards hold outside text as text, claims beside denials, and everything of an event."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cards
from geo.filter import Filter
from geo.model import Event
from geo.safe_text import printable
from geo.store.embedded import EmbeddedStore

OURS = {"article", "b", "bdi", "br", "details", "div", "h4", "h5", "i", "p", "q", "section", "span", "summary", "a"}
OUR_ATTRIBUTES = {"class", "dir", "href", "lang", "open", "rel", "target"}


class Tags(HTMLParser):
    """Every tag, attribute and text of a piece of HTML."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def event(store: EmbeddedStore, event_id: str = "abu-kamal-airstrike-2017-05-15") -> Event:
    held = store.event(event_id)
    assert held
    return held


@settings(deadline=None, max_examples=60)
@given(text=st.text(min_size=1))
def test_no_text_from_outside_becomes_a_tag_an_attribute_or_a_placeholder(store: EmbeddedStore, text: str) -> None:
    held = event(store)
    spoilt = replace(
        held, title=text, summary_text=text, location_text=text, date_text=text, grade_reason=text,
        claims=tuple(replace(claim, claimant=text, text=text, quote=text, term=text) for claim in held.claims),
        sources=tuple(replace(source, publisher=text, title=text, url=text) for source in held.sources),
    )  # fmt: skip
    for body in (cards.card(spoilt, claims_open=False), cards.folded(spoilt)):
        seen = Tags(body)
        assert set(seen.tags) <= OURS
        assert {name for name, _ in seen.attributes} <= OUR_ATTRIBUTES
        assert printable(text).split() == [] or printable(text) in html.unescape(re.sub("<[^>]*>", "", body))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://x/'onclick='a", "//x.org"])
def test_only_web_addresses_become_links(store: EmbeddedStore, address: str) -> None:
    held = event(store)
    spoilt = replace(held, sources=tuple(replace(source, url=address, archive_url=address) for source in held.sources))
    assert "a" not in Tags(cards.sources(spoilt.sources)).tags


def test_a_link_opens_beside_the_page_and_tells_no_one_where_from(store: EmbeddedStore) -> None:
    held = event(store)
    linked = [replace(source, url="https://example.org/a?b=1&c=2") for source in held.sources]
    attributes = dict(Tags(cards.sources(linked)).attributes)
    assert attributes["href"] == "https://example.org/a?b=1&c=2"
    assert attributes["target"] == "_blank"
    assert attributes["rel"] == "noopener noreferrer"


def test_a_denial_stands_beside_its_claim_in_the_same_size(store: EmbeddedStore) -> None:
    body = cards.claims(event(store).claims)
    says, denies = re.findall("<section>.*?</section>", body)
    assert "<h5>Says</h5>" in says
    assert "<h5>Denies, disputes or doubts</h5>" in denies
    assert "It did not conduct air strikes on Abu Kamal on Monday." in denies
    assert re.sub("[^<>/a-z]", "", says)[:9] == re.sub("[^<>/a-z]", "", denies)[:9], "the same elements"


def test_a_folded_event_holds_all_that_a_whole_one_holds(store: EmbeddedStore) -> None:
    for held in store.events(Filter()):
        whole, line = Tags(cards.card(held, claims_open=True)), Tags(cards.folded(held))
        assert whole.text.removeprefix(printable(held.title)) in line.text
        assert printable(held.title) in line.text


def test_no_number_is_made_up_where_there_is_none(store: EmbeddedStore) -> None:
    for held in store.events(Filter()):
        text = Tags(cards.folded(held)).text
        assert "None" not in text
        assert "nan" not in text.split()
