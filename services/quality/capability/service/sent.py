"""Capability from the measurements a caller sends; nothing is stored."""

import orjson

from services.quality.capability import schemas
from services.quality.capability.rules.specification import Specification
from services.quality.capability.service.answers import answer
from services.quality.spc.rules.observations import Observations, observations
from shared.answers import Document
from shared.problems import FieldError, Invalid


class MeasurementsRequired(Invalid):
    """Give either single values or subgroups."""


def judge(data: schemas.CapabilityRequest) -> Document[schemas.Capability]:
    spec = Specification(data.lsl, data.usl, data.target)
    return Document(orjson.dumps(answer(_measurements(data), spec, data)))


def _measurements(data: schemas.CapabilityRequest) -> Observations:
    if data.values is not None and data.subgroups is None:
        return observations(data.values)
    if data.subgroups is not None and data.values is None:
        return observations(data.subgroups)
    raise MeasurementsRequired(errors=[FieldError("/values", "missing", "give values or subgroups, not both")])
