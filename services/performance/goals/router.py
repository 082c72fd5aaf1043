from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goals import schemas
from services.performance.goals.queries.documents import goals
from services.performance.goals.queries.sheet import GOALS_SHEET
from services.performance.goals.rules import limits
from services.performance.goals.rules.measures import NothingToMeasure
from services.performance.goals.service import bulk, carrying, key_results, milestones
from services.performance.goals.service import goals as service
from shared.admission import allow
from shared.answers import Document, File, Page
from shared.bulk import BulkQuery, BulkRefused, BulkReport
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router, files
from shared.problems import ReferenceNotFound
from shared.resources.sheet import MEDIA_TYPES, TooManyRows
from shared.schemas import Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed

router = Router("/goals", "Goals")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write")]
FULL_BATCH = 5 * MEGABYTE
"""5,000 rows of a thousand bytes and ten keys each."""
REFUSED = (TransitionNotAllowed, TransitionForbidden)
MISPLACED = (limits.LevelTooLow, limits.OutOfRange)
NOT_VALID = (
    limits.OwnerMissing,
    limits.DueMissing,
    limits.DueBeforeStart,
    limits.CycleClosed,
    limits.WeightsExceeded,
    NothingToMeasure,
    ReferenceNotFound,
)


@router.get("")
async def list_goals(work: Reader, query: Annotated[schemas.GoalQuery, Query()]) -> Page[schemas.Goal]:
    """The goals you may see, newest first."""
    return await goals.page(work, query)


@router.post("", status_code=201, responses=problems(*NOT_VALID))
async def create_goal(work: Writer, data: schemas.GoalCreate) -> Document[schemas.Goal]:
    """Set a goal as a draft, with its key results if you have them; publish or submit it when it is ready."""
    return await service.create(work, data)


@router.post(":batch", responses=problems(BulkRefused), max_body_size=FULL_BATCH)
async def update_goals(
    work: Writer, query: Annotated[BulkQuery, Query()], data: schemas.GoalsUpdate
) -> Document[BulkReport]:
    """Change or move up to 5,000 goals at once; each row has an outcome of its own."""
    return await bulk.update(work, query, data)


@router.get("/export", responses=files(*MEDIA_TYPES.values()) | problems(TooManyRows))
async def export_goals(work: Reader, query: Annotated[schemas.GoalSheetQuery, Query()]) -> File:
    """The goals you may see as a spreadsheet, at most 100,000."""
    return await GOALS_SHEET.file(work, query)


@router.get("/{goal_id}")
async def get_goal(work: Reader, goal_id: UUID) -> Document[schemas.Goal]:
    """One goal with its key results, progress and health."""
    return await goals.show(work, goal_id)


@router.patch("/{goal_id}", responses=problems(*NOT_VALID, *MISPLACED, *REFUSED))
async def patch_goal(work: Writer, goal_id: UUID, data: schemas.GoalPatch) -> Document[schemas.Goal]:
    """Change a goal that is neither locked nor closed."""
    return await service.patch(work, goal_id, data)


@router.get("/{goal_id}/transitions")
async def list_goal_transitions(work: Reader, goal_id: UUID) -> Transitions:
    """Every step of a goal's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await goals.transitions(work, goal_id)})


@router.post("/{goal_id}/transitions", responses=problems(*REFUSED, ReasonRequired, limits.WeightsExceeded))
async def transition_goal(work: Writer, goal_id: UUID, data: schemas.GoalTransition) -> Document[schemas.Goal]:
    """Submit, approve, return, publish, end, grade, cancel, archive or reopen a goal; send If-Match."""
    return await service.transition(work, goal_id, data)


@router.put("/{goal_id}/score", responses=problems(*REFUSED))
async def propose_goal_score(work: Writer, goal_id: UUID, data: schemas.ScoreProposal) -> Document[schemas.Goal]:
    """Propose the final score; the lead confirms it by grading the goal."""
    return await service.propose_score(work, goal_id, data)


@router.put("/{goal_id}/lock", responses=problems(*REFUSED))
async def lock_goal(work: Writer, goal_id: UUID) -> Document[schemas.Goal]:
    """Lock an active goal: from now on it changes by change request only."""
    return await service.lock(work, goal_id, locked=True)


@router.delete("/{goal_id}/lock", responses=problems(*REFUSED))
async def unlock_goal(work: Writer, goal_id: UUID) -> Document[schemas.Goal]:
    """Let a goal be changed again without a request; a cycle's own lock stays."""
    return await service.lock(work, goal_id, locked=False)


