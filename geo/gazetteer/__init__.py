"""Names in two scripts → one place, or candidates, or none: `current().lookup(name)`.

Sources: places.geojson first, then what the workspace has imported, Syria's governorates, countries, and GeoNames'
towns of the countries in use. A name is matched by its normal form and aliases; likeness only suggests.
"""

from geo.gazetteer.entries import Ambiguous, Answer, Candidate, Entry, Found, Unknown
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.sources import current, gazetteer

__all__ = [
    "Ambiguous", "Answer", "Candidate", "Entry", "Found", "Gazetteer", "Unknown", "current", "gazetteer",
]  # fmt: skip
