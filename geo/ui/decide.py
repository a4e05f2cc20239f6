"""Names of places that a file leaves open: candidates to choose from, or another place to type; nothing is preselected.

A choice takes effect when the file is read again, and is remembered for later files when it is put on the map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from geo.intake.flows import Question
from geo.markdown import escaped
from geo.safe_text import printable

_AT_ONCE = 20
_WHY = {
    "place_ambiguous": "several places have this name",
    "place_contradicts": "name, unit and code of the row do not fit together",
    "place_unmatched": "not known; these are only spelt alike",
    "place_noted": "placed, but there is more to know",
}
_ORDER = ("place_ambiguous", "place_contradicts", "place_unmatched", "place_noted")


def places_to_decide(questions: Sequence[Question], number: int, decided: Callable[[Mapping[str, str]], None]) -> None:
    """Draws the open names of file `number`, and calls `decided` with key → id of the places that were chosen."""
    if not questions:
        return
    asked = sorted(questions, key=lambda each: (_ORDER.index(each.kind), not each.candidates, -each.n, each.name))
    without = sum(each.kind != "place_noted" for each in asked)
    title = f"Places to decide: {without:,} without a point" if without else "Places to check"
    noted = len(asked) - without
    with st.expander(f"{title}, {noted:,} to check" if without and noted else title, expanded=without > 0):
        st.caption(
            "Their rows are kept by name. Choose the place that is meant, or type another name or p-code; nothing is "
            "guessed. Your choices are remembered for later files once this one is on the map."
        )
        with st.form(key=f"import-places-{number}", border=False):
            held = [(each, _choice(each, f"{number}-{at}")) for at, each in enumerate(asked[:_AT_ONCE])]
            if len(asked) > _AT_ONCE:
                st.caption(f"{len(asked) - _AT_ONCE:,} more names come up as these are decided.")
            sent = st.form_submit_button("Read again with these places", icon=":material/where_to_vote:")
        if sent:
            _take(held, decided)


def _choice(question: Question, key: str) -> str | None:
    """The id of a candidate, or what was typed; None where nothing was chosen."""
    words = dict(question.candidates)
    rows = "1 row" if question.n == 1 else f"{question.n:,} rows"
    where = f" ({question.where})" if question.where else ""
    # Isolated: an Arabic name would turn round the words behind it.
    name = f"\u2068{escaped(printable(question.name + where))}\u2069"
    return st.selectbox(
        f"**{name}** · {rows} · {escaped(printable(_why(question)))}", list(words), index=None,
        key=f"import-place-{key}", accept_new_options=True,
        format_func=lambda id_: printable(words.get(id_ or "", id_ or "")),
        placeholder="as it is, until you choose or type a place",
    )  # fmt: skip


def _why(question: Question) -> str:
    if question.kind == "place_noted" and question.candidates:
        return f"placed as {question.candidates[0][1]}; {question.note}"
    if question.kind != "place_ambiguous" and question.note:
        return question.note
    return _WHY[question.kind] if question.candidates else "not known, and nothing is alike"


def _take(held: Sequence[tuple[Question, str | None]], decided: Callable[[Mapping[str, str]], None]) -> None:
    choices: dict[str, str] = {}
    for question, chosen in held:
        if chosen is None:
            continue
        if chosen in dict(question.candidates):
            choices[question.key] = chosen
        elif (found := _typed(chosen)) is not None:
            choices[question.key] = found
    if choices:
        decided(choices)


def _typed(text: str) -> str | None:
    """The id of the one place that was typed; else says why there is none."""
    # Late: most files leave no name open.
    from geo.gazetteer import Ambiguous, Found, current  # noqa: PLC0415

    gazetteer = current()
    entry = gazetteer.entry(text)
    if entry is not None:
        return gazetteer.reference(entry)
    answer = gazetteer.lookup(text)
    held = [each.entry for each in answer.candidates] if isinstance(answer, Ambiguous) else []
    if isinstance(answer, Found):
        held = [answer.entry, *answer.also]
    if len(held) == 1:
        return gazetteer.reference(held[0])
    if held:
        listed = ", ".join(f"{each.name} [{gazetteer.reference(each)}]" for each in held)
        told = f"“{text}” is the name of several places: type the id of one: {listed}"
    else:
        told = f"No place is called “{text}”; type a name or id of the gazetteer, or a p-code."
    st.warning(escaped(printable(told)))
    return None
