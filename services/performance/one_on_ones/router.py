from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.one_on_ones import schemas, service
from services.performance.one_on_ones.queries import actions, meetings, private_notes, series, shared_notes
from services.performance.one_on_ones.rules import NotOneOfTheTwo, NotTheTwo
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

series_router = Router("/one-on-one-series", "OneOnOnes")
router = Router("/one-on-ones", "OneOnOnes")
shared_router = Router("/shared-notes", "OneOnOnes")
private_router = Router("/private-notes", "OneOnOnes")
actions_router = Router("/action-items", "OneOnOnes")
Reader = Annotated[Reading, allow("conversations:read")]
Writer = Annotated[Work, allow("conversations:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)


@series_router.get("")
async def list_one_on_one_series(
    work: Reader, query: Annotated[schemas.SeriesQuery, Query()]
) -> Page[schemas.OneOnOneSeries]:
    """Your own, the latest first."""
    return await series.page(work, query)


@series_router.post("", status_code=201, responses=problems(NotTheTwo, ReferenceNotFound))
async def create_one_on_one_series(work: Writer, data: schemas.SeriesCreate) -> Document[schemas.OneOnOneSeries]:
    """Begin to meet: with who leads the other, or as coaching with anybody."""
    return await service.begin(work, data)


@series_router.get("/{one_on_one_series_id}")
async def get_one_on_one_series(work: Reader, one_on_one_series_id: UUID) -> Document[schemas.OneOnOneSeries]:
    """One series."""
    return await series.show(work, one_on_one_series_id)


@series_router.patch("/{one_on_one_series_id}", responses=problems(*REFUSED))
async def patch_one_on_one_series(
    work: Writer, one_on_one_series_id: UUID, data: schemas.SeriesPatch
) -> Document[schemas.OneOnOneSeries]:
    """Change its rhythm or its aim."""
    return await service.patch_series(work, one_on_one_series_id, data)


@series_router.get("/{one_on_one_series_id}/transitions")
async def list_one_on_one_series_transitions(work: Reader, one_on_one_series_id: UUID) -> Transitions:
    """Whether it can end."""
    return Transitions.model_validate({"items": await series.transitions(work, one_on_one_series_id)})


@series_router.post("/{one_on_one_series_id}/transitions", responses=problems(*REFUSED))
async def transition_one_on_one_series(
    work: Writer, one_on_one_series_id: UUID, data: TransitionRequest
) -> Document[schemas.OneOnOneSeries]:
    """End it; no meeting follows the one that is scheduled. Send If-Match."""
    return await service.move_series(work, one_on_one_series_id, data)


@router.get("")
async def list_one_on_ones(work: Reader, query: Annotated[schemas.OneOnOneQuery, Query()]) -> Page[schemas.OneOnOne]:
    """Your meetings, the latest first."""
    return await meetings.page(work, query)


@router.post("", status_code=201, responses=problems(*REFUSED))
async def create_one_on_one(work: Writer, data: schemas.OneOnOneCreate) -> Document[schemas.OneOnOne]:
    """One more meeting, with what was left open."""
    return await service.schedule(work, data)


@router.get("/{one_on_one_id}")
async def get_one_on_one(work: Reader, one_on_one_id: UUID) -> Document[schemas.OneOnOne]:
    """One meeting with its agenda."""
    return await meetings.show(work, one_on_one_id)


@router.patch("/{one_on_one_id}", responses=problems(*REFUSED))
async def patch_one_on_one(
    work: Writer, one_on_one_id: UUID, data: schemas.OneOnOnePatch
) -> Document[schemas.OneOnOne]:
    """Move it to another time."""
    return await service.patch(work, one_on_one_id, data)


@router.get("/{one_on_one_id}/suggestions")
async def list_agenda_suggestions(work: Reader, one_on_one_id: UUID) -> Document[schemas.Suggestions]:
    """What to talk about: open actions, and goals that are behind or not updated."""
    return await service.suggest(work, one_on_one_id)


@router.post("/{one_on_one_id}/agenda-items", responses=problems(ReferenceNotFound, *REFUSED))
async def add_agenda_item(
    work: Writer, one_on_one_id: UUID, data: schemas.AgendaItemCreate
) -> Document[schemas.OneOnOne]:
    """Put something on the agenda; both see it at once."""
    return await service.put_on_agenda(work, one_on_one_id, data)


@router.patch("/{one_on_one_id}/agenda-items/{agenda_item_id}", responses=problems(*REFUSED))
async def patch_agenda_item(
    work: Writer, one_on_one_id: UUID, agenda_item_id: UUID, data: schemas.AgendaItemPatch
) -> Document[schemas.OneOnOne]:
    """Say it better, or that it was discussed; what was not is carried to the next meeting."""
    return await service.patch_agenda(work, one_on_one_id, agenda_item_id, data)


@router.get("/{one_on_one_id}/transitions")
async def list_one_on_one_transitions(work: Reader, one_on_one_id: UUID) -> Transitions:
    """Whether it can be held or cancelled, and what is missing."""
    return Transitions.model_validate({"items": await meetings.transitions(work, one_on_one_id)})


@router.post("/{one_on_one_id}/transitions", responses=problems(*REFUSED))
async def transition_one_on_one(
    work: Writer, one_on_one_id: UUID, data: TransitionRequest
) -> Document[schemas.OneOnOne]:
    """It was held, or is cancelled; where there is a rhythm, the next is scheduled. Send If-Match."""
    return await service.move(work, one_on_one_id, data)


@shared_router.get("")
async def list_shared_notes(work: Reader, query: Annotated[schemas.NoteQuery, Query()]) -> Page[schemas.SharedNote]:
    """What both read."""
    return await shared_notes.page(work, query)


@shared_router.post("", status_code=201, responses=problems(*REFUSED))
async def create_shared_note(work: Writer, data: schemas.NoteCreate) -> Document[schemas.SharedNote]:
    """Write down what both shall read."""
    return await service.write_shared(work, data)


@shared_router.get("/{shared_note_id}")
async def get_shared_note(work: Reader, shared_note_id: UUID) -> Document[schemas.SharedNote]:
    """One note of both."""
    return await shared_notes.show(work, shared_note_id)


@shared_router.patch("/{shared_note_id}", responses=problems(*REFUSED))
async def patch_shared_note(
    work: Writer, shared_note_id: UUID, data: schemas.NotePatch
) -> Document[schemas.SharedNote]:
    """Either may change it."""
    return await service.patch_shared(work, shared_note_id, data)


@private_router.get("")
async def list_private_notes(work: Reader, query: Annotated[schemas.NoteQuery, Query()]) -> Page[schemas.PrivateNote]:
    """Your own; nobody else can read or count them."""
    return await private_notes.page(work, query)


@private_router.post("", status_code=201, responses=problems(*REFUSED))
async def create_private_note(work: Writer, data: schemas.NoteCreate) -> Document[schemas.PrivateNote]:
    """Write something down for yourself."""
    return await service.write_private(work, data)


@private_router.get("/{private_note_id}")
async def get_private_note(work: Reader, private_note_id: UUID) -> Document[schemas.PrivateNote]:
    """One of your own."""
    return await private_notes.show(work, private_note_id)


@private_router.patch("/{private_note_id}")
async def patch_private_note(
    work: Writer, private_note_id: UUID, data: schemas.NotePatch
) -> Document[schemas.PrivateNote]:
    """Change it."""
    return await service.patch_private(work, private_note_id, data)


@private_router.delete("/{private_note_id}", status_code=204)
async def delete_private_note(work: Writer, private_note_id: UUID) -> None:
    """Forget it."""
    await service.delete_private(work, private_note_id)


@actions_router.get("")
async def list_action_items(
    work: Reader, query: Annotated[schemas.ActionItemQuery, Query()]
) -> Page[schemas.ActionItem]:
    """What you and those you meet have to do, the latest first."""
    return await actions.page(work, query)


@actions_router.post("", status_code=201, responses=problems(NotOneOfTheTwo, *REFUSED))
async def create_action_item(work: Writer, data: schemas.ActionItemCreate) -> Document[schemas.ActionItem]:
    """Agree on what one of the two does, and until when."""
    return await service.agree(work, data)


@actions_router.get("/{action_item_id}")
async def get_action_item(work: Reader, action_item_id: UUID) -> Document[schemas.ActionItem]:
    """One thing to do."""
    return await actions.show(work, action_item_id)


@actions_router.patch("/{action_item_id}", responses=problems(*REFUSED))
async def patch_action_item(
    work: Writer, action_item_id: UUID, data: schemas.ActionItemPatch
) -> Document[schemas.ActionItem]:
    """Say it better, or until when."""
    return await service.patch_action(work, action_item_id, data)


@actions_router.get("/{action_item_id}/transitions")
async def list_action_item_transitions(work: Reader, action_item_id: UUID) -> Transitions:
    """What can become of it, and by whom."""
    return Transitions.model_validate({"items": await actions.transitions(work, action_item_id)})


@actions_router.post("/{action_item_id}/transitions", responses=problems(*REFUSED))
async def transition_action_item(
    work: Writer, action_item_id: UUID, data: TransitionRequest
) -> Document[schemas.ActionItem]:
    """Complete, drop or reopen. Send If-Match."""
    return await service.move_action(work, action_item_id, data)
