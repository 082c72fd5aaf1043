"""The records that events are about: who sees one of them sees what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, false, func

from shared.database.records import Record
from shared.resources.resource import Resource
from shared.resources.viewer import Condition, Viewer


@dataclass(frozen=True, slots=True)
class Subject:
    record: type[Record]
    visible: Condition
    scope: str
    """What reads such records."""


def of(resource: Resource[Any, Any], scope: str) -> Subject:
    return Subject(resource.record, resource.visible, scope)


Subjects = Mapping[str, Subject]
"""By the first word of their events' types, such as "goal" of "goal.created"; events of no subject are nobody's."""


def kind_of(events: Table) -> ColumnElement[str]:
    return func.split_part(events.c.type, ".", 1)


def seen(events: Table, subjects: Subjects, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer sees the record of the event, as its own list and single read would say."""
    known = {kind: _found(events, one, viewer) for kind, one in subjects.items() if viewer.has(one.scope)}
    return case(known, value=kind_of(events), else_=false()) if known else false()


def _found(events: Table, subject: Subject, viewer: Viewer) -> ColumnElement[bool]:
    these = subject.record.id == events.c.record_id, subject.visible(viewer)
    return exists().where(*these).correlate_except(subject.record)
