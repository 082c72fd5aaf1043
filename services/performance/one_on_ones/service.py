from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.performance.one_on_ones import policy, queries, rules, schemas
from services.performance.one_on_ones.models import (
    ActionItem,
    AgendaItem,
    OneOnOne,
    OneOnOneSeries,
    PrivateNote,
    SharedNote,
)
from services.performance.one_on_ones.queries import actions, meetings, private_notes, series, shared_notes
from services.performance.one_on_ones.rules import ActionStatus, SeriesKind
from shared.answers import Document
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def begin(work: Work, data: schemas.SeriesCreate) -> Document[schemas.OneOnOneSeries]:
    leads = await work.value(policy.LEADS, lead_id=data.lead_id, person_id=data.person_id)
    if work.actor.id not in {data.lead_id, data.person_id} or data.lead_id == data.person_id:
        raise rules.NotTheTwo()
    if data.kind is SeriesKind.ONE_ON_ONE and not leads:
        raise rules.NotTheTwo()
    one = work.add(OneOnOneSeries(**data.model_dump(exclude={"first_at"})))
    work.add(OneOnOne(series_id=one.id, scheduled_at=data.first_at))
    work.note("one_on_one_series.created", one)
    return await series.show(work, one.id)


async def patch_series(work: Work, id: UUID, data: schemas.SeriesPatch) -> Document[schemas.OneOnOneSeries]:
    one = await series.load(work, id, "update")
    if work.change(one, data.model_dump()):
        work.note("one_on_one_series.updated", one)
    return await series.show(work, id)


async def move_series(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.OneOnOneSeries]:
    one = await series.advance(work, id, data.action, data.reason)
    work.note(f"one_on_one_series.{data.action}", one)
    return await series.show(work, id)


async def schedule(work: Work, data: schemas.OneOnOneCreate) -> Document[schemas.OneOnOne]:
    one = await series.load(work, data.series_id, "schedule")
    meeting = await _schedule(work, one.id, data.scheduled_at)
    return await meetings.show(work, meeting.id)


async def patch(work: Work, id: UUID, data: schemas.OneOnOnePatch) -> Document[schemas.OneOnOne]:
    meeting = await meetings.load(work, id, "update")
    if work.change(meeting, data.model_dump()):
        work.note("one_on_one.updated", meeting)
    return await meetings.show(work, id)


async def move(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.OneOnOne]:
    meeting = await meetings.advance(work, id, data.action, data.reason)
    work.change(meeting, {"status_reason": data.reason})
    work.note(f"one_on_one.{data.action}", meeting)
    await _go_on(work, meeting)
    return await meetings.show(work, id)


async def miss(work: Work) -> None:
    """What nobody held within a week was missed."""
    ids = [row["id"] for row in await work.rows(queries.LATE, late_from=work.now - rules.MISSED_AFTER)]
    found = await work.session.scalars(select(OneOnOne).where(OneOnOne.id.in_(ids)).with_for_update())
    for meeting in found.all():
        work.change(meeting, {"status": rules.MISSED})
        work.note("one_on_one.missed", meeting)
        await _go_on(work, meeting)


async def _go_on(work: Work, meeting: OneOnOne) -> None:
    """The series is held, so that two who end a meeting at once do not each make the next."""
    one = await work.lock(OneOnOneSeries, meeting.series_id)
    if one.status is rules.ENDED or one.cadence_days is None:
        return
    if not await work.value(queries.SCHEDULED_NEXT, series_id=one.id):
        following = rules.next_at(meeting.scheduled_at, one.cadence_days, one.time_zone, work.now)
        await _schedule(work, one.id, following)


async def _schedule(work: Work, series_id: UUID, scheduled_at: Any) -> OneOnOne:
    meeting = work.add(OneOnOne(series_id=series_id, scheduled_at=scheduled_at))
    work.note("one_on_one.scheduled", meeting)
    for left in await work.rows(queries.LEFT_OPEN, series_id=series_id):
        said = {name: left[name] for name in ("author_id", "text", "goal_id", "action_item_id")}
        work.add(AgendaItem(one_on_one_id=meeting.id, carried_from_id=left["id"], **said))
    return meeting


async def suggest(work: Reading, id: UUID) -> Document[schemas.Suggestions]:
    body = await work.value(queries.suggestions(work.actor.scopes), id=id)
    if body is None:
        raise NotFound()
    return Document(body.encode())


