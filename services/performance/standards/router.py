from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.standards import schemas, service
from services.performance.standards.queries import standards
from services.performance.standards.rules.precedence import OneSubject
from services.performance.standards.rules.targets import MarksInvalid, TargetHasBegun
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/standards", "Standards")
Reader = Annotated[Reading, allow("standards:read")]
Writer = Annotated[Work, allow("standards:write")]


@router.get("")
async def list_standards(work: Reader, query: Annotated[schemas.StandardQuery, Query()]) -> Page[schemas.Standard]:
    """The productivity standards, by code."""
    return await standards.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_standard(work: Writer, data: schemas.StandardCreate) -> Document[schemas.Standard]:
    """Say what is measured, in what unit, and in which direction it is better."""
    return await service.create(work, data)


@router.get("/{standard_id}")
async def get_standard(work: Reader, standard_id: UUID) -> Document[schemas.Standard]:
    """One productivity standard."""
    return await standards.show(work, standard_id)


@router.patch("/{standard_id}", responses=problems(TransitionNotAllowed))
async def patch_standard(work: Writer, standard_id: UUID, data: schemas.StandardPatch) -> Document[schemas.Standard]:
    """Change how a standard is named and described; another meaning is another standard."""
    return await service.patch(work, standard_id, data)


@router.get("/{standard_id}/transitions")
async def list_standard_transitions(work: Reader, standard_id: UUID) -> Transitions:
    """Every step of a standard's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await standards.transitions(work, standard_id)})


@router.post("/{standard_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_standard(work: Writer, standard_id: UUID, data: TransitionRequest) -> Document[schemas.Standard]:
    """Retire a standard, which takes no more measurements then, or reinstate it; send If-Match."""
    return await service.transition(work, standard_id, data)


@router.get("/{standard_id}/applicable-target", responses=problems(OneSubject))
async def get_applicable_target(
    work: Reader, standard_id: UUID, query: Annotated[schemas.ApplicableQuery, Query()]
) -> Document[schemas.ApplicableTarget]:
    """The target that applies to a person or a unit on a day, and who else was considered before it was taken."""
    return await service.applicable(work, standard_id, query)


@router.get("/{standard_id}/targets")
async def list_standard_targets(
    work: Reader, standard_id: UUID, query: Annotated[schemas.TargetQuery, Query()]
) -> Page[schemas.StandardTarget]:
    """All targets you may see, past and future, the latest first."""
    return await service.list_targets(work, standard_id, query)


@router.post(
    "/{standard_id}/targets",
    status_code=201,
    responses=problems(MarksInvalid, OneSubject, ReferenceNotFound, TargetHasBegun, TransitionNotAllowed),
)
async def set_standard_target(
    work: Writer, standard_id: UUID, data: schemas.TargetSet
) -> Document[schemas.StandardTarget]:
    """Set a target from a day on; a second one for the same day corrects one that has not begun."""
    return await service.set_target(work, standard_id, data)


@router.get("/{standard_id}/targets/{target_id}")
async def get_standard_target(work: Reader, standard_id: UUID, target_id: UUID) -> Document[schemas.StandardTarget]:
    """One target."""
    return await service.show_target(work, standard_id, target_id)
