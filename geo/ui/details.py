"""The panel beside the map: every event at the selected place, each with claims and denials side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo.dates import interval_in_words, said_in_words, with_source_words
from geo.figures import figure_lines, figures_line
from geo.markdown import escaped, link
from geo.model import Claim, Event, Movement, Place, Source
from geo.store import PAGE_SIZE, Page
from geo.ui import cached, state
from geo.ui.frame import Frame
from geo.vocab import ABOUT, EVENT_TYPES, GRADES, OPPOSING_STANCES, PLACE_PRECISIONS, STANCES, label, short

_WHOLE = 3
"""So many events at a place are drawn whole; of more, the first, and a line for each other, which is there at once."""


def details(at: Frame) -> None:
    """Draws what is selected: a place with all its events, or one event, or how to select."""
    with st.container(key="details"):
        if at.view.place_sel:
            _place(at, at.view.place_sel)
        elif at.view.event:
            _one_event(at, at.view.event)
        else:
            st.subheader("Nothing selected", anchor=False)
            st.markdown(
                "Click a marker, or select a row of the table below, to read who says what and who denies it. "
                "With the keyboard: Tab to a marker and press Enter, or choose an event in the list under the map."
            )


def _close() -> None:
    st.button("Close", key="details-close", on_click=_unselect, icon=":material/close:")


def _unselect() -> None:
    state.select(event=None, place_sel=None)


def _place(at: Frame, place_id: str) -> None:
    number = st.session_state.get("details-page", 1) - 1
    page = cached.at(at.store, at.revision, at.chosen, place_id, number)
    place = page.place
    if place is None:
        st.warning(f"The link asks for the place {escaped(place_id)}, which these data do not hold.")
        _close()
        return
    st.subheader(escaped(_name(place)), anchor=False)
    st.caption(f"{_events(page.n_events)} here · placed to the level of {escaped(_precision(place))}")
    for text in (place.note, place.disagreement):
        if text:
            st.caption(escaped(text))
    if page.n_events == 0:
        st.info("No event at this place passes the filter. Clear the filter or close the selection.")
    whole = _WHOLE if page.n_events <= _WHOLE else 1
    for number, event in enumerate(page.events):
        if number < whole or event.id == at.view.event:
            _event(event, open_=page.n_events <= _WHOLE or event.id == at.view.event)
        else:
            _folded(event)
    _pager(page)
    _close()


def _one_event(at: Frame, event_id: str) -> None:
    event = at.store.event(event_id, at.chosen)
    if event is None:
        st.warning(f"The link asks for the event {escaped(event_id)}, which these data do not hold.")
    else:
        if not at.store.shows(at.chosen, event_id):
            st.info("This event stays selected but does not pass the filter.")
        _event(event, open_=True)
        _others(at, event)
    _close()


def _others(at: Frame, event: Event) -> None:
    for place in dict.fromkeys(held.place for held in event.places if held.place.has_point):
        n = cached.at(at.store, at.revision, at.chosen, place.id, 0).n_events
        if n > 1:
            st.button(
                f"All {n} events at {escaped(place.name)}", key=f"details-place-{place.id}",
                on_click=_select_place, args=(place.id,), icon=":material/location_on:",
            )  # fmt: skip


def _select_place(place_id: str) -> None:
    state.select(event=None, place_sel=place_id)


def _pager(page: Page) -> None:
    if page.n_pages > 1:
        words = f"Page of {page.n_pages} ({PAGE_SIZE} events each)"
        st.number_input(words, min_value=1, max_value=page.n_pages, key="details-page", on_change=state.touched)


def _folded(event: Event) -> None:
    """A line for an event, which is drawn when someone opens it."""
    told = f"{escaped(event.title)} · {escaped(_when(event))} · **{escaped(figures_line(event))}** · "
    folded = st.expander(told + _claims_label(event.claims), key=f"details-{event.id}", on_change="rerun")
    if folded.open:
        with folded:
            _event(event, open_=True)


def _event(event: Event, *, open_: bool) -> None:
    """An event in few elements: a browser takes longest over their number."""
    with st.container(border=True):
        lines = [
            f"##### {escaped(event.title)}\n",
            f"**{escaped(short(EVENT_TYPES, event.type))}** · {escaped(_when(event))}  ",
            f"{escaped(_where(event))}  ",
            f"**{escaped(figures_line(event))}**",
        ]
        if event.summary_text:
            lines.append(f"\n{escaped(event.summary_text)}")
        st.markdown("\n".join(lines))
        with st.expander(_claims_label(event.claims), expanded=open_):
            claims(event.claims)
        told = [_grade(event)]
        if event.is_summary:
            told.append(":small[A summary that may repeat other events: never added to totals.]")
        if event.sources:
            told.append(f":small[{_sources(event.sources)}]")
        st.markdown("  \n".join(told))


def grade(record: Event | Movement) -> None:
    """How sure the record is, with the reason."""
    st.markdown(_grade(record))


def _grade(record: Event | Movement) -> str:
    words = label(GRADES, record.grade, "Not assessed")
    return f"**{escaped(words)}.** {escaped(record.grade_reason or '')}"


def _claims_label(held: Sequence[Claim]) -> str:
    against = sum(claim.stance in OPPOSING_STANCES for claim in held)
    said = len(held) - against
    verbs = "denies, disputes or doubts" if against == 1 else "deny, dispute or doubt"
    return f"{said} {'claim' if said == 1 else 'claims'}, {against} that {verbs}"


def claims(held: Sequence[Claim]) -> None:
    """Claims and denials side by side at the same size, each with its own date."""
    said = [claim for claim in held if claim.stance not in OPPOSING_STANCES]
    against = [claim for claim in held if claim.stance in OPPOSING_STANCES]
    if not against:
        st.markdown(f"{_side('Says', said)}\n\nNo one in these sources denies, disputes or doubts it.")
        return
    left, right = st.columns(2)
    left.markdown(_side("Says", said))
    right.markdown(_side("Denies, disputes or doubts", against))


def _side(heading: str, held: Sequence[Claim]) -> str:
    told = [_claim(claim) for claim in held] or ["No claim in these sources."]
    return "\n\n".join([f"**{heading}**", *told])


def _claim(claim: Claim) -> str:
    who = f"**{escaped(claim.claimant)}** {escaped(_role(claim))}"
    when = said_in_words(claim.said_on, claim.said_precision)
    figures = "; ".join(figure_lines(claim.figures))
    lines = [
        f"{who} {short(STANCES, claim.stance)}: {escaped(claim.text)}",
        f"“{escaped(claim.quote)}”" if claim.quote else "",
        escaped(f"Figures: {figures}") if figures else "",
        escaped(f"Calls it: {claim.term}") if claim.term else "",
        f"*{escaped(short(ABOUT, claim.about))} · {escaped(when)}*",
    ]
    return "  \n".join(line for line in lines if line)


def _role(claim: Claim) -> str:
    """The claimant's role in brackets, where the name does not hold it already."""
    role = claim.claimant_role
    return f"({role})" if role and role.casefold() not in claim.claimant.casefold() else ""


