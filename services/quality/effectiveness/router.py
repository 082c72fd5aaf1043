from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.effectiveness import schemas, service
from services.quality.effectiveness.queries import effectiveness_plans, effectiveness_results
from services.quality.effectiveness.rules.effectiveness import CriterionRequired
from services.quality.effectiveness.rules.plans import BaselineReversed, MetricUnfit
from services.quality.effectiveness.service import WindowOpen
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("", "Effectiveness")
Reader = Annotated[Reading, allow("capas:read")]
Writer = Annotated[Work, allow("capas:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)
WRONG = (CriterionRequired, BaselineReversed, MetricUnfit, ReferenceNotFound)


@router.get("/effectiveness-plans")
async def list_effectiveness_plans(
    work: Reader, query: Annotated[schemas.EffectivenessPlanQuery, Query()]
) -> Page[schemas.EffectivenessPlan]:
    """What corrective actions have to show, those replaced included."""
    return await effectiveness_plans.page(work, query)


@router.post("/effectiveness-plans", status_code=201, responses=problems(*WRONG, *REFUSED))
async def create_effectiveness_plan(
    work: Writer, data: schemas.EffectivenessPlanCreate
) -> Document[schemas.EffectivenessPlan]:
    """Draft what a corrective action has to show; it counts once it is frozen."""
    return await service.plan(work, data)


@router.get("/effectiveness-plans/{plan_id}")
async def get_effectiveness_plan(work: Reader, plan_id: UUID) -> Document[schemas.EffectivenessPlan]:
    """One plan."""
    return await effectiveness_plans.show(work, plan_id)


@router.get("/effectiveness-plans/{plan_id}/transitions")
async def list_effectiveness_plan_transitions(work: Reader, plan_id: UUID) -> Transitions:
    """Whether you may freeze it, and what is missing."""
    return Transitions.model_validate({"items": await effectiveness_plans.transitions(work, plan_id)})


@router.post("/effectiveness-plans/{plan_id}/transitions", responses=problems(*REFUSED, ReasonRequired, UnknownAction))
async def freeze_effectiveness_plan(
    work: Writer, plan_id: UUID, data: TransitionRequest
) -> Document[schemas.EffectivenessPlan]:
    """Freeze a plan, with its baseline as measured; a frozen one is replaced by a second person only. Send If-Match."""
    return await service.freeze(work, plan_id, data)


@router.get("/effectiveness-results")
async def list_effectiveness_results(
    work: Reader, query: Annotated[schemas.EffectivenessResultQuery, Query()]
) -> Page[schemas.EffectivenessResult]:
    """Verdicts as they were computed, the latest first."""
    return await effectiveness_results.page(work, query)


@router.post("/effectiveness-results", status_code=201, responses=problems(WindowOpen))
async def judge_effectiveness(
    work: Writer, data: schemas.EffectivenessResultCreate
) -> Document[schemas.EffectivenessResult]:
    """Compute the verdict of a window that has ended, again where data came late."""
    return await service.judge_now(work, data)


@router.get("/effectiveness-results/{result_id}")
async def get_effectiveness_result(work: Reader, result_id: UUID) -> Document[schemas.EffectivenessResult]:
    """One verdict and what it was computed from."""
    return await effectiveness_results.show(work, result_id)
