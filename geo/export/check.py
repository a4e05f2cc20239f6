"""What would leave with an export, looked through before it does: a list for a person to read, never a silent repair.

Restricted places and internal records stay behind always. Rows of data sets that forbid handing rows on, contacts in
texts and links to graphic pictures stay behind unless the user lets them leave with a reason, which the manifest and
the document record. What looks like a person's name is only listed: no rule knows who is a private person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.export.counted import n_of
from geo.export.masking import at_masked_points, n_masked
from geo.export.masks import LEAST_M, MOST_M
from geo.export.options import WIDENING, Options
from geo.export.redact import found, is_graphic, points_in_links, texts_of
from geo.export.safe import assert_publishable, printable
from geo.filter import Filter
from geo.model import Event
from geo.store.protocol import WHOLE_EVENTS, Store

LISTED = 12
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sheikh|Hajj|Abu|Umm)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2}|"
    r"\b(?:named|called|identified as)\s+[A-Z][\w'’-]+(?:\s+(?:al-)?[A-Z][\w'’-]+){1,2}"
)
_PRIVATE = re.compile(
    r"\b(?:witness|resident|detainee|survivor|patient|relative|victim|prisoner|nurse|doctor)", re.IGNORECASE
)
_UNNAMED = re.compile(
    r"not named|unnamed|staff|anonymous|\(|residents|witnesses|detainees|accounts|sources", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. `key` is one of WIDENING, or "places", "internal", "names", "names of places".

    `stays` says that it stays behind; `examples` are a few of what was found, never a withheld point.
    """

    key: str
    words: str
    n: int
    stays: bool
    examples: tuple[str, ...] = ()

    @property
    def can_widen(self) -> bool:
        return self.key in WIDENING


def check(store: Store, chosen: Filter, options: Options) -> tuple[Finding, ...]:
    """The findings for what `chosen.safe()` selects; raises NotPublishableError where the store itself is at fault."""
    store, safe = at_masked_points(store, options), chosen.safe()
    count = store.count(safe)
    held = [
        _places(count.coarsened, n_masked(store, safe) if options.masked else None),
        _internal(count.withheld),
        *_rows(store, safe, options),
    ]
    if count.shown <= WHOLE_EVENTS:
        events = store.events(safe)
        assert_publishable(events)
        held += [_contacts(events, options), _graphic(events, options), _names(events, store)]
        held.append(_withheld_names(store.recorded(safe), {event.id: event for event in events}))
    else:
        words = f"{count.shown:,} events are too many to look through their texts here; contacts are taken out of each."
        held.append(Finding("names", words, count.shown, stays=False))
    return tuple(each for each in held if each is not None and each.n)


def _places(n: int, masked: int | None) -> Finding:
    words = (
        f"{n_of(n, 'event')} at a restricted or medical place: published at town level or coarser, exact point left out"
    )
    if masked == 0:
        words += "; none is recorded finer than it is published, so no masked point is needed"
    if masked:
        off = f"{LEAST_M / 1000:g} to {MOST_M / 1000:g} km off, the same in every export of this workspace"
        words += f"; {masked:,} of them at a masked point, {off}"
    return Finding("places", words, n, stays=True)


def _internal(n: int) -> Finding:
    return Finding("internal", f"{n_of(n, 'internal event')}: left out", n, stays=True)


def _rows(store: Store, safe: Filter, options: Options) -> list[Finding]:
    held = []
    counted = {facet.value: facet.n for facet in store.facets(safe)["dataset"]}
    for dataset in store.datasets():
        n = counted.get(dataset.id, 0)
        if dataset.redistribution and n and (not safe.datasets or dataset.id in safe.datasets):
            stays = not options.widens("rows")
            how = "drawn and counted, no row leaves" if stays else "rows leave by your decision"
            words = (
                f"{n_of(n, 'event')} of {printable(dataset.title, 80)}: {printable(dataset.redistribution, 120)}; {how}"
            )
            held.append(Finding("rows", words, n, stays))
    return held


def _contacts(events: Sequence[Event], options: Options) -> Finding:
    hits = Counter[str]()
    examples = list[str]()
    for event in events:
        hits["links with coordinates"] += sum(points_in_links(source) for source in event.sources)
        for text in texts_of(event):
            for kind, each in found(text).items():
                hits[kind] += len(each)
                if kind != "coordinates":
                    examples.append(f"event “{printable(event.title, 50)}”: {_masked(each[0])}")
    stays = not options.widens("contacts")
    listed = " and ".join(f"{n:,} {kind}" for kind, n in hits.items() if n)
    how = "taken out, with words in their place" if stays else "left in by your decision"
    return Finding(
        "contacts", f"In texts: {listed}: {how}", hits.total(), stays, tuple(dict.fromkeys(examples))[:LISTED]
    )


def _masked(text: str) -> str:
    """Enough to find it again, too little to use it."""
    return f"{text[:4]}…{text[-2:]}" if len(text) > 7 else "…"


def _graphic(events: Sequence[Event], options: Options) -> Finding:
    hits = [
        (event, source)
        for event in events
        for source in event.sources
        if (source.url or source.archive_url) and is_graphic(event, source)
    ]
    stays = not options.widens("graphic")
    how = "left out, with words in their place" if stays else "left in by your decision"
    examples = tuple(dict.fromkeys(f"event “{printable(event.title, 60)}”" for event, _ in hits))[:LISTED]
    return Finding(
        "graphic", f"{n_of(len(hits), 'link')} to graphic pictures or videos: {how}", len(hits), stays, examples
    )


def _names(events: Sequence[Event], store: Store) -> Finding:
    """What looks like the name of a private person; it leaves, so a person must read it."""
    hits = Counter[str]()
    for event in events:
        for text in filter(None, (event.title, event.summary_text, *(claim.text for claim in event.claims))):
            hits.update(printable(each.group(), 60) for each in _NAME.finditer(text))
        hits.update(_private(event))
    places = " ".join(at.place.name for event in events for at in event.places)
    kept = [name for name, _ in hits.most_common() if name not in places]
    words = f"{n_of(len(kept), 'possible name')} of private people in texts: these leave. "
    words += "Read them; change the record or its sensitivity"
    return Finding("names", words, len(kept), stays=False, examples=tuple(kept[:LISTED]))


def _withheld_names(recorded: Iterable[Event], published: Mapping[str, Event]) -> Finding:
    """Names of places that are withheld, in texts of their events: they leave, so a person must read them."""
    hits = dict[str, None]()
    for event in recorded:
        leaves = " ".join(texts_of(published[event.id])) if event.id in published else ""
        shown = {at.place.name for at in published[event.id].places} if leaves else set()
        hidden = (at.place for at in event.places if at.place.name not in shown)
        names = (name for place in hidden for name in (place.name, place.name_ar, *place.aliases) if name)
        hits |= {
            f"event “{printable(event.title, 50)}”: {printable(name, 60)}": None for name in names if name in leaves
        }
    words = f"{n_of(len(hits), 'name')} of withheld places in texts: these leave. Read them; change the record"
    return Finding("names of places", words, len(hits), stays=False, examples=tuple(hits)[:LISTED])


def _private(event: Event) -> Iterable[str]:
    for claim in event.claims:
        if claim.claimant_role and _PRIVATE.search(claim.claimant_role) and not _UNNAMED.search(claim.claimant):
            yield printable(claim.claimant, 60)
