"""One line a kind: its Resource and the scope that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, and_, exists, false, or_, select, true

from services.quality.capas.policy import inside
from services.quality.capas.queries.capas import capas
from services.quality.characteristics.queries import characteristics
from services.quality.gages.queries import gages
from services.quality.nonconformances.queries.documents import nonconformances
from services.quality.processes.queries import processes
from services.quality.signals.queries import signals
from services.quality.subjects.rules import SubjectKind
from services.quality.suppliers.queries import suppliers
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource, Scopes
from shared.resources.viewer import Condition, Viewer


@dataclass(frozen=True, slots=True)
class Subject:
    resource: Resource[Any, Any]
    scope: str
    whole: Condition | None = None
    """Who sees what hangs on it, where not everybody who sees that there is one."""


SUBJECTS: Mapping[SubjectKind, Subject] = {
    SubjectKind.NONCONFORMANCE: Subject(nonconformances, "nonconformances:read"),
    SubjectKind.SIGNAL: Subject(signals, "charts:read"),
    SubjectKind.CHARACTERISTIC: Subject(characteristics, "characteristics:read"),
    SubjectKind.PROCESS: Subject(processes, "processes:read"),
    SubjectKind.GAGE: Subject(gages, "gages:read"),
    SubjectKind.CAPA: Subject(capas, "capas:read", inside),
    SubjectKind.SUPPLIER: Subject(suppliers, "suppliers:read"),
}


def seen(viewer: Viewer, kind: Any, id: Any) -> ColumnElement[bool]:
    """The viewer sees this record, as its own list and single read would say."""
    return or_(false(), *(_seen(viewer, one, kind, id) for one in SubjectKind if viewer.has(SUBJECTS[one].scope)))


def _seen(viewer: Viewer, one: SubjectKind, kind: Any, id: Any) -> ColumnElement[bool]:
    subject = SUBJECTS[one]
    visible = and_(subject.resource.visible(viewer), subject.whole(viewer) if subject.whole else true())
    record = subject.resource.record
    found = exists().where(record.id == id, visible).correlate_except(record)
    return and_(kind == one.value, found)


@lru_cache(VARIANTS)
def is_seen(scopes: Scopes) -> Statement:
    return Statement(select(seen(Viewer(scopes), argument("kind", Text), argument("record_id", Uuid))))
