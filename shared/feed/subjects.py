"""The records that events are about: who sees one of them sees what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, false, func, true

from shared.database.records import Record
from shared.resources.resource import Resource
from shared.resources.viewer import Condition, Viewer, everyone


@dataclass(frozen=True, slots=True)
class Subject:
    record: type[Record]
    visible: Condition
    scope: str
    """What reads such records."""
    confided: Condition = everyone
    """Who may know all of the record's past, of those who see the record."""


def of(resource: Resource[Any, Any], scope: str, confided: Condition = everyone) -> Subject:
    return Subject(resource.record, resource.visible, scope, confided)


Subjects = Mapping[str, Subject]
"""By the first word of their events' types, such as "goal" of "goal.created"; events of no subject are nobody's."""


def kind_of(events: Table) -> ColumnElement[str]:
    return func.split_part(events.c.type, ".", 1)


def seen(events: Table, subjects: Subjects, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer sees the record of the event, as its own list and single read would say."""
    known = {kind: _found(events, one, one.visible(viewer)) for kind, one in subjects.items() if viewer.has(one.scope)}
    return case(known, value=kind_of(events), else_=false()) if known else false()


def confided(events: Table, subjects: Subjects, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer may also know who did it and what changed."""
    guarded = {kind: one for kind, one in subjects.items() if one.confided is not everyone}
    known = {kind: _found(events, one, one.confided(viewer)) for kind, one in guarded.items()}
    return case(known, value=kind_of(events), else_=true()) if known else true()


def _found(events: Table, subject: Subject, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(subject.record.id == events.c.record_id, holds).correlate_except(subject.record)