def sources(held: Sequence[Source]) -> None:
    """The sources as links where they have an http or https address."""
    if held:
        st.caption(_sources(held))


def _sources(held: Sequence[Source]) -> str:
    names = {source.id: source_name(source) for source in held}
    lines = []
    for source in held:
        via = f", quoted by {escaped(names[source.via])}" if source.via in names else ""
        archive = f" ({link('archived copy', source.archive_url)})" if source.archive_url else ""
        lines.append(f"{link(names[source.id], source.url)}{archive}{via}")
    return "Sources: " + " · ".join(lines)


def source_name(source: Source) -> str:
    """Publisher, author and title as far as they are known."""
    held = dict.fromkeys(part for part in (source.publisher, source.author, source.title) if part)
    return ", ".join(held) or source.id


def _name(place: Place) -> str:
    return f"{place.name} · {place.name_ar}" if place.name_ar else place.name


def _precision(place: Place) -> str:
    around = f", ±{place.radius_m:,.0f} m" if place.radius_m else ""
    return label(PLACE_PRECISIONS, place.precision) + around


def _when(event: Event) -> str:
    words = interval_in_words(event.date_start, event.date_end, event.date_precision)
    return with_source_words(words, event.date_text)


def _where(event: Event) -> str:
    names = ", ".join(dict.fromkeys(held.place.name for held in event.places)) or "no place given"
    return f"{event.location_text or names} · known to the level of {label(PLACE_PRECISIONS, event.precision)}"


def _events(n: int) -> str:
    return "1 event" if n == 1 else f"{n:,} events"
