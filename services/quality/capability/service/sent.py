"""Capability from the measurements a caller sends; nothing is stored."""

import orjson

from services.quality.capability import schemas
from services.quality.capability.rules.specification import Specification
from services.quality.capability.service.answers import answer
from services.quality.capability.service.pictures import picture_of
from services.quality.pictures.rules.histogram import vega_lite
from services.quality.pictures.service import PICTURES, drawn
from services.quality.spc.rules.observations import Observations, observations
from shared.answers import Document, File
from shared.problems import FieldError, Invalid


class MeasurementsRequired(Invalid):
    """Give either single values or subgroups."""


def judge(data: schemas.CapabilityRequest, wanted: str) -> Document[schemas.Capability] | File:
    measured, spec = _measurements(data), Specification(data.lsl, data.usl, data.target)
    found = answer(measured, spec, data)
    if wanted not in PICTURES:
        return Document(orjson.dumps(found))
    picture = picture_of(
        found, measured.values, spec, f"{data.title}: capability" if data.title else "Capability", data.unit
    )
    return drawn(vega_lite(picture), wanted, name="capability")


def _measurements(data: schemas.CapabilityRequest) -> Observations:
    if data.values is not None and data.subgroups is None:
        return observations(data.values)
    if data.subgroups is not None and data.values is None:
        return observations(data.subgroups)
    raise MeasurementsRequired(errors=[FieldError("/values", "missing", "give values or subgroups, not both")])
