from typing import Any

from services.quality.capability import schemas
from services.quality.capability.rules.analysis import Performance
from services.quality.capability.rules.process import process_capability
from services.quality.capability.rules.specification import Specification
from services.quality.spc.rules.observations import Observations

POTENTIAL = {"cp": "cp", "cpl": "cpl", "cpu": "cpu", "cpk": "cpk", "cpm": "cpm"}
PERFORMED = {"pp": "cp", "ppl": "cpl", "ppu": "cpu", "ppk": "cpk", "cpm": "cpm"}
HOW = {"sigma_method", "ci_df", "distribution", "confidence", "grr_percent"}

Asked = schemas.CapabilityRequest | schemas.CapabilityQuery


def answer(data: Observations, spec: Specification, asked: Asked) -> dict[str, Any]:
    """The fields of `schemas.Capability`. Raises what `process_capability` does."""
    judged = process_capability(data, spec, **asked.model_dump(include=HOW))
    found, sigma = judged.capability, judged.sigma_within
    return {
        "n": found.n,
        "mean": found.mean,
        "off_centre": found.off_centre,
        "sigma_method": None if sigma is None else sigma.method,
        "within": _performance(found.within, POTENTIAL),
        "overall": _performance(found.overall, PERFORMED),
        "percentiles": found.percentiles,
        "observed_ppm": found.observed_ppm,
        "distribution": asked.distribution,
        "fit": found.fit,
        "stability": judged.stability,
        "trustworthy": found.trustworthy,
        "doubts": found.doubts,
        "warnings": found.warnings,
    }


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
