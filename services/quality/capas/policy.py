"""Who sees a corrective action whole, and who has which part in it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, exists, or_, true

from services.quality.capas.models import Capa, CapaAction, CapaMember, EffectivenessPlan
from services.quality.capas.rules.kinds import CapaActionStatus, EffectivenessPlanStatus
from services.quality.capas.rules.states import DRAFT
from services.quality.independence.policy import Parts
from services.quality.independence.rules import Part
from services.quality.processes.models import Process
from shared.resources.viewer import Condition, Viewer

Person = ColumnElement[UUID]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Everybody sees that there is one, its title and its status; a draft, only who is inside."""
    return or_(Capa.status != DRAFT, inside(viewer))


def inside(viewer: Viewer) -> ColumnElement[bool]:
    """Who sees it whole: its people, the owner of its process, the quality manager and whoever reads all."""
    if viewer.has("capas:read:all") or viewer.has("capas:manage"):
        return true()
    return or_(in_team(viewer), Capa.author_id == viewer.id, verifies(viewer), _owns_process(viewer.id))


def of_capa(record: Any, holds: Condition) -> Condition:
    """What holds for the corrective action that a record belongs to."""
    return lambda viewer: exists().where(Capa.id == record.capa_id, holds(viewer)).correlate(record)


def in_team(viewer: Viewer) -> ColumnElement[bool]:
    """Owner, sponsor, member, or somebody who has to do something in it."""
    person = viewer.id
    return or_(Capa.owner_id == person, Capa.sponsor_id == person, is_member(person), acts(person))


def handles(viewer: Viewer) -> ColumnElement[bool]:
    """The owner or a quality manager; of a draft, its author too."""
    if viewer.has("capas:manage"):
        return true()
    return or_(Capa.owner_id == viewer.id, and_(Capa.status == DRAFT, Capa.author_id == viewer.id))


def verifies(viewer: Viewer) -> ColumnElement[bool]:
    """Named by the plan that is frozen, in this round."""
    of_now = EffectivenessPlan.capa_id == Capa.id, EffectivenessPlan.iteration == Capa.iteration
    named = EffectivenessPlan.status == EffectivenessPlanStatus.FROZEN, EffectivenessPlan.verifier_id == viewer.id
    return exists().where(*of_now, *named).correlate(Capa)


def is_member(person: Person) -> ColumnElement[bool]:
    return exists().where(CapaMember.capa_id == Capa.id, CapaMember.person_id == person).correlate(Capa)


def acts(person: Person) -> ColumnElement[bool]:
    theirs = CapaAction.capa_id == Capa.id, CapaAction.owner_id == person
    return exists().where(*theirs, CapaAction.status != CapaActionStatus.CANCELLED).correlate(Capa)


def _owned(person: Person) -> ColumnElement[bool]:
    return or_(Capa.owner_id == person, person == any_(Capa.past_owner_ids))


def _took_part(person: Person) -> ColumnElement[bool]:
    return or_(is_member(person), person == any_(Capa.past_people_ids))


def _acted(person: Person) -> ColumnElement[bool]:
    """Had something to do in it, also where that was cancelled."""
    return exists().where(CapaAction.capa_id == Capa.id, had_to_do(person)).correlate(Capa)


def had_to_do(person: Person) -> ColumnElement[bool]:
    return or_(CapaAction.owner_id == person, person == any_(CapaAction.past_owner_ids))


def _plans(person: Person) -> ColumnElement[bool]:
    return exists().where(EffectivenessPlan.capa_id == Capa.id, EffectivenessPlan.author_id == person).correlate(Capa)


def _owns_process(person: Person) -> ColumnElement[bool]:
    return exists().where(Process.id == Capa.process_id, Process.owner_id == person).correlate(Capa)


PARTS: Parts = {
    Part.OWNER: _owned,
    Part.TEAM_MEMBER: _took_part,
    Part.ACTION_OWNER: _acted,
    Part.PLANNER: _plans,
}
