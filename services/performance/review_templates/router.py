from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.form_versions import service as versions
from services.performance.form_versions.rules import DraftExists
from services.performance.form_versions.schemas import FormVersionQuery
from services.performance.review_templates import schemas, service
from services.performance.review_templates.queries import review_templates
from services.performance.review_templates.rules import TemplateInvalid
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/review-templates", "ReviewForms")
Reader = Annotated[Reading, allow("review_forms:read")]
Writer = Annotated[Work, allow("review_forms:write")]


@router.get("")
async def list_review_templates(
    work: Reader, query: Annotated[FormVersionQuery, Query()]
) -> Page[schemas.ReviewTemplate]:
    """All versions of all review templates, the latest first."""
    return await review_templates.page(work, query)


@router.post("", status_code=201, responses=problems(DraftExists, TemplateInvalid, ReferenceNotFound))
async def draft_review_template(work: Writer, data: schemas.ReviewTemplateCreate) -> Document[schemas.ReviewTemplate]:
    """Begin the first version of a code, or its next one."""
    return await service.draft(work, data)


@router.get("/{review_template_id}")
async def get_review_template(work: Reader, review_template_id: UUID) -> Document[schemas.ReviewTemplate]:
    """One version."""
    return await review_templates.show(work, review_template_id)


@router.patch("/{review_template_id}", responses=problems(TransitionNotAllowed, TemplateInvalid, ReferenceNotFound))
async def patch_review_template(
    work: Writer, review_template_id: UUID, data: schemas.ReviewTemplatePatch
) -> Document[schemas.ReviewTemplate]:
    """Change a draft; what was published never changes."""
    return await service.patch(work, review_template_id, data)


@router.get("/{review_template_id}/transitions")
async def list_review_template_transitions(work: Reader, review_template_id: UUID) -> Transitions:
    """Whether a version may be published or retired now, and what is missing."""
    return Transitions.model_validate({"items": await review_templates.transitions(work, review_template_id)})


@router.post("/{review_template_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_review_template(
    work: Writer, review_template_id: UUID, data: TransitionRequest
) -> Document[schemas.ReviewTemplate]:
    """Publish a draft, which retires the version before it, or retire a version; send If-Match."""
    return await versions.transition(work, review_templates, review_template_id, data)
