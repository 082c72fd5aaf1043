"""A stored chart as a picture."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.quality.pictures.rules.flags import legend
from services.quality.pictures.rules.layers import Picture
from services.quality.pictures.rules.panels import EXACT, KINDS, Panel, alarms_of, panel, spread_of, verdict_of
from services.quality.spc.rules.limits import LimitsKind
from services.quality.spc.rules.run_lengths.average import RunLength

Data = Mapping[str, Any]
WITHOUT_LIMITS = "no limits"


def picture_of(data: Data, lengths: Sequence[RunLength]) -> Picture:
    """Drawn from the very numbers that the answer would have shown."""
    indices = [point["index"] for point in data["points"]]
    return Picture(
        title=_title(data),
        subtitle=_subtitle(data, lengths),
        labels=[point["taken_at"][:16].replace("T", " ") for point in data["points"]],
        panels=_panels(data, {index: place for place, index in enumerate(indices)}),
        stages=_stages(data["stages"], indices),
        legend=legend(one["rule"] for one in data["signals"]),
    )


def _title(data: Data) -> str:
    """With the name of a chart that is not the only one."""
    name = "" if data["is_default"] else f", {data['name']}"
    return f"{data['characteristic']['code']} {data['characteristic']['name']}: {KINDS[data['kind']]}{name}"


def _panels(data: Data, places: Mapping[int, int]) -> list[Panel]:
    excluded = {place: point["assignable_cause"] for place, point in enumerate(data["points"]) if point["excluded"]}
    limits = data["specifications"][-1] if data["specifications"] else {}
    specification = {
        name: limits.get(column) for name, column in (("USL", "usl"), ("LSL", "lsl"), ("target", "target"))
    }
    return [
        panel(
            plot["statistic"],
            plot,
            [(places[one["index"]], one["rule"]) for one in data["signals"] if one["statistic"] == plot["statistic"]],
            excluded=excluded,
            unit=data["characteristic"]["unit"],
            specification=specification,
        )
        for plot in data["plots"]
    ]


def _subtitle(data: Data, lengths: Sequence[RunLength]) -> str:
    """How many points, by which limits, how often their rules are wrong, and what makes them doubtful."""
    stage = data["stages"][-1] if data["stages"] else None
    said = [f"{data['total']} points"]
    if stage is not None:
        said += spread_of(data["kind"], stage["sigma"], stage["sigma_z"])
    if data["limits_kind"] == LimitsKind.PROBABILITY:
        said.append(EXACT)
    if stage is not None and stage["limit_set_id"] is None and stage["estimated_from"]:
        said.append(f"limits on trial, from {stage['estimated_from']} of these points")
    if stage is not None and stage["run_test"] is not None:
        said += verdict_of(stage["run_test"])
    return " · ".join([*said, *alarms_of(lengths), *(caution.replace("_", " ") for caution in data["warnings"])])


def _stages(stages: Sequence[Data], indices: Sequence[int]) -> list[tuple[int, str]]:
    begins = np.searchsorted(indices, [stage["first_index"] for stage in stages])
    names = [f"limits {stage['number']}" if stage["number"] else WITHOUT_LIMITS for stage in stages]
    return [] if {*names} == {WITHOUT_LIMITS} else list(zip(begins.tolist(), names, strict=True))
