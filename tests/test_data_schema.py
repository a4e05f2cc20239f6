"""What the schemas of the shipped records refuse."""

import copy
from collections.abc import Callable

import jsonschema
import pytest
from shipped import DOCUMENTS, Json, validator

Mutation = Callable[[Json], object]
BAD: dict[str, tuple[str, Mutation]] = {
    "an unknown event type": ("events", lambda d: d["events"][0].update(type="Airstrike")),
    "a field more": ("events", lambda d: d["events"][0].update(colour="red")),
    "a field less": ("events", lambda d: d["events"][0].pop("grade")),
    "an event without a claim": ("events", lambda d: d["events"][0].update(claims=[])),
    "an event without a place": ("events", lambda d: d["events"][0].update(places=[])),
    "a stance that is none": ("events", lambda d: d["events"][0]["claims"][0].update(stance="says")),
    "a figure that is a number": ("events", lambda d: d["events"][4].update(killed=60)),
    "a figure that is text": ("events", lambda d: d["events"][4]["killed"].update(max="60")),
    "a figure below zero": ("events", lambda d: d["events"][4]["killed"].update(max=-1)),
    "up to, with a minimum": ("events", lambda d: d["events"][4]["killed"].update(min=1)),
    "at least, with a maximum": ("events", lambda d: d["events"][2]["killed"].update(max=9000)),
    "a figure without number or word": ("events", lambda d: d["events"][13]["killed"].update(text=None)),
    "casualties of a labour strike": ("events", lambda d: d["events"][6].update(killed=d["events"][4]["killed"])),
    "a date out of the calendar": ("events", lambda d: d["events"][4].update(date_start="2017-02-30")),
    "a date with a time": ("events", lambda d: d["events"][4].update(date_start="2017-05-15T00:00")),
    "no date at all": ("events", lambda d: d["events"][3].update(date_start=None)),
    "a grade without a reason": ("events", lambda d: d["events"][0].update(grade_reason=None)),
    "a precision without a date": ("events", lambda d: d["events"][4]["claims"][0].update(said_precision="day")),
    "a checksum that is none": ("events", lambda d: d["sources"][0].update(sha256="abc")),
    "shares of an unknown split": ("movements", lambda d: d["movements"][0].update(shares={"east-ghouta": {}})),
    "a split without shares": ("movements", lambda d: d["movements"][0].update(split_known=True)),
    "a movement from nowhere": ("movements", lambda d: d["movements"][0].update(origins=[])),
    "a group that is none": ("movements", lambda d: d["movements"][0].update(group="rebels")),
    "a latitude of 95": ("places", lambda d: d["features"][0]["properties"].update(lat=95.2)),
    "a latitude without longitude": ("places", lambda d: d["features"][0]["properties"].update(lon=None)),
    "a p-code of the wrong length": ("places", lambda d: d["features"][0]["properties"].update(admin1_pcode="SY0304")),
    "a restricted place as itself": ("places", lambda d: d["features"][4]["properties"].update(publish_as=None)),
    "a governorate as a pin": ("places", lambda d: d["features"][11].update(geometry=d["features"][0]["geometry"])),
    "an open ring": ("places", lambda d: d["features"][11]["geometry"].update(coordinates=[[[36, 35], [37, 35]]])),
    "three coordinates": ("places", lambda d: d["features"][0]["geometry"].update(coordinates=[36.3, 33.6, 9])),
}


@pytest.mark.parametrize("case", BAD)
def test_schema_refuses(case: str) -> None:
    name, mutate = BAD[case]
    document = copy.deepcopy(DOCUMENTS[name])
    mutate(document)
    with pytest.raises(jsonschema.ValidationError):
        validator(name).validate(document)
