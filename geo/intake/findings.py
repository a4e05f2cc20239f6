"""Every kind of finding as data: how grave it is, what it means, what to do about it. One row per kind.

An error rejects the row, a warning keeps it marked, a note only tells. `Finding` is one of them at one cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.errors import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one cell of one row; `column` is empty where the whole row is meant."""

    severity: Severity
    row: int
    column: str
    value: str
    reason: str
    cure: str
    kind: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of finding means."""

    severity: Severity
    reason: str
    cure: str


def _kinds(severity: Severity, **held: tuple[str, str]) -> dict[str, Kind]:
    return {name: Kind(severity, reason, cure) for name, (reason, cure) in held.items()}


KINDS: Mapping[str, Kind] = MappingProxyType(
    _kinds(
        "error",
        unread=("The row could not be read.", "Mend the row in the file."),
        empty=("Nothing in the row says what happened, when or where.", "Map more columns, or leave the row out."),
        figure_order=(
            "The figures contradict each other: minimum, best and maximum are not in order.",
            "Mend the figures and drop the rejects again.",
        ),
        figure_negative=("A number of people below 0.", "Leave the cell empty where the number is not known."),
        figure_infinite=(
            "A number of people that is not finite.",
            "Leave the cell empty where the number is not known.",
        ),
        date_order=("The last day lies before the first.", "Mend the dates and drop the rejects again."),
        flow_no_ends=(
            "Neither where people came from nor where they went is known.",
            "Give one of the two; a number of people at one place is a stock: map it as people present.",
        ),
        flow_total=(
            "A total of other rows, no movement of its own: not loaded, so that nobody is counted twice.",
            "Nothing to do.",
        ),
        stock_no_place=("Where these people are is not said.", "Give the place and drop the rejects again."),
        id_reused=(
            "The identifier stands for another record with different content.",
            "Give each record an identifier of its own; the first one was kept.",
        ),
    )
    | _kinds(
        "warning",
        date_unread=("Not read as a date; the row is kept without one.", "Write the date as 2017-05-15."),
        date_ambiguous=(
            "Day and month could be either way round; the row is kept without a date.",
            "Choose the order of day and month for this file.",
        ),
        date_moments=(
            "Each date is a moment at one hour, as programs write midnight in the east; kept as the day in UTC.",
            "It may be one day early: if so, choose in the mapping that these are midnights further east.",
        ),
        date_after_source=("The event is dated after its source.", "Check both dates."),
        date_in_future=("The event is dated after the day that the data describes.", "Check the date."),
        place_name_long=(
            "More than 300 characters stand where the name of a place should: the first of them are kept.",
            "Mend the cell, or map the column as text.",
        ),
        figure_unread=(
            "Not read as a number of people; the words are kept, no number is.",
            "Write whole numbers, or words such as: at least 12, up to 60, 5-10.",
        ),
        coordinate_unread=(
            "Not usable as a coordinate; the row is kept without a point.",
            "Write degrees with a decimal point, latitude and longitude apart.",
        ),
        point_zero=(
            "The point 0, 0 lies in the sea and stands for unknown; the row is kept without a point.",
            "Leave both cells empty where the place is not known.",
        ),
        point_half=("Only one of latitude and longitude is given; the row is kept without a point.", "Give both."),
        point_swapped=(
            "Latitude and longitude seem swapped: the other way round it fits the unit named. Kept without a point.",
            "Swap the two columns in the mapping if this holds for the whole file, else mend these rows.",
        ),
        point_outside_admin=(
            "The point lies outside the governorate, province or state named.",
            "Check the point and the name.",
        ),
        point_outside_country=("The point lies outside the country named.", "Check the point and the name."),
        admin_unknown=("No governorate of this country has this name.", "Check the name."),
        admin_unlisted=(
            "No unit of this name is listed for this country; the point was compared with the country only.",
            "Check the name; the list (Natural Earth) may be older than it. A boundary file can be added.",
        ),
        country_unknown=("No country of this name is known.", "Use the English name or the ISO code."),
        type_unknown=(
            "A type of event never seen before; kept as other, with its own words.",
            "Check the spelling, or map the type.",
        ),
        place_unmatched=(
            "No place of this name is known; the movement is kept with the name and without a point there.",
            "Choose the place (below, or --place NAME=ID), give coordinates or a p-code, or add a gazetteer.",
        ),
        place_ambiguous=(
            "Several places have this name; the movement is kept with the name and without a point there.",
            "Choose one of those listed (below, or --place NAME=ID), or give the governorate or a p-code.",
        ),
        place_contradicts=(
            "What the row says of this place does not fit together; it is kept with the name and without a point.",
            "Check name, governorate and p-code: are two cells swapped? Or choose the place.",
        ),
        place_noted=(
            "Placed, but there is more to know: another place has this name too, or a code of the row is not known.",
            "Check it; another place can be chosen (below, or --place NAME=ID).",
        ),
        precision_unknown=(
            "A precision never seen before; kept as not known.",
            "Check the value against the code book.",
        ),
        grade_unknown=(
            "An assessment never seen before; kept without a grade.",
            "Use confirmed, fair, weak, contested or discounted.",
        ),
        figure_zero=(
            "The figure is 0, and the words say that the number is not known: kept as unknown, not as none.",
            "Read the words of the row.",
        ),
        figure_imputed=(
            "The words behind the figure are vague: the number was imputed by the publisher.",
            "Read the figure as: about.",
        ),
    )
    | _kinds(
        "note",
        origin_unknown=("Where these people came from is not known; kept as an unknown origin.", "Nothing to do."),
        destination_unknown=("Where these people went is not known; kept as an unknown end.", "Nothing to do."),
        stock_apart=(
            "People at a place, not people who moved: kept as a stock, never added over rounds and never an arrow.",
            "Nothing to do.",
        ),
        date_moved=(
            "Days written as midnights of a zone in the east, in UTC: the day that begins then is taken.",
            "Choose the day in UTC in the mapping if that is not so.",
        ),
        date_serial=("Read as the day number of a spreadsheet.", "Write the date as 2017-05-15."),
        type_labour=("A strike by staff or workers by its words, not an attack.", "Nothing to do."),
        place_restricted=("A medical facility or shelter: published at town level or coarser.", "Nothing to do."),
        summary=("Sums up several events: kept out of totals.", "Nothing to do."),
        supporting=(
            "A figure that checks another one of the same displacement: kept out of totals.",
            "Nothing to do.",
        ),
        stock=(
            "A number of people present at a date, not of people who moved then: kept out of totals.",
            "Nothing to do.",
        ),
        older_version=("An older version of the same record; the newest was kept.", "Nothing to do."),
        duplicate=("The same record again.", "Nothing to do."),
        file=("About the file as a whole.", ""),
        column_unused=("No part of an event: this column was not read.", "Map it if it matters."),
    )
)
