from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.review_cycles import schemas
from services.performance.review_cycles.queries.cycles import review_cycles
from services.performance.review_cycles.rules.cycles import (
    CycleEndsBeforeStart,
    LaunchBlocked,
    LaunchIsAJob,
    NotLater,
    PhasesOutOfOrder,
)
from services.performance.review_cycles.service import cycles, launching
from shared.admission import allow
from shared.answers import Accepted, Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.jobs.schemas import Job
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/review-cycles", "ReviewCycles")
Reader = Annotated[Reading, allow("review_cycles:read")]
Keeper = Annotated[Reading, allow("review_cycles:write")]
Writer = Annotated[Work, allow("review_cycles:write")]


@router.get("")
async def list_review_cycles(
    work: Reader, query: Annotated[schemas.ReviewCycleQuery, Query()]
) -> Page[schemas.ReviewCycle]:
    """The cycles, the latest first."""
    return await review_cycles.page(work, query)


@router.post("", status_code=201, responses=problems(CycleEndsBeforeStart, PhasesOutOfOrder, ReferenceNotFound))
async def create_review_cycle(work: Writer, data: schemas.ReviewCycleCreate) -> Document[schemas.ReviewCycle]:
    """Plan a cycle; without a template and policy it takes those of the default pack."""
    return await cycles.create(work, data)


@router.get("/{review_cycle_id}")
async def get_review_cycle(work: Reader, review_cycle_id: UUID) -> Document[schemas.ReviewCycle]:
    """One cycle."""
    return await review_cycles.show(work, review_cycle_id)


@router.patch(
    "/{review_cycle_id}",
    responses=problems(TransitionNotAllowed, CycleEndsBeforeStart, PhasesOutOfOrder, ReferenceNotFound),
)
async def patch_review_cycle(
    work: Writer, review_cycle_id: UUID, data: schemas.ReviewCyclePatch
) -> Document[schemas.ReviewCycle]:
    """Change a draft."""
    return await cycles.patch(work, review_cycle_id, data)


@router.get("/{review_cycle_id}/transitions")
async def list_review_cycle_transitions(work: Reader, review_cycle_id: UUID) -> Transitions:
    """Where a cycle can go now, and what is missing."""
    return Transitions.model_validate({"items": await review_cycles.transitions(work, review_cycle_id)})


@router.post(
    "/{review_cycle_id}/transitions",
    responses=problems(TransitionNotAllowed, TransitionForbidden, LaunchBlocked, LaunchIsAJob),
)
async def transition_review_cycle(
    work: Writer, review_cycle_id: UUID, data: TransitionRequest
) -> Document[schemas.ReviewCycle]:
    """Move a cycle on, or back as long as nothing is released; send If-Match."""
    return await cycles.transition(work, review_cycle_id, data)


@router.get("/{review_cycle_id}/preview")
async def preview_review_cycle(work: Keeper, review_cycle_id: UUID) -> Document[schemas.LaunchPreview]:
    """Whom a launch would review now, and who stands in its way."""
    return await launching.preview(work, review_cycle_id)


@router.post(
    "/{review_cycle_id}/launch",
    status_code=202,
    responses=problems(TransitionNotAllowed, TransitionForbidden, LaunchBlocked),
)
async def launch_review_cycle(work: Writer, review_cycle_id: UUID) -> Accepted[Job]:
    """Make the reviews, by a job that may be asked for again: late joiners come in, nobody twice; send If-Match."""
    return await launching.begin(work, review_cycle_id)


@router.post("/{review_cycle_id}/extensions", responses=problems(TransitionNotAllowed, NotLater, ReferenceNotFound))
async def extend_review_cycle(work: Writer, review_cycle_id: UUID, data: schemas.DeadlineExtension) -> schemas.Extended:
    """Give more time to all of a phase, or to some reviews; what expired is open again."""
    return await cycles.extend(work, review_cycle_id, data)
