"""From a file of outside rows to a data set: recognised, mapped, understood, checked and told, row by row.

Nothing is repaired silently and nothing is lost: rows in = loaded + rejected + duplicates, always. What a value means
is decided for distinct values only, so that ten million rows cost little more than their bytes.
"""

from geo.intake.account import Account, KindCount
from geo.intake.findings import KINDS, Finding
from geo.intake.importing import Prepared, Preview, look, prepare
from geo.intake.job import Cancelled, Progress
from geo.intake.mapping import FLOW_TARGETS, GEOMETRY_LAT, GEOMETRY_LON, OPTIONS, TARGETS, Mapping, remember
from geo.intake.moments import begins_a_day
from geo.intake.profiles import PROFILES
from geo.intake.recognise import Recognised, recognise

__all__ = [
    "FLOW_TARGETS",
    "GEOMETRY_LAT",
    "GEOMETRY_LON",
    "KINDS",
    "OPTIONS",
    "PROFILES",
    "TARGETS",
    "Account",
    "Cancelled",
    "Finding",
    "KindCount",
    "Mapping",
    "Prepared",
    "Preview",
    "Progress",
    "Recognised",
    "begins_a_day",
    "look",
    "prepare",
    "recognise",
    "remember",
]
