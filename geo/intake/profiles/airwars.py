"""Tables in the manner of Airwars: belligerents suspected or known, an assessment, bounds of civilian deaths.

Method: https://airwars.org/about/methodology/. A belligerent is a claim by sources, never a fact of ours; what the
belligerent says stands beside it with its own date.
"""

from __future__ import annotations

from types import MappingProxyType

from geo.intake.profiles.profile import Profile
from geo.intake.profiles.words import type_from_words

AIRWARS = Profile(
    name="airwars",
    title="Airwars-like table",
    signs=tuple(
        frozenset({party, assessment})
        for party in (
            "suspected_belligerent",
            "suspected_belligerents",
            "belligerents_suspected",
            "belligerent_suspected",
            "known_belligerent",
            "known_belligerents",
            "belligerents_known",
            "belligerent_known",
            "belligerent",
            "belligerents",
            "suspected_attacker",
            "known_attacker",
        )
        for assessment in (
            "assessment",
            "grading",
            "civilian_harm_assessment",
            "grade",
            "harm_status",
            "civilian_harm_status",
            "airwars_assessment",
            "airwars_grading",
        )
    ),
    types=type_from_words,
    fields=MappingProxyType(
        {
            "id": (
                "unique_reference_code",
                "airwars_code",
                "airwars_id",
                "incident_code",
                "incident_id",
                "code",
                "id",
                "reference",
                "ref",
            ),
            "title": ("title", "incident", "name"),
            "type": ("strike_type", "incident_type", "event_type", "type", "cause", "causes"),
            "text": ("summary", "description", "notes", "narrative"),
            "date": ("incident_date", "date_start", "start_date", "date"),
            "date_end": ("date_end", "end_date", "incident_date_end"),
            "place": (
                "location_name",
                "incident_location",
                "location",
                "location_as_reported",
                "location_name_reported",
                "place",
                "town",
                "village",
            ),
            "country": ("country",),
            "admin1": ("governorate", "province", "province_governorate", "governorate_province", "admin1", "admin_1"),
            "admin2": ("district", "admin2", "admin_2"),
            "lat": ("latitude", "lat"),
            "lon": ("longitude", "lon", "lng", "long"),
            "point": ("geolocation", "coordinates", "lat_lon"),
            "precision": (
                "geolocation_accuracy",
                "location_accuracy",
                "geolocation_accuracy_level",
                "accuracy",
                "geo_accuracy",
                "accuracy_level",
            ),
            "killed_min": (
                "civilian_deaths_min",
                "min_civilian_deaths",
                "minimum_civilian_deaths",
                "civilians_killed_min",
                "minimum_civilians_killed",
                "minimum_civilians_reported_killed",
                "killed_min",
                "min_killed",
                "deaths_min",
                "min_deaths",
                "civilian_harm_min",
            ),
            "killed_max": (
                "civilian_deaths_max",
                "max_civilian_deaths",
                "maximum_civilian_deaths",
                "civilians_killed_max",
                "maximum_civilians_killed",
                "maximum_civilians_reported_killed",
                "killed_max",
                "max_killed",
                "deaths_max",
                "max_deaths",
                "civilian_harm_max",
            ),
            "killed": ("civilian_deaths", "civilians_killed", "civilians_reported_killed", "killed", "deaths"),
            "injured_min": (
                "injured_min",
                "min_injured",
                "civilians_injured_min",
                "minimum_civilians_injured",
                "civilian_injured_min",
            ),
            "injured_max": (
                "injured_max",
                "max_injured",
                "civilians_injured_max",
                "maximum_civilians_injured",
                "civilian_injured_max",
            ),
            "injured": ("civilians_injured", "civilians_reported_injured", "injured", "wounded"),
            "suspected": (
                "suspected_belligerents",
                "suspected_belligerent",
                "belligerents_suspected",
                "belligerent_suspected",
                "suspected_attacker",
                "belligerents",
                "belligerent",
            ),
            "known": (
                "known_belligerents",
                "known_belligerent",
                "belligerents_known",
                "belligerent_known",
                "known_attacker",
            ),
            "statement": (
                "belligerent_statement",
                "belligerent_position",
                "belligerent_assessment",
                "position",
                "statement",
                "military_statement",
            ),
            "statement_date": ("statement_date", "date_of_statement", "belligerent_statement_date", "position_date"),
            "grade": (
                "civilian_harm_assessment",
                "assessment",
                "airwars_assessment",
                "grading",
                "airwars_grading",
                "grade",
                "civilian_harm_status",
                "harm_status",
            ),
            "source": ("sources", "source"),
            "url": ("url", "link", "airwars_url", "source_url"),
        }
    ),
)
