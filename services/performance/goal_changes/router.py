from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goal_changes import schemas, service
from services.performance.goal_changes.queries import goal_changes
from services.performance.goal_changes.rules import ChangeIncomplete, GoalChanged
from services.performance.goals.rules.measures import NothingToMeasure
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/goal-changes", "GoalChanges")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)


@router.get("")
async def list_goal_changes(
    work: Reader, query: Annotated[schemas.GoalChangeQuery, Query()]
) -> Page[schemas.GoalChange]:
    """Changes asked for of the goals you may see, the latest first."""
    return await goal_changes.page(work, query)


@router.post("", status_code=201, responses=problems(ChangeIncomplete, NothingToMeasure, ReferenceNotFound, *REFUSED))
async def request_goal_change(work: Writer, data: schemas.GoalChangeCreate) -> Document[schemas.GoalChange]:
    """Ask for a change of an active goal; its lead decides. What could not be applied is refused at once."""
    return await service.ask(work, data)


@router.get("/{goal_change_id}")
async def get_goal_change(work: Reader, goal_change_id: UUID) -> Document[schemas.GoalChange]:
    """One change that was asked for."""
    return await goal_changes.show(work, goal_change_id)


@router.get("/{goal_change_id}/transitions")
async def list_goal_change_transitions(work: Reader, goal_change_id: UUID) -> Transitions:
    """How a request can be decided, by whom, and what is missing."""
    return Transitions.model_validate({"items": await goal_changes.transitions(work, goal_change_id)})


@router.post("/{goal_change_id}/transitions", responses=problems(GoalChanged, NothingToMeasure, *REFUSED))
async def decide_goal_change(
    work: Writer, goal_change_id: UUID, data: TransitionRequest
) -> Document[schemas.GoalChange]:
    """Approve, reject or withdraw; approved, it is applied at once. Send If-Match."""
    return await service.decide(work, goal_change_id, data)