async def put_on_agenda(work: Work, id: UUID, data: schemas.AgendaItemCreate) -> Document[schemas.OneOnOne]:
    meeting = await meetings.load(work, id, "prepare")
    await _check_about(work, meeting, data.model_dump())
    work.add(AgendaItem(one_on_one_id=id, author_id=work.actor.id, **data.model_dump()))
    return await _changed(work, meeting)


async def _check_about(work: Work, meeting: OneOnOne, said: Mapping[str, Any]) -> None:
    goal_id, action_id = said["goal_id"], said["action_item_id"]
    if goal_id and not await work.value(queries.goal_seen(work.actor.scopes), id=goal_id):
        raise ReferenceNotFound(errors=[FieldError("/goal_id", "not_found", "there is no such record")])
    of_series = {"id": action_id, "series_id": meeting.series_id}
    if action_id and not await work.value(queries.ACTION_OF_SERIES, **of_series):
        raise ReferenceNotFound(errors=[FieldError("/action_item_id", "not_found", "there is no such record")])


async def patch_agenda(
    work: Work, id: UUID, item_id: UUID, data: schemas.AgendaItemPatch
) -> Document[schemas.OneOnOne]:
    meeting = await meetings.load(work, id, "note")
    item = await work.lock(AgendaItem, item_id)
    if item.one_on_one_id != id:
        raise NotFound()
    for name, value in data.model_dump().items():
        setattr(item, name, value)
    return await _changed(work, meeting)


async def _changed(work: Work, meeting: OneOnOne) -> Document[schemas.OneOnOne]:
    """What is said stays between the two; that something was is told to whoever sees the meeting."""
    work.touch(meeting)
    work.note("one_on_one.agenda_changed", meeting)
    return await meetings.show(work, meeting.id)


async def write_shared(work: Work, data: schemas.NoteCreate) -> Document[schemas.SharedNote]:
    meeting = await meetings.load(work, data.one_on_one_id, "note")
    note = work.add(SharedNote(author_id=work.actor.id, **data.model_dump()))
    work.note("one_on_one.note_added", meeting, note_id=note.id)
    return await shared_notes.show(work, note.id)


async def patch_shared(work: Work, id: UUID, data: schemas.NotePatch) -> Document[schemas.SharedNote]:
    note = await shared_notes.load(work, id, "update")
    meeting = await meetings.load(work, note.one_on_one_id, "note")
    note.text, note.updated_at = data.text, work.now
    work.note("one_on_one.note_changed", meeting, note_id=id)
    return await shared_notes.show(work, id)


async def write_private(work: Work, data: schemas.NoteCreate) -> Document[schemas.PrivateNote]:
    """No event, and nothing about the meeting changes: nobody else may notice."""
    await meetings.load(work, data.one_on_one_id, "note")
    note = work.add(PrivateNote(author_id=work.actor.id, **data.model_dump()))
    return await private_notes.show(work, note.id)


async def patch_private(work: Work, id: UUID, data: schemas.NotePatch) -> Document[schemas.PrivateNote]:
    note = await private_notes.load(work, id, "update")
    note.text, note.updated_at = data.text, work.now
    return await private_notes.show(work, id)


async def delete_private(work: Work, id: UUID) -> None:
    await work.session.delete(await private_notes.load(work, id, "update"))


async def agree(work: Work, data: schemas.ActionItemCreate) -> Document[schemas.ActionItem]:
    await meetings.load(work, data.one_on_one_id, "note")
    pair = await work.row(queries.PAIR, id=data.one_on_one_id)
    if pair is None or data.owner_id not in pair.values():
        raise rules.NotOneOfTheTwo(errors=[FieldError("/owner_id", "not_one_of_the_two", "is none of the two")])
    action = work.add(ActionItem(**data.model_dump()))
    work.note("action_item.created", action)
    return await actions.show(work, action.id)


async def patch_action(work: Work, id: UUID, data: schemas.ActionItemPatch) -> Document[schemas.ActionItem]:
    action = await actions.load(work, id, "update")
    if work.change(action, data.model_dump()):
        work.note("action_item.updated", action)
    return await actions.show(work, id)


async def move_action(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.ActionItem]:
    action = await actions.advance(work, id, data.action, data.reason)
    done_at = work.now if action.status is ActionStatus.DONE else None
    work.change(action, {"done_at": done_at, "status_reason": data.reason})
    work.note(f"action_item.{data.action}", action)
    return await actions.show(work, id)