@router.post("/{goal_id}/carry-over", status_code=201, responses=problems(*NOT_VALID, *REFUSED))
async def carry_goal_over(work: Writer, goal_id: UUID, data: schemas.CarryOver) -> Document[schemas.Goal]:
    """Go on with a goal in another cycle: a new draft with what remains of it, which remembers where it comes from."""
    return await carrying.carry_over(work, goal_id, data)


@router.post("/{goal_id}/contributors", responses=problems(ReferenceNotFound, *REFUSED))
async def add_goal_contributor(work: Writer, goal_id: UUID, data: schemas.ContributorCreate) -> Document[schemas.Goal]:
    """Name somebody who helps: they see the goal and check in."""
    return await service.add_contributor(work, goal_id, data)


@router.delete("/{goal_id}/contributors/{person_id}", status_code=204, responses=problems(*REFUSED))
async def remove_goal_contributor(work: Writer, goal_id: UUID, person_id: UUID) -> None:
    """Somebody helps no longer; their check-ins stay."""
    await service.remove_contributor(work, goal_id, person_id)


@router.post("/{goal_id}/key-results", responses=problems(NothingToMeasure, limits.TooManyKeyResults, *REFUSED))
async def add_key_result(work: Writer, goal_id: UUID, data: schemas.KeyResultCreate) -> Document[schemas.Goal]:
    """Add a key result; the answer is the whole goal."""
    return await key_results.add(work, goal_id, data)


@router.patch("/{goal_id}/key-results/{key_result_id}", responses=problems(NothingToMeasure, *REFUSED))
async def patch_key_result(
    work: Writer, goal_id: UUID, key_result_id: UUID, data: schemas.KeyResultPatch
) -> Document[schemas.Goal]:
    """Change a key result; the answer is the whole goal."""
    return await key_results.patch(work, goal_id, key_result_id, data)


@router.get("/{goal_id}/key-results/{key_result_id}/transitions")
async def list_key_result_transitions(work: Reader, goal_id: UUID, key_result_id: UUID) -> Transitions:
    """Every step of a key result's life, whether you may take it now, and what is missing."""
    return await key_results.transitions(work, goal_id, key_result_id)


@router.post("/{goal_id}/key-results/{key_result_id}/transitions", responses=problems(ReasonRequired, *REFUSED))
async def transition_key_result(
    work: Writer, goal_id: UUID, key_result_id: UUID, data: schemas.KeyResultTransition
) -> Document[schemas.Goal]:
    """Complete, reopen, drop or resume a key result; its check-ins stay, and what is dropped leaves the number."""
    return await key_results.transition(work, goal_id, key_result_id, data)


@router.post(
    "/{goal_id}/key-results/{key_result_id}/milestones",
    responses=problems(NothingToMeasure, limits.TooManyMilestones, *REFUSED),
)
async def add_milestone(
    work: Writer, goal_id: UUID, key_result_id: UUID, data: schemas.MilestoneCreate
) -> Document[schemas.Goal]:
    """Add a milestone to a key result of that kind."""
    return await milestones.add(work, goal_id, key_result_id, data)


@router.patch("/{goal_id}/key-results/{key_result_id}/milestones/{milestone_id}", responses=problems(*REFUSED))
async def patch_milestone(
    work: Writer, goal_id: UUID, key_result_id: UUID, milestone_id: UUID, data: schemas.MilestonePatch
) -> Document[schemas.Goal]:
    """Change a milestone; whether it is done, a check-in says."""
    return await milestones.patch(work, goal_id, key_result_id, milestone_id, data)


@router.delete(
    "/{goal_id}/key-results/{key_result_id}/milestones/{milestone_id}",
    status_code=204,
    responses=problems(limits.MilestoneCheckedIn, limits.LastMilestone, *REFUSED),
)
async def delete_milestone(work: Writer, goal_id: UUID, key_result_id: UUID, milestone_id: UUID) -> None:
    """Take out a milestone that nobody has checked in; one at least stays."""
    await milestones.delete(work, goal_id, key_result_id, milestone_id)
