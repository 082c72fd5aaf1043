from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.form_versions import service as versions
from services.performance.form_versions.rules import DraftExists
from services.performance.form_versions.schemas import FormVersionQuery
from services.performance.rating_scales import schemas, service
from services.performance.rating_scales.queries import rating_scales
from services.performance.rating_scales.rules import LevelsNotRising
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/rating-scales", "ReviewForms")
Reader = Annotated[Reading, allow("review_forms:read")]
Writer = Annotated[Work, allow("review_forms:write")]


@router.get("")
async def list_rating_scales(work: Reader, query: Annotated[FormVersionQuery, Query()]) -> Page[schemas.RatingScale]:
    """All versions of all rating scales, the latest first."""
    return await rating_scales.page(work, query)


@router.post("", status_code=201, responses=problems(DraftExists, LevelsNotRising))
async def draft_rating_scale(work: Writer, data: schemas.RatingScaleCreate) -> Document[schemas.RatingScale]:
    """Begin the first version of a code, or its next one."""
    return await service.draft(work, data)


@router.get("/{rating_scale_id}")
async def get_rating_scale(work: Reader, rating_scale_id: UUID) -> Document[schemas.RatingScale]:
    """One version."""
    return await rating_scales.show(work, rating_scale_id)


@router.patch("/{rating_scale_id}", responses=problems(TransitionNotAllowed, LevelsNotRising))
async def patch_rating_scale(
    work: Writer, rating_scale_id: UUID, data: schemas.RatingScalePatch
) -> Document[schemas.RatingScale]:
    """Change a draft; what was published never changes."""
    return await service.patch(work, rating_scale_id, data)


@router.get("/{rating_scale_id}/transitions")
async def list_rating_scale_transitions(work: Reader, rating_scale_id: UUID) -> Transitions:
    """Whether a version may be published or retired now, and what is missing."""
    return Transitions.model_validate({"items": await rating_scales.transitions(work, rating_scale_id)})


@router.post("/{rating_scale_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_rating_scale(
    work: Writer, rating_scale_id: UUID, data: TransitionRequest
) -> Document[schemas.RatingScale]:
    """Publish a draft, which retires the version before it, or retire a version; send If-Match."""
    return await versions.transition(work, rating_scales, rating_scale_id, data)
