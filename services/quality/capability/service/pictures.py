"""Capability as a histogram beside its limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.quality.capability.rules.specification import Specification
from services.quality.pictures.rules.histogram import Curve, Histogram
from services.quality.pictures.rules.layers import INK, SERIES
from services.quality.spc.rules.arrays import Floats, present

Found = Mapping[str, Any]


def picture_of(found: Found, values: Floats, spec: Specification, title: str, unit: str | None) -> Histogram:
    """Drawn from the very numbers that the answer would have shown."""
    return Histogram(
        title=title,
        subtitle=" · ".join(_said(found)),
        unit=unit,
        values=values[present(values)],
        lsl=spec.lsl,
        usl=spec.usl,
        target=spec.target,
        marks=_marks(found),
        curves=list(_curves(found)) if found["percentiles"] is None else [],
    )


def _said(found: Found) -> Iterator[str]:
    """The indices with their bounds, what lies outside, and whether to believe it."""
    for part, names in (("within", ("cp", "cpk")), ("overall", ("pp", "ppk"))):
        for name in names:
            index = (found[part] or {}).get(name)
            if index is not None:
                bounds = "" if index.lower is None else f" ({index.lower:.2f} to {index.upper:.2f})"
                yield f"{name.capitalize()} {index.value:.2f}{bounds}"
    if found["overall"] is not None:
        ppm = found["overall"]["expected_ppm"].total
        yield f"{ppm:,.0f} ppm expected outside" if ppm >= 10 else f"{ppm:.2g} ppm expected outside"
    doubts = ", ".join(doubt.replace("_", " ") for doubt in found["doubts"])
    yield f"not to be trusted yet: {doubts}" if doubts else "to be trusted"


def _marks(found: Found) -> dict[str, float]:
    spread = found["percentiles"]
    if spread is None:
        return {"mean": found["mean"]}
    return {"0.135 %": spread.low, "median": spread.median, "99.865 %": spread.high}


def _curves(found: Found) -> Iterator[Curve]:
    """What the process did, and what it could do."""
    if found["overall"] is not None:
        yield Curve("overall", found["mean"], found["overall"]["sigma"], 1, SERIES)
    if found["within"] is not None:
        yield Curve("within subgroups", found["mean"], found["within"]["sigma"], -1, INK, (5, 3))
