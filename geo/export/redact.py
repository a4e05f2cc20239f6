"""Texts as they may leave: telephone numbers, e-mail addresses, coordinates and links to graphic pictures taken out.

What is taken out is replaced by words in square brackets, never silently. A user may let it stay with a reason
(`Options.widened`). Names of people are not recognised with certainty by any rule: `geo.export.check` lists what
looks like one for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import unquote

from geo.export import written_points
from geo.export.options import Options
from geo.model import Claim, Event, Movement, Source

_DIGIT = r"[\d٠-٩۰-۹]"
_PHONE = re.compile(
    rf"(?<![\w/.,٠-٩-])(?:(?:\+|[0٠۰]{{2}}){_DIGIT}[\d٠-٩۰-۹ ().\-/]{{6,}}{_DIGIT}|"
    rf"[0٠۰]{_DIGIT}{{1,3}}[ \-/.]?{_DIGIT}{{3}}[ \-.]?{_DIGIT}{{3,4}})(?![\w-])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PLAIN_HINT = rf"@|\+{_DIGIT}|(?<![\w/.,٠-٩-])[0٠۰]{_DIGIT}|{written_points.HINT}"
"""Every text with something to take out matches it."""
_CODE = "[2-9CFGHJMPQRVWX]"
_QUICK = re.compile(
    rf"[@+°º\d](?:(?<=[@°º])|(?<=\+)\d|(?<={_CODE}\+){_CODE}|(?<=\d)(?:[.٫,]\d{{2}}|\d{{2}}[ \t]?\d{{3}})|"
    r"(?<![\w/.,-].)(?<=[0٠۰])\d)"
)
"""The same texts as PLAIN_HINT, found six times as fast: it begins at few characters. Most texts hold nothing."""
COORDINATES = "[coordinates withheld]"
MAP_LINK = "[link with coordinates withheld]"
KINDS = {
    "e-mail addresses": (_MAIL, "[e-mail address withheld]"),
    "telephone numbers": (_PHONE, "[telephone number withheld]"),
}
GRAPHIC = re.compile(r"\bgraphic (?:content|footage|images?|pictures?|photos?|photographs?|videos?)\b|\[graphic\]|"
                      r"مشاهد قاسية|صور قاسية", re.IGNORECASE)  # fmt: skip
GRAPHIC_WORDS = "[link to graphic content withheld]"
EVENT_TEXTS = ("title", "summary_text", "location_text", "grade_reason", "date_text")
CLAIM_TEXTS = ("text", "quote", "claimant", "claimant_role", "term")
_SOURCE_TEXTS = ("title", "author", "publisher")
_OF_EVENT, _OF_CLAIM = attrgetter(*EVENT_TEXTS), attrgetter(*CLAIM_TEXTS)
_Record = TypeVar("_Record", bound=Event | Movement)


def found(text: str | None) -> dict[str, list[str]]:
    """What would be taken out of a text, by kind.

    >>> found("Call +963 11 234 5678 or a@b.org; 11,798 killed on 2017-05-16")
    {'e-mail addresses': ['a@b.org'], 'telephone numbers': ['+963 11 234 5678']}
    >>> found("at 36.58487, 37.04316")
    {'coordinates': ['36.58487, 37.04316']}
    """
    if not text or not _QUICK.search(text):
        return {}
    held = {"coordinates": [text[start:stop] for start, stop in written_points.spans(text)]}
    rest = written_points.without(text, COORDINATES)
    held |= {kind: [each.group() for each in rule.finditer(rest)] for kind, (rule, _) in KINDS.items()}
    return {kind: hits for kind, hits in held.items() if hits}


def without_contacts(text: str) -> str:
    """The text with words in place of what `found` finds."""
    if not _QUICK.search(text):
        return text
    text = written_points.without(text, COORDINATES)
    for rule, words in KINDS.values():
        text = rule.sub(words, text)
    return text


def is_graphic(event: Event, source: Source) -> bool:
    """Whether a source is said to show graphic pictures: by its own title, a claim that rests on it, or a tag."""
    if any("graphic" in tag.lower() for tag in event.tags) or GRAPHIC.search(source.title or ""):
        return True
    return any(claim.source_id == source.id and GRAPHIC.search(claim.text) for claim in event.claims)


def left(event: Event, options: Options | None = None) -> Event:
    """The event as it may leave; the very same where nothing is to be taken out."""
    if options is None or not options.widens("graphic"):
        sources = tuple(unlinked(s) if (s.url or s.archive_url) and is_graphic(event, s) else s for s in event.sources)
        event = event if sources == event.sources else replace(event, sources=sources)
    return event if options is not None and options.widens("contacts") else _plain(event)


def left_of_movement(movement: Movement, options: Options | None = None) -> Movement:
    """The same for a movement."""
    return movement if options is not None and options.widens("contacts") else _plain(movement)


def unlinked(source: Source) -> Source:
    """The source without its links, and words that say so."""
    return replace(source, url=None, archive_url=None, title=f"{source.title or source.id} {GRAPHIC_WORDS}")


def _plain(record: _Record) -> _Record:
    texts = EVENT_TEXTS if isinstance(record, Event) else ("title", "group_text", "note", "grade_reason")
    held = [*(_OF_EVENT(record) if texts is EVENT_TEXTS else texts_in(record, texts))]
    for claim in record.claims:
        held += _OF_CLAIM(claim)
    sources = tuple(source_left(source) for source in record.sources)
    if not _may_hold(held):
        same = all(new is old for new, old in zip(sources, record.sources, strict=True))
        return record if same else replace(record, sources=sources)
    changed = _changed(record, texts)
    claims = tuple(_claim(claim) for claim in record.claims)
    if any(new is not old for new, old in zip((*claims, *sources), (*record.claims, *record.sources), strict=True)):
        return replace(record, claims=claims, sources=sources, **changed)
    return replace(record, **changed) if changed else record


def texts_in(record: object, names: Iterable[str]) -> tuple[str | None, ...]:
    """The texts of a record by name."""
    return tuple(getattr(record, name) for name in names)


def _may_hold(texts: Iterable[str | None]) -> bool:
    """Whether any of the texts is worth a closer look: one search for all of them, since most hold nothing."""
    return _QUICK.search("\n".join(filter(None, texts))) is not None


def _claim(claim: Claim) -> Claim:
    if not _may_hold(_OF_CLAIM(claim)):
        return claim
    changed = _changed(claim, CLAIM_TEXTS)
    return replace(claim, **changed) if changed else claim


def has_point(link: str | None) -> bool:
    """Whether a link holds coordinates, as links to maps do."""
    return bool(link) and next(written_points.spans(unquote(link or "")), None) is not None


@lru_cache(maxsize=4096)
def points_in_links(source: Source) -> int:
    """How many links of a source hold coordinates."""
    return sum(has_point(link) for link in (source.url, source.archive_url))


@lru_cache(maxsize=4096)
def source_left(source: Source) -> Source:
    """A source without contacts in its texts. Sources are shared by many events: each is looked at once."""
    changed = _changed(source, _SOURCE_TEXTS)
    if points_in_links(source):
        links = {name: None for name in ("url", "archive_url") if has_point(getattr(source, name))}
        changed |= links | {"title": f"{changed.get('title') or source.title or source.id} {MAP_LINK}"}
    return replace(source, **changed) if changed else source


def _changed(record: object, names: Iterable[str]) -> dict[str, Any]:
    held = dict[str, Any]()
    for name in names:
        text = getattr(record, name)
        if text and _QUICK.search(text) and (plain := without_contacts(text)) != text:
            held[name] = plain
    return held


def texts_of(event: Event) -> list[str]:
    """All texts of an event that may hold a contact."""
    own = [getattr(event, name) for name in EVENT_TEXTS]
    claims = [getattr(claim, name) for claim in event.claims for name in CLAIM_TEXTS]
    sources = [getattr(source, name) for source in event.sources for name in _SOURCE_TEXTS]
    return [text for text in (*own, *claims, *sources) if text]
