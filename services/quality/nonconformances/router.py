from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.nonconformances import schemas
from services.quality.nonconformances.queries.documents import nonconformances, signed
from services.quality.nonconformances.queries.sheet import NONCONFORMANCES_SHEET
from services.quality.nonconformances.rules import statement
from services.quality.nonconformances.service import parts, records
from services.quality.signatures.schemas import SignatureCreate, Signatures
from shared.admission import allow
from shared.answers import Document, File, Page
from shared.auth.refusals import ReauthenticationRequired
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router, files, known
from shared.problems import ReferenceNotFound
from shared.resources.sheet import MEDIA_TYPES, TooManyRows
from shared.schemas import Transitions
from shared.work import Reading, Work
from shared.workflow import (
    ReasonRequired,
    SignatureRequired,
    TransitionForbidden,
    TransitionNotAllowed,
    UnknownAction,
)

router = Router("/nonconformances", "Nonconformances")
Reader = Annotated[Reading, allow("nonconformances:read")]
Writer = Annotated[Work, allow("nonconformances:write")]
WRONG = (
    statement.DetectedInFuture, statement.UnitMissing, statement.NotCountable, statement.OtherProcess,
    ReferenceNotFound,
)  # fmt: skip
REFUSED = (TransitionNotAllowed, TransitionForbidden)
PORTION = (*REFUSED, statement.QuantityExceeded, statement.PortionMissing, statement.AlreadyExecuted)


@router.get("")
async def list_nonconformances(
    work: Reader, query: Annotated[schemas.NonconformanceQuery, Query()]
) -> Page[schemas.Nonconformance]:
    """The nonconformances you may see, newest first; `mine=true` are those you own, `overdue=true` the late ones."""
    return await nonconformances.page(work, query)


@router.post(
    "",
    status_code=201,
    responses=known(schemas.Nonconformance) | problems(*WRONG, statement.SourceIncomplete, AlreadyExists),
)
async def create_nonconformance(work: Writer, data: schemas.NonconformanceCreate) -> Document[schemas.Nonconformance]:
    """Report what does not meet its requirement, as a draft with a number; you are its reporter.

    What a source sends again under the same external id is answered as it is now, with 200.
    """
    return await records.create(work, data)


@router.get("/export", responses=files(*MEDIA_TYPES.values()) | problems(TooManyRows))
async def export_nonconformances(work: Reader, query: Annotated[schemas.NonconformanceSheetQuery, Query()]) -> File:
    """The register that you see as a spreadsheet, at most 100,000 rows."""
    return await NONCONFORMANCES_SHEET.file(work, query)


@router.get("/{nonconformance_id}")
async def get_nonconformance(work: Reader, nonconformance_id: UUID) -> Document[schemas.Nonconformance]:
    """One nonconformance."""
    return await nonconformances.show(work, nonconformance_id)


@router.patch(
    "/{nonconformance_id}",
    responses=problems(
        *WRONG, *REFUSED, statement.NoLongerComplete, statement.RefersToItself, statement.QuantityExceeded
    ),
)
async def patch_nonconformance(
    work: Writer, nonconformance_id: UUID, data: schemas.NonconformancePatch
) -> Document[schemas.Nonconformance]:
    """Change a draft, or one that has not ended; what was signed and now says something else is no longer signed."""
    return await records.patch(work, nonconformance_id, data)


@router.get("/{nonconformance_id}/transitions")
async def list_nonconformance_transitions(work: Reader, nonconformance_id: UUID) -> Transitions:
    """Every step of a nonconformance's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await nonconformances.transitions(work, nonconformance_id)})


@router.post(
    "/{nonconformance_id}/transitions",
    responses=problems(
        *REFUSED, ReasonRequired, UnknownAction, SignatureRequired, ReauthenticationRequired, ReferenceNotFound,
        statement.NoDuplicate, statement.RefersToItself,
    ),
)  # fmt: skip
async def transition_nonconformance(
    work: Writer, nonconformance_id: UUID, data: schemas.NonconformanceTransition
) -> Document[schemas.Nonconformance]:
    """Move a nonconformance on; send If-Match, and `signature` where the transition is signed."""
    return await records.transition(work, nonconformance_id, data)


@router.get("/{nonconformance_id}/signatures")
async def list_nonconformance_signatures(work: Reader, nonconformance_id: UUID) -> Document[Signatures]:
    """Who signed what and when, and whether the nonconformance still says what was signed."""
    return await signed.listed(work, nonconformance_id)


@router.post(
    "/{nonconformance_id}/signatures", responses=problems(*REFUSED, SignatureRequired, ReauthenticationRequired)
)
async def sign_nonconformance(work: Writer, nonconformance_id: UUID, data: SignatureCreate) -> Document[Signatures]:
    """Approve what is proposed, as the first of two people, where it is critical and deviates."""
    return await records.approve(work, nonconformance_id, data)


@router.post("/{nonconformance_id}/containments", responses=problems(*REFUSED))
async def add_containment(
    work: Writer, nonconformance_id: UUID, data: schemas.ContainmentCreate
) -> Document[schemas.Nonconformance]:
    """Say what keeps the damage from growing."""
    return await parts.add_containment(work, nonconformance_id, data)


@router.post(
    "/{nonconformance_id}/containments/{containment_id}/completion", responses=problems(*REFUSED, statement.NotYetDone)
)
async def complete_containment(
    work: Writer, nonconformance_id: UUID, containment_id: UUID, data: schemas.ContainmentDone
) -> Document[schemas.Nonconformance]:
    """Say that it is done, and what shows it."""
    return await parts.complete_containment(work, nonconformance_id, containment_id, data)


@router.post("/{nonconformance_id}/dispositions", responses=problems(*PORTION))
async def propose_disposition(
    work: Writer, nonconformance_id: UUID, data: schemas.DispositionCreate
) -> Document[schemas.Nonconformance]:
    """Propose what becomes of a part of the quantity; all of them together are at most the quantity."""
    return await parts.propose(work, nonconformance_id, data)


@router.patch("/{nonconformance_id}/dispositions/{disposition_id}", responses=problems(*PORTION))
async def patch_disposition(
    work: Writer, nonconformance_id: UUID, disposition_id: UUID, data: schemas.DispositionPatch
) -> Document[schemas.Nonconformance]:
    """Change or withdraw what is proposed."""
    return await parts.change_disposition(work, nonconformance_id, disposition_id, data)


@router.post(
    "/{nonconformance_id}/dispositions/{disposition_id}/execution",
    responses=problems(*REFUSED, statement.NotYetDone, statement.Withdrawn),
)
async def execute_disposition(
    work: Writer, nonconformance_id: UUID, disposition_id: UUID, data: schemas.DispositionExecution
) -> Document[schemas.Nonconformance]:
    """Say that it is carried out, and what shows it; who says so can't verify it."""
    return await parts.execute(work, nonconformance_id, disposition_id, data)


@router.post("/{nonconformance_id}/costs", responses=problems(*REFUSED))
async def add_nonconformance_cost(
    work: Writer, nonconformance_id: UUID, data: schemas.CostCreate
) -> Document[schemas.Nonconformance]:
    """Enter a cost; a negative one takes back what was entered wrongly."""
    return await parts.add_cost(work, nonconformance_id, data)
