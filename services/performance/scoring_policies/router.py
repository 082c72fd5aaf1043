from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.form_versions import service as versions
from services.performance.form_versions.rules import DraftExists
from services.performance.form_versions.schemas import FormVersionQuery
from services.performance.scoring_policies import schemas, service
from services.performance.scoring_policies.queries import scoring_policies
from services.performance.scoring_policies.rules import BandsInvalid, LeastTooLow, RoleWeightless
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/scoring-policies", "ReviewForms")
Reader = Annotated[Reading, allow("review_forms:read")]
Writer = Annotated[Work, allow("review_forms:write")]


@router.get("")
async def list_scoring_policies(
    work: Reader, query: Annotated[FormVersionQuery, Query()]
) -> Page[schemas.ScoringPolicy]:
    """All versions of all scoring policies, the latest first."""
    return await scoring_policies.page(work, query)


@router.post("", status_code=201, responses=problems(DraftExists, BandsInvalid, LeastTooLow, RoleWeightless))
async def draft_scoring_policy(work: Writer, data: schemas.ScoringPolicyCreate) -> Document[schemas.ScoringPolicy]:
    """Begin the first version of a code, or its next one."""
    return await service.draft(work, data)


@router.get("/{scoring_policy_id}")
async def get_scoring_policy(work: Reader, scoring_policy_id: UUID) -> Document[schemas.ScoringPolicy]:
    """One version."""
    return await scoring_policies.show(work, scoring_policy_id)


@router.patch(
    "/{scoring_policy_id}", responses=problems(TransitionNotAllowed, BandsInvalid, LeastTooLow, RoleWeightless)
)
async def patch_scoring_policy(
    work: Writer, scoring_policy_id: UUID, data: schemas.ScoringPolicyPatch
) -> Document[schemas.ScoringPolicy]:
    """Change a draft; what was published never changes."""
    return await service.patch(work, scoring_policy_id, data)


@router.get("/{scoring_policy_id}/transitions")
async def list_scoring_policy_transitions(work: Reader, scoring_policy_id: UUID) -> Transitions:
    """Whether a version may be published or retired now, and what is missing."""
    return Transitions.model_validate({"items": await scoring_policies.transitions(work, scoring_policy_id)})


@router.post("/{scoring_policy_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_scoring_policy(
    work: Writer, scoring_policy_id: UUID, data: TransitionRequest
) -> Document[schemas.ScoringPolicy]:
    """Publish a draft, which retires the version before it, or retire a version; send If-Match."""
    return await versions.transition(work, scoring_policies, scoring_policy_id, data)
