"""What leaves and what stays, above the buttons: the findings of the check, and the reasons for letting more leave."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo.export.check import Finding, check
from geo.export.options import WIDENING, Options
from geo.filter import Filter
from geo.markdown import escaped
from geo.store import Store
from geo.ui import cached
from geo.ui.briefing import masked_points
from geo.ui.frame import Frame

_MAX = 300


def what_goes_out(at: Frame, options: Options) -> Options:
    """Says what stays behind and what leaves; answers the options with what the user lets leave, and why."""
    counted = cached.count(at.store, at.revision, at.chosen.safe())
    options = replace(options, masked=bool(counted.coarsened) and masked_points())
    lines = [f"{counted.shown} of {counted.total} events go into each file, with all of their claims and denials."]
    if counted.coarsened and not options.masked:
        lines.append(
            f"{counted.coarsened} at a restricted place: published at town level or coarser, exact point left out."
        )
    if counted.withheld:
        lines.append(f"{counted.withheld} internal: left out.")
    if counted.without_point:
        lines.append(f"{counted.without_point} without a point: listed on the map, never drawn.")
    found = _found(at.store, at.revision, at.chosen.safe(), options)
    told = [each for each in found if each.key not in ("places", "internal")]
    if options.masked:
        lines += [f"{each.words}." for each in found if each.key == "places"]
    lines += [f"{'Stays' if each.stays else 'Leaves'}: {each.words}." for each in told]
    st.info("  \n".join(escaped(line) for line in lines), icon=":material/shield:")
    return _widened(told, options)


def _widened(told: list[Finding], options: Options) -> Options:
    examples = [each for each in told if each.examples]
    keys = list(dict.fromkeys(each.key for each in told if each.can_widen))
    if not examples and not keys:
        return options
    reasons = dict(options.widened)
    with st.expander("Look through it, and decide", icon=":material/policy:"):
        for each in examples:
            st.markdown(f"**{escaped(each.words)}**")
            st.text("\n".join(each.examples))
        for key in keys:
            asked = f"Let leave: {WIDENING[key]}"
            if st.checkbox(asked, key=f"briefing-widen-{key}"):
                reason = st.text_input(
                    "Reason (written into the documents and the manifest)", key=f"briefing-reason-{key}", max_chars=_MAX
                )
                if reason.strip():
                    reasons[key] = reason.strip()
                else:
                    st.warning("Without a reason it stays behind.")
    return replace(options, widened=tuple(sorted(reasons.items())))


@st.cache_data(max_entries=16, show_spinner=False)
def _found(_store: Store, revision: str, chosen: Filter, _options: Options) -> tuple[Finding, ...]:
    return check(_store, chosen, _options)
