"""From what a caller sends to what the engine takes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import Any

import numpy as np

from services.quality.spc.rules.constants import constants
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma
from services.quality.spc.rules.observations import (
    InsufficientData,
    InvalidCount,
    InvalidValue,
    Observations,
    UseUChart,
    observations,
)
from services.quality.spc.rules.run_lengths import average
from services.quality.spc.rules.run_lengths.average import RunLength
from services.quality.spc.rules.run_rules import Rule
from shared.problems import FieldError, Invalid


class Form(StrEnum):
    """In which field data can come."""

    SUBGROUPS = "subgroups"
    VALUES = "values"
    COUNTS = "counts"
    VECTORS = "vectors"


COUNTED = {ChartKind.P, ChartKind.NP, ChartKind.C, ChartKind.U, ChartKind.LANEY_P, ChartKind.LANEY_U}
SINGLE = {ChartKind.I_MR, ChartKind.RUN, ChartKind.G, ChartKind.T}
OF_SIZES = COUNTED - {ChartKind.C}


class DataMissing(Invalid):
    """This chart takes its data from one field, which is not there, or others are."""


class StageInvalid(Invalid):
    """A stage has limits that are given whole, or estimated ones."""


class OneChart(Invalid):
    """Run lengths are of run rules, of an EWMA or of a CUSUM, and of one of them only."""


class LabelsUneven(Invalid):
    """Each point has one label."""


def check_labels(labels: Sequence[str] | None, points: int) -> None:
    if labels is not None and len(labels) != points:
        raise LabelsUneven(errors=[FieldError("/labels", "uneven", f"must be {points}, one a point")])


def check_stage(place: int, *, center: float | None, estimated_to: int | None, **others: float | None) -> None:
    if center is None:
        wrong = {name: "needs a center" for name, value in others.items() if value is not None}
    else:
        wrong = {} if estimated_to is None else {"estimated_to": "is not for limits that are given"}
    if wrong:
        errors = [FieldError(f"/stages/{place}/{name}", "not_of_stage", detail) for name, detail in wrong.items()]
        raise StageInvalid(errors=errors)


def forms(kind: ChartKind) -> tuple[Form, ...]:
    """The fields from which a chart takes its data."""
    if kind in COUNTED:
        return (Form.COUNTS,)
    if kind in SINGLE:
        return (Form.VALUES,)
    if kind is ChartKind.HOTELLING_T2:
        return (Form.VECTORS,)
    return (Form.SUBGROUPS, Form.VALUES) if kind in {ChartKind.EWMA, ChartKind.CUSUM} else (Form.SUBGROUPS,)


def data_of(kind: ChartKind, given: Mapping[Form, Any], sizes: Sequence[float | None] | None) -> Observations:
    """Raises DataMissing, and InvalidValue for rows of different length where they must be alike."""
    taken = forms(kind)
    errors = [FieldError(f"/{form}", "not_of_chart", "is not for this chart") for form in given if form not in taken]
    if not errors and len(given) != 1:
        errors = [FieldError(f"/{form}", "missing", "is required") for form in taken[:1]]
    if kind in OF_SIZES and sizes is None:
        errors.append(FieldError("/sizes", "missing", "is required"))
    if sizes is not None and kind not in COUNTED:
        errors.append(FieldError("/sizes", "not_of_chart", "is not for this chart"))
    if errors:
        raise DataMissing(errors=errors)
    [(form, rows)] = given.items()
    if form is Form.VECTORS and len({len(row) for row in rows}) > 1:
        raise InvalidValue("Each point has the same characteristics.")
    return observations(rows, None if sizes is None else np.array(sizes, dtype=np.float64))


@contextmanager
def pointing_into(form: Form) -> Iterator[None]:
    """What the engine says of the data, which it knows by numbers of points only, has its place in the body."""
    try:
        yield
    except (InsufficientData, InvalidCount, InvalidValue, UseUChart) as problem:
        points = problem.facts.get("points")
        places = [f"/{form}/{point - 1}" for point in points] if isinstance(points, list) else []
        errors = [FieldError(place, problem.code, problem.detail) for place in places or [f"/{form}"]]
        problem.errors = problem.errors or tuple(errors)
        raise


def advice_data(kind: DataKind, given: Mapping[Form, Any], sizes: Sequence[float | None] | None) -> Observations:
    """In the field that the usual chart of this kind of data takes; measurements are subgroups or single values."""
    usual = {
        DataKind.VARIABLE: ChartKind.EWMA,
        DataKind.DEFECTIVES: ChartKind.P,
        DataKind.DEFECTS: ChartKind.U if sizes is not None else ChartKind.C,
        DataKind.TIME_BETWEEN: ChartKind.T,
        DataKind.COUNT_BETWEEN: ChartKind.G,
    }
    return data_of(usual[kind], given, sizes)


def letters(n: int, k: float) -> dict[str, float]:
    """The constants under names that differ in more than their case."""
    return {
        f"range_{name.lower()}" if name[0] == "D" else name.lower(): value
        for name, value in asdict(constants(n, k)).items()
    }


def run_lengths(
    rules: Sequence[Rule], k: float, ewma: Ewma | None, cusum: Cusum | None, shifts: Sequence[float]
) -> list[RunLength]:
    """Raises OneChart unless rules, an EWMA or a CUSUM is asked for."""
    if sum((bool(rules), ewma is not None, cusum is not None)) != 1:
        raise OneChart(errors=[FieldError(f"/{name}", "one_of", "give one") for name in ("rules", "ewma", "cusum")])
    if ewma is not None:
        return [average.of_ewma(ewma, shift) for shift in shifts]
    if cusum is not None:
        return [average.of_cusum(cusum, shift) for shift in shifts]
    return [average.of_rules(rules, shift, k) for shift in shifts]
