"""Plans, curves and histories from what a caller sends; nothing is stored."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from services.quality.sampling import schemas
from services.quality.sampling.rules import switching
from services.quality.sampling.rules.double import (
    DoublePlan,
    SecondSampleRequired,
    double_outgoing_limit,
    double_point,
    double_quality_at,
)
from services.quality.sampling.rules.finder import Risks, find_plan
from services.quality.sampling.rules.lots import Lot, LotModel, Lots
from services.quality.sampling.rules.operating import SinglePlan, operating_point, outgoing_limit, quality_at
from services.quality.sampling.rules.switching import LotOutcome, SwitchingState
from services.quality.sampling.rules.tables import ensure_in_series, sampling_plan
from shared.answers import Document
from shared.problems import FieldError, under

STEPS = 25
HARDLY_EVER = 0.002
PERCENT_END = 10.0
"""Up to this AQL units are judged, beyond it nonconformities are counted."""


def look_up(data: schemas.PlanRequest) -> Document[schemas.LotPlan]:
    plan = sampling_plan(data.lot_size, data.level, data.aql, data.severity, data.scheme)
    lots = Lots(LotModel.BINOMIAL if data.aql <= PERCENT_END else LotModel.POISSON, data.lot_size)
    curve = _single(SinglePlan(plan.n, plan.re - 1), lots, None)
    return Document(orjson.dumps(asdict(plan) | {"operating_characteristic": curve}))


def draw(data: schemas.CurveRequest) -> Document[schemas.OperatingCharacteristic]:
    lots = Lots(data.model, data.lot_size)
    if data.second is None:
        if data.re is not None:
            raise SecondSampleRequired(errors=[FieldError("/re", "without_second", "belongs to a double plan")])
        return Document(orjson.dumps(_single(SinglePlan(data.n, data.ac), lots, data.p)))
    re = data.second.ac + 1 if data.re is None else data.re
    return Document(orjson.dumps(_double(DoublePlan(data.n, data.ac, re, data.second.n, data.second.ac), lots, data.p)))


def find(data: schemas.RisksRequest) -> Document[schemas.SmallestPlan]:
    lots = Lots(data.model, data.lot_size)
    plan = find_plan(Risks(data.p1, data.p2, data.alpha, data.beta), lots)
    good, bad = (operating_point(plan, lots.of(p)).pa for p in (data.p1, data.p2))
    curve = _single(plan, lots, None)
    risks = {"producer_risk": 1 - good, "consumer_risk": bad}
    return Document(orjson.dumps(asdict(plan) | risks | {"operating_characteristic": curve}))


def follow(data: schemas.History) -> Document[schemas.Switching]:
    aql = data.limit_numbers_of_aql
    if aql is not None:
        switching.ensure_limited(data.scheme, "/limit_numbers_of_aql")
        ensure_in_series(aql, "/limit_numbers_of_aql")
    state, steps = SwitchingState(), []
    for place, lot in enumerate(data.lots):
        with under(f"/lots/{place}"):
            step = switching.advance(state, LotOutcome(**lot.model_dump()), data.scheme, aql)
        names = ("before", "switching_score", "after", "reason", "explanation")
        steps.append({name: getattr(step, name) for name in names})
        state = step.state
    return Document(orjson.dumps({"steps": steps, "inspection": state.inspection}))


def _single(plan: SinglePlan, lots: Lots, asked: Sequence[float] | None) -> dict[str, object]:
    worst = outgoing_limit(plan, lots)
    points = [asdict(operating_point(plan, lot)) for lot in _lots(lots, asked, quality_at(plan, HARDLY_EVER, lots))]
    return {
        "model": lots.model,
        "curve": [point | {"pa_first": None, "asn": plan.n} for point in points],
        "p_at_pa_95": quality_at(plan, 0.95, lots),
        "p_at_pa_10": quality_at(plan, 0.10, lots),
        "aoql": worst.aoql,
        "aoql_at": worst.at,
    }


def _double(plan: DoublePlan, lots: Lots, asked: Sequence[float] | None) -> dict[str, object]:
    end = quality_at(SinglePlan(plan.n1, plan.re1 - 1), HARDLY_EVER, lots)
    worst = double_outgoing_limit(plan, lots)
    return {
        "model": lots.model,
        "curve": [asdict(double_point(plan, lot)) for lot in _lots(lots, asked, end)],
        "p_at_pa_95": double_quality_at(plan, 0.95, lots),
        "p_at_pa_10": double_quality_at(plan, 0.10, lots),
        "aoql": worst.aoql,
        "aoql_at": worst.at,
    }


def _lots(lots: Lots, asked: Sequence[float] | None, end: float | None) -> list[Lot]:
    """Of the qualities asked for, or evenly up to one that is hardly ever accepted."""
    if asked is None:
        return [lots.of((end or 1.0) * step / STEPS) for step in range(STEPS + 1)]
    found = []
    for place, p in enumerate(asked):
        with under(f"/p/{place}"):
            found.append(lots.of(p))
    return found
