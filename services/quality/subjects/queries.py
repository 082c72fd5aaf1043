"""One line a kind: its Resource and the scope that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, and_, exists, false, or_, select

from services.quality.characteristics.queries import characteristics
from services.quality.gages.queries import gages
from services.quality.nonconformances.queries.documents import nonconformances
from services.quality.processes.queries import processes
from services.quality.signals.queries import signals
from services.quality.subjects.rules import SubjectKind
from services.quality.suppliers.queries import suppliers
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource, Scopes
from shared.resources.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Subject:
    resource: Resource[Any, Any]
    scope: str


SUBJECTS: Mapping[SubjectKind, Subject] = {
    SubjectKind.NONCONFORMANCE: Subject(nonconformances, "nonconformances:read"),
    SubjectKind.SIGNAL: Subject(signals, "charts:read"),
    SubjectKind.CHARACTERISTIC: Subject(characteristics, "characteristics:read"),
    SubjectKind.PROCESS: Subject(processes, "processes:read"),
    SubjectKind.GAGE: Subject(gages, "gages:read"),
    SubjectKind.SUPPLIER: Subject(suppliers, "suppliers:read"),
}


def seen(viewer: Viewer, kind: Any, id: Any) -> ColumnElement[bool]:
    """The viewer sees this record, as its own list and single read would say."""
    return or_(false(), *(_seen(viewer, one, kind, id) for one in SubjectKind if viewer.has(SUBJECTS[one].scope)))


def _seen(viewer: Viewer, one: SubjectKind, kind: Any, id: Any) -> ColumnElement[bool]:
    resource = SUBJECTS[one].resource
    found = exists().where(resource.record.id == id, resource.visible(viewer)).correlate_except(resource.record)
    return and_(kind == one.value, found)


@lru_cache(VARIANTS)
def is_seen(scopes: Scopes) -> Statement:
    return Statement(select(seen(Viewer(scopes), argument("kind", Text), argument("record_id", Uuid))))
