"""The sums of the selection: people moved per kind, and what is left out of every sum and why."""

from __future__ import annotations

import streamlit as st

from geo.ui.flows.words import n_shown
from geo.ui.frame import Frame
from geo.ui.summary import bullets
from geo.vocab import MOVED, MOVES, short

_NAMED = 20


def flow_totals(at: Frame) -> None:
    """People moved with both bounds, each kind apart; what is part of another movement is left out and named."""
    chosen = at.chosen.of_movements()
    held = at.store.movement_totals(chosen)
    with st.container(key="totals"):
        st.subheader("Totals", anchor=False)
        if not n_shown(at):
            st.caption("No movement passes the filter, so there is nothing to add up.")
            return
        lines = [
            f"{short(MOVES, move)}: {people.total().sentence('movement', MOVED[move])}"
            for move, people in held.moves.items()
        ]
        left_out = at.store.left_out_movements(chosen, _NAMED) if held.n_left_out else []
        titles = {each: _title(at, each) for movement in left_out for each in (movement.part_of, movement.duplicate_of)}
        for movement in left_out:
            part, copy = titles[movement.part_of], titles[movement.duplicate_of]
            why = f"part of “{part}”" if part else f"same as “{copy}”"
            lines.append(f"Not added: {movement.title}, because it is {why}")
        if held.n_left_out > len(left_out):
            lines.append(f"Not added: {held.n_left_out - len(left_out):,} more that are part of another one, or a copy")
        if any(end.shared.n for end in (*held.origins, *held.destinations)):
            lines.append(
                "Where a movement has several destinations, the sources do not say how many people went where: each "
                "has an unknown part of the whole, and no share."
            )
        bullets(lines)


def _title(at: Frame, movement_id: str | None) -> str | None:
    movement = at.store.movement(movement_id, at.chosen) if movement_id else None
    return movement.title if movement else None
