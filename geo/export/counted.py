"""Counts of events and claims as plain English: "2 airstrikes", "5 claims; 1 denies".

A count is of events, never of people or single acts, so types that stand for many acts read "1 case of …".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from geo.vocab import EVENT_TYPES, label

MOST = 7
"""So many types are named; the rest is counted together."""
_NOUNS = {
    "airstrike": ("airstrike", "airstrikes"),
    "shelling": ("case of shelling", "cases of shelling"),
    "strike_unspecified": ("strike by air or artillery", "strikes by air or artillery"),
    "ground_offensive": ("ground offensive", "ground offensives"),
    "siege": ("siege", "sieges"),
    "chemical": ("chemical attack", "chemical attacks"),
    "explosion_ied": ("explosion or IED", "explosions or IEDs"),
    "execution": ("case of executions", "cases of executions"),
    "detention_abuse": ("case of abuse in detention", "cases of abuse in detention"),
    "allegation": ("allegation", "allegations"),
    "forced_displacement": ("forced displacement", "forced displacements"),
    "transit": ("transit of displaced people", "transits of displaced people"),
    "capitulation": ("case of capitulation", "cases of capitulation"),
    "labour_action": ("labour strike", "labour strikes"),
    "health_service": ("health service event", "health service events"),
    "diplomacy": ("diplomatic event", "diplomatic events"),
    "statement": ("statement", "statements"),
    "protest": ("protest", "protests"),
    "abduction": ("abduction", "abductions"),
    "other": ("other event", "other events"),
}


def n_of(count: int, one: str, many: str = "") -> str:
    """
    >>> n_of(1, "event"), n_of(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def events_by_type(types: Iterable[str]) -> str:
    """The events of each type, most frequent first.

    >>> events_by_type(["airstrike", "siege", "airstrike"])
    '2 airstrikes and 1 siege'
    """
    kinds = Counter(types)
    parts = [n_of(n, *_noun(kind)) for kind, n in kinds.most_common(MOST)]
    rest = kinds.total() - sum(n for _, n in kinds.most_common(MOST))
    return joined([*parts, f"{rest:,} of other types"] if rest else parts)


def _noun(kind: str) -> tuple[str, str]:
    words = label(EVENT_TYPES, kind)
    return _NOUNS.get(kind, (f"event of the type “{words}”", f"events of the type “{words}”"))


_OPPOSING = {
    "denies": ("denies", "deny"), "disputes": ("disputes", "dispute"), "could_not_verify": ("could not verify",) * 2,
    "retracts": ("retracts", "retract"),
}  # fmt: skip
"""Each stance of the other side with its verb for one claim and for several."""


def claims_and_against(stances: Iterable[str]) -> str:
    """How many claims there are, and how many of them stand on the other side, each stance by itself.

    >>> claims_and_against(["asserts", "asserts", "disputes", "could_not_verify", "could_not_verify"])
    '5 claims; 1 disputes, 2 could not verify'
    >>> claims_and_against(["asserts"]), claims_and_against(["asserts", "asserts"])
    ('1 claim; none denies or doubts it', '2 claims; none of them denies, disputes or doubts')
    """
    held = Counter(stances)
    claims = held.total()
    against = [f"{held[slug]:,} {verbs[held[slug] > 1]}" for slug, verbs in _OPPOSING.items() if held[slug]]
    if not against:
        silent = {0: "", 1: "; none denies or doubts it"}.get(claims, "; none of them denies, disputes or doubts")
        return f"{n_of(claims, 'claim')}{silent}"
    return f"{n_of(claims, 'claim')}; {', '.join(against)}"


def joined(parts: list[str]) -> str:
    """
    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1] if parts else "")))
