"""Cards of events for the page, as HTML: what happened, who says so and who denies it, how sure, from which sources.

Values go in, HTML comes out. Every text goes through markupsafe's `format`, which escapes it; control characters and
those that turn the direction of writing are left out, links are http or https and open beside the page. An event that
is folded is whole in the page and opens without a question to the server: a browser takes longest over the number of
Streamlit's elements, not over the words in one (docs/decisions/025-cards.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from geo.dates import interval_in_words, said_in_words, with_source_words
from geo.figures import figure_lines, figures_line
from geo.model import Claim, Event, Movement, Place, Source
from geo.safe_text import printable, web_address
from geo.vocab import ABOUT, EVENT_TYPES, GRADES, OPPOSING_STANCES, PLACE_PRECISIONS, STANCES, label, short

_OPEN = Markup(" open")
_NOT_ADDED = Markup("<p class='kharita-small'>A summary that may repeat other events: never added to totals.</p>")


def _filled(template: str, *texts: str | Markup) -> Markup:
    """`template` with `texts`, which are escaped unless they are HTML of ours."""
    escaped = (text if isinstance(text, Markup) else printable(text) for text in texts)
    return Markup(template).format(*escaped)  # noqa: S704 - templates are constants of this file


def _joined(parts: Iterable[Markup], joint: str = "") -> Markup:
    return Markup(joint).join(parts)  # noqa: S704 - joints are constants of this file


def place_head(place: Place, n_events: int) -> Markup:
    """The name of a place in both scripts, how many events are there, and how exactly it is known."""
    around = f", ±{place.radius_m:,.0f} m" if place.radius_m else ""
    count = "1 event" if n_events == 1 else f"{n_events:,} events"
    precision = label(PLACE_PRECISIONS, place.precision) + around
    notes = [_filled("<p class='kharita-small'>{}</p>", text) for text in (place.note, place.disagreement) if text]
    arabic = _filled(" · <bdi lang='ar'>{}</bdi>", place.name_ar) if place.name_ar else Markup()
    return _filled(
        "<header class='kharita-card-head'><h3><bdi>{}</bdi>{}</h3>"
        "<p class='kharita-small'>{} here · placed to the level of {}</p>{}</header>",
        place.name, arabic, count, precision, _joined(notes),
    )  # fmt: skip


def card(event: Event, *, claims_open: bool) -> Markup:
    """An event whole, its claims folded unless `claims_open`."""
    return _filled("<article class='kharita-card'><h4>{}</h4>{}</article>", event.title, _body(event, claims_open))


def folded(event: Event) -> Markup:
    """A line for an event, which opens to all of it."""
    return _filled(
        "<details class='kharita-card'><summary>{} · {} · <b>{}</b> · {}</summary>{}</details>",
        event.title, _when(event), figures_line(event), claims_label(event.claims), _body(event, open_=True),
    )  # fmt: skip


def _body(event: Event, open_: bool) -> Markup:
    return _joined(
        [
            _filled("<p><b>{}</b> · {}<br>{}<br><b>{}</b></p>", short(EVENT_TYPES, event.type), _when(event),
                    _where(event), figures_line(event)),
            _filled("<p dir='auto'>{}</p>", event.summary_text) if event.summary_text else Markup(),
            _filled("<details class='kharita-claims'{}><summary>{}</summary>{}</details>",
                    _OPEN if open_ else Markup(), claims_label(event.claims), claims(event.claims)),
            grade(event),
            _NOT_ADDED if event.is_summary else Markup(),
            sources(event.sources),
        ]
    )  # fmt: skip


def claims_label(held: Sequence[Claim]) -> str:
    """How many claims there are, and how many of them stand against the others."""
    against = sum(claim.stance in OPPOSING_STANCES for claim in held)
    said = len(held) - against
    verbs = "denies, disputes or doubts" if against == 1 else "deny, dispute or doubt"
    return f"{said} {'claim' if said == 1 else 'claims'}, {against} that {verbs}"


def claims(held: Sequence[Claim], *, level: int = 5) -> Markup:
    """Claims and denials side by side at the same size, each with its own date, under headings of a level."""
    said = [claim for claim in held if claim.stance not in OPPOSING_STANCES]
    against = [claim for claim in held if claim.stance in OPPOSING_STANCES]
    if not against:
        nobody = Markup("<p>No one in these sources denies, disputes or doubts it.</p>")
        return _filled("<div class='kharita-sides'>{}</div>{}", _side("Says", said, level), nobody)
    sides = _side("Says", said, level) + _side("Denies, disputes or doubts", against, level)
    return _filled("<div class='kharita-sides'>{}</div>", sides)


def _side(heading: str, held: Sequence[Claim], level: int) -> Markup:
    told = _joined(map(_claim, held)) or Markup("<p>No claim in these sources.</p>")
    return _filled("<section><h{}>{}</h{}>{}</section>", str(level), heading, str(level), told)


def _claim(claim: Claim) -> Markup:
    figures = "; ".join(figure_lines(claim.figures))
    when = said_in_words(claim.said_on, claim.said_precision)
    lines = [
        _filled("<b>{}</b> {} {}: <span dir='auto'>{}</span>", claim.claimant, _role(claim),
                short(STANCES, claim.stance), claim.text),
        _filled("<q dir='auto'>{}</q>", claim.quote) if claim.quote else Markup(),
        _filled("Figures: {}", figures) if figures else Markup(),
        _filled("Calls it: {}", claim.term) if claim.term else Markup(),
        _filled("<i>{} · {}</i>", short(ABOUT, claim.about), when),
    ]  # fmt: skip
    return _filled("<p>{}</p>", _joined((line for line in lines if line), "<br>"))


def _role(claim: Claim) -> str:
    """The claimant's role in brackets, where the name does not hold it already."""
    role = claim.claimant_role
    return f"({role})" if role and role.casefold() not in claim.claimant.casefold() else ""


def grade(record: Event | Movement) -> Markup:
    """How sure the record is, with the reason."""
    words = label(GRADES, record.grade, "Not assessed")
    return _filled("<p><b>{}.</b> {}</p>", words, record.grade_reason or "")


def sources(held: Sequence[Source]) -> Markup:
    """The sources as links where they have an http or https address; empty where there are none."""
    if not held:
        return Markup()
    names = {source.id: source_name(source) for source in held}
    lines = []
    for source in held:
        via = f", quoted by {names[source.via]}" if source.via in names else ""
        kept = _link("archived copy", source.archive_url)
        archive = _filled(" ({})", kept) if source.archive_url else Markup()
        lines.append(_filled("{}{}{}", _link(names[source.id], source.url), archive, via))
    return _filled("<p class='kharita-small'>Sources: {}</p>", _joined(lines, " · "))


def source_name(source: Source) -> str:
    """Publisher, author and title as far as they are known."""
    held = dict.fromkeys(part for part in (source.publisher, source.author, source.title) if part)
    return ", ".join(held) or source.id


def _link(text: str, address: str | None) -> Markup:
    safe = web_address(address)
    if safe is None:
        return _filled("<bdi>{}</bdi>", text)
    return _filled("<a href='{}' target='_blank' rel='noopener noreferrer'><bdi>{}</bdi></a>", safe, text)


def _when(event: Event) -> str:
    words = interval_in_words(event.date_start, event.date_end, event.date_precision)
    return with_source_words(words, event.date_text)


def _where(event: Event) -> str:
    names = ", ".join(dict.fromkeys(held.place.name for held in event.places)) or "no place given"
    return f"{event.location_text or names} · known to the level of {label(PLACE_PRECISIONS, event.precision)}"
