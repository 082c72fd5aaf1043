"""Capability from the measurements a caller sends; nothing is stored."""

from typing import Any

import orjson

from services.quality.capability import schemas
from services.quality.capability.rules.analysis import Performance
from services.quality.capability.rules.process import process_capability
from services.quality.capability.rules.specification import Specification
from services.quality.spc.rules.observations import Observations, observations
from shared.answers import Document
from shared.problems import FieldError, Invalid

POTENTIAL = {"cp": "cp", "cpl": "cpl", "cpu": "cpu", "cpk": "cpk", "cpm": "cpm"}
PERFORMED = {"pp": "cp", "ppl": "cpl", "ppu": "cpu", "ppk": "cpk", "cpm": "cpm"}


class MeasurementsRequired(Invalid):
    """Give either single values or subgroups."""


def judge(data: schemas.CapabilityRequest) -> Document[schemas.Capability]:
    spec = Specification(data.lsl, data.usl, data.target)
    judged = process_capability(
        _measurements(data),
        spec,
        sigma_method=data.sigma_method,
        ci_df=data.ci_df,
        distribution=data.distribution,
        confidence=data.confidence,
        grr_percent=data.grr_percent,
    )
    found, sigma = judged.capability, judged.sigma_within
    answer = {
        "n": found.n,
        "mean": found.mean,
        "off_centre": found.off_centre,
        "sigma_method": None if sigma is None else sigma.method,
        "within": _performance(found.within, POTENTIAL),
        "overall": _performance(found.overall, PERFORMED),
        "percentiles": found.percentiles,
        "observed_ppm": found.observed_ppm,
        "distribution": data.distribution,
        "fit": found.fit,
        "stability": judged.stability,
        "trustworthy": found.trustworthy,
        "doubts": found.doubts,
        "warnings": found.warnings,
    }
    return Document(orjson.dumps(answer))


def _measurements(data: schemas.CapabilityRequest) -> Observations:
    if data.values is not None and data.subgroups is None:
        return observations(data.values)
    if data.subgroups is not None and data.values is None:
        return observations(data.subgroups)
    raise MeasurementsRequired(errors=[FieldError("/values", "missing", "give values or subgroups, not both")])


def _performance(found: Performance, names: dict[str, str]) -> dict[str, Any] | None:
    if found.spread is None:
        return None
    return {
        "sigma": found.spread.sigma,
        "df": found.spread.df,
        **{name: getattr(found.indices, index) for name, index in names.items()},
        "expected_ppm": found.expected_ppm,
        "z_bench": found.z_bench,
    }
