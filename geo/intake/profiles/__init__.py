"""The formats of the field as data: which headers say what, whose code book, who publishes it and on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.intake.profiles.acled import ACLED, ACLED_MONTHS, ACLED_WEEKS
from geo.intake.profiles.airwars import AIRWARS
from geo.intake.profiles.flows import DTM, FLOWMAP, OD_WORKBOOK, OWN_FLOWS, UNHCR_FLOWS, UNHCR_POPULATION, UNHCR_STOCKS
from geo.intake.profiles.generic import GENERIC
from geo.intake.profiles.hxl import HXL
from geo.intake.profiles.idmc import IDMC
from geo.intake.profiles.profile import Meaning, Profile, header
from geo.intake.profiles.ucdp import UCDP

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            ACLED,
            ACLED_WEEKS,
            ACLED_MONTHS,
            UCDP,
            IDMC,
            AIRWARS,
            UNHCR_POPULATION,
            UNHCR_FLOWS,
            UNHCR_STOCKS,
            DTM,
            FLOWMAP,
            OD_WORKBOOK,
            OWN_FLOWS,
            HXL,
            GENERIC,
        )
    }
)

__all__ = ["GENERIC", "HXL", "PROFILES", "UCDP", "Meaning", "Profile", "header"]
