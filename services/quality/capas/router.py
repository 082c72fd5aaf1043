from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.capas import schemas
from services.quality.capas.queries.capas import SIGNED, capas
from services.quality.capas.queries.parts import capa_actions, due_changes, root_causes
from services.quality.capas.queries.sheet import CAPAS_SHEET
from services.quality.capas.rules.moving import DueDateAgreed, OtherCapa, SourceUnclear
from services.quality.capas.service import capas as handling
from services.quality.capas.service import parts
from services.quality.signatures.schemas import Signatures, SignedTransition
from shared.admission import allow
from shared.answers import Document, File, Page
from shared.auth.refusals import ReauthenticationRequired
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router, files
from shared.problems import ReferenceNotFound
from shared.resources.sheet import MEDIA_TYPES, TooManyRows
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import (
    ReasonRequired,
    SignatureRequired,
    TransitionForbidden,
    TransitionNotAllowed,
    UnknownAction,
)

router = Router("", "Capas")
Reader = Annotated[Reading, allow("capas:read")]
Writer = Annotated[Work, allow("capas:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)
MOVED = problems(*REFUSED, ReasonRequired, UnknownAction)


@router.get("/capas")
async def list_capas(work: Reader, query: Annotated[schemas.CapaQuery, Query()]) -> Page[schemas.Capa]:
    """Corrective and preventive actions, newest first; who is not part of one sees its title and status."""
    return await capas.page(work, query)


@router.post("/capas", status_code=201, responses=problems(SourceUnclear, ReferenceNotFound, AlreadyExists))
async def create_capa(work: Writer, data: schemas.CapaCreate) -> Document[schemas.Capa]:
    """Draft a corrective action, with a number; a quality manager initiates it."""
    return await handling.create(work, data)


@router.get("/capas/export", responses=files(*MEDIA_TYPES.values()) | problems(TooManyRows))
async def export_capas(work: Reader, query: Annotated[schemas.CapaSheetQuery, Query()]) -> File:
    """The register that you see as a spreadsheet, at most 100,000 rows."""
    return await CAPAS_SHEET.file(work, query)


@router.get("/capas/{capa_id}")
async def get_capa(work: Reader, capa_id: UUID) -> Document[schemas.Capa]:
    """One corrective action and how far it is."""
    return await capas.show(work, capa_id)


@router.patch("/capas/{capa_id}", responses=problems(DueDateAgreed, *REFUSED))
async def patch_capa(work: Writer, capa_id: UUID, data: schemas.CapaPatch) -> Document[schemas.Capa]:
    """Change what is known of it; an agreed date moves by a due change."""
    return await handling.patch(work, capa_id, data)


@router.put("/capas/{capa_id}/team", responses=problems(*REFUSED))
async def put_capa_team(work: Writer, capa_id: UUID, data: schemas.CapaTeam) -> Document[schemas.Capa]:
    """Say who is in the team, whole."""
    return await handling.staff(work, capa_id, data)


@router.post("/capas/{capa_id}/sources", responses=problems(SourceUnclear, ReferenceNotFound, AlreadyExists, *REFUSED))
async def add_capa_source(work: Writer, capa_id: UUID, data: schemas.CapaSourceCreate) -> Document[schemas.Capa]:
    """Add what it answers to; after closing, that is a recurrence, and a quality manager may reopen."""
    return await handling.add_source(work, capa_id, data)


@router.put("/capas/{capa_id}/containment-waiver", responses=problems(*REFUSED))
async def put_containment_waiver(
    work: Writer, capa_id: UUID, data: schemas.ContainmentWaiver
) -> Document[schemas.Capa]:
    """Say why nothing has to be contained; a quality manager does, and not its owner."""
    return await handling.waive_containment(work, capa_id, data)


@router.get("/capas/{capa_id}/transitions")
async def list_capa_transitions(work: Reader, capa_id: UUID) -> Transitions:
    """Every gate, whether you may pass it now, and what is missing."""
    return Transitions.model_validate({"items": await capas.transitions(work, capa_id)})


@router.post(
    "/capas/{capa_id}/transitions",
    responses=MOVED | problems(SignatureRequired, ReauthenticationRequired),
)
async def transition_capa(work: Writer, capa_id: UUID, data: SignedTransition) -> Document[schemas.Capa]:
    """Pass a gate; send If-Match, and where the gate is signed the meaning of your signature."""
    return await handling.transition(work, capa_id, data)


@router.get("/capas/{capa_id}/signatures")
async def list_capa_signatures(work: Reader, capa_id: UUID) -> Document[Signatures]:
    """Who signed which gate, and whether what was signed still reads the same."""
    return await SIGNED.listed(work, capa_id)


@router.get("/root-causes")
async def list_root_causes(work: Reader, query: Annotated[schemas.RootCauseQuery, Query()]) -> Page[schemas.RootCause]:
    """Root causes of the corrective actions that you see whole."""
    return await root_causes.page(work, query)


@router.post("/root-causes", status_code=201, responses=problems(*REFUSED))
async def create_root_cause(work: Writer, data: schemas.RootCauseCreate) -> Document[schemas.RootCause]:
    """Say why it happened, why it was not found, or what let both be; somebody else verifies it."""
    return await parts.add_cause(work, data)


@router.get("/root-causes/{root_cause_id}")
async def get_root_cause(work: Reader, root_cause_id: UUID) -> Document[schemas.RootCause]:
    """One root cause."""
    return await root_causes.show(work, root_cause_id)


@router.patch("/root-causes/{root_cause_id}", responses=problems(*REFUSED))
async def patch_root_cause(
    work: Writer, root_cause_id: UUID, data: schemas.RootCausePatch
) -> Document[schemas.RootCause]:
    """Change it; what it says is verified anew, and you are its author."""
    return await parts.patch_cause(work, root_cause_id, data)


@router.get("/root-causes/{root_cause_id}/transitions")
async def list_root_cause_transitions(work: Reader, root_cause_id: UUID) -> Transitions:
    """Whether you may verify or reject it, and what is missing."""
    return Transitions.model_validate({"items": await root_causes.transitions(work, root_cause_id)})


@router.post("/root-causes/{root_cause_id}/transitions", responses=MOVED)
async def transition_root_cause(
    work: Writer, root_cause_id: UUID, data: TransitionRequest
) -> Document[schemas.RootCause]:
    """Verify or reject what somebody else wrote; send If-Match, so that you judge what you read."""
    return await parts.judge_cause(work, root_cause_id, data)


@router.get("/capa-actions")
async def list_capa_actions(
    work: Reader, query: Annotated[schemas.CapaActionQuery, Query()]
) -> Page[schemas.CapaAction]:
    """What is to be done and was done, of the corrective actions that you see whole."""
    return await capa_actions.page(work, query)


@router.post("/capa-actions", status_code=201, responses=problems(OtherCapa, *REFUSED))
async def create_capa_action(work: Writer, data: schemas.CapaActionCreate) -> Document[schemas.CapaAction]:
    """Say what is to be done, by whom and by when."""
    return await parts.add_action(work, data)


@router.get("/capa-actions/{capa_action_id}")
async def get_capa_action(work: Reader, capa_action_id: UUID) -> Document[schemas.CapaAction]:
    """One action."""
    return await capa_actions.show(work, capa_action_id)


@router.patch("/capa-actions/{capa_action_id}", responses=problems(OtherCapa, *REFUSED))
async def patch_capa_action(
    work: Writer, capa_action_id: UUID, data: schemas.CapaActionPatch
) -> Document[schemas.CapaAction]:
    """Change an open action, or say what shows that it is done."""
    return await parts.patch_action(work, capa_action_id, data)


@router.get("/capa-actions/{capa_action_id}/transitions")
async def list_capa_action_transitions(work: Reader, capa_action_id: UUID) -> Transitions:
    """What can become of it, and what is missing."""
    return Transitions.model_validate({"items": await capa_actions.transitions(work, capa_action_id)})


@router.post("/capa-actions/{capa_action_id}/transitions", responses=MOVED)
async def transition_capa_action(
    work: Writer, capa_action_id: UUID, data: TransitionRequest
) -> Document[schemas.CapaAction]:
    """Finish, verify, reopen or cancel an action; send If-Match."""
    return await parts.move_action(work, capa_action_id, data)


@router.get("/capa-due-changes")
async def list_due_changes(work: Reader, query: Annotated[schemas.DueChangeQuery, Query()]) -> Page[schemas.DueChange]:
    """Other dates that were asked for, the latest first."""
    return await due_changes.page(work, query)


@router.post("/capa-due-changes", status_code=201, responses=problems(AlreadyExists, *REFUSED))
async def propose_due_change(work: Writer, data: schemas.DueChangeCreate) -> Document[schemas.DueChange]:
    """Ask for another date; the original one is kept, and what is on time is measured by it."""
    return await parts.propose_due(work, data)


@router.get("/capa-due-changes/{due_change_id}")
async def get_due_change(work: Reader, due_change_id: UUID) -> Document[schemas.DueChange]:
    """One change of a date."""
    return await due_changes.show(work, due_change_id)


@router.get("/capa-due-changes/{due_change_id}/transitions")
async def list_due_change_transitions(work: Reader, due_change_id: UUID) -> Transitions:
    """Whether you may decide it."""
    return Transitions.model_validate({"items": await due_changes.transitions(work, due_change_id)})


@router.post("/capa-due-changes/{due_change_id}/transitions", responses=MOVED)
async def decide_due_change(work: Writer, due_change_id: UUID, data: TransitionRequest) -> Document[schemas.DueChange]:
    """Approve or reject; a quality manager does, and not the owner. Send If-Match."""
    return await parts.decide_due(work, due_change_id, data)
