from typing import Any

from sqlalchemy import ColumnElement, DateTime, Text, Uuid, cast, select

from services.quality.characteristics.models import Characteristic, SpecificationRevision
from services.quality.characteristics.queries import valid_at
from shared.database.statements import Statement, argument
from shared.resources.shapes import instant, one_of

_revision = SpecificationRevision


def _subject() -> Statement:
    """A characteristic, what its latest values are held against, and whether the earliest had other limits to keep."""
    kind, first, last = Characteristic, _time("taken_from"), _time("taken_to")
    limits = (_revision.lsl, _revision.usl, _revision.target)
    valid = valid_at(kind.id, last, _revision.id, instant(_revision.valid_from).label("valid_from"), *limits)
    then, now = (valid_at(kind.id, time, _revision.id).correlate(kind).scalar_subquery() for time in (first, last))
    found = select(
        kind.data_kind,
        cast(kind.id, Text).label("id"),
        kind.code,
        kind.name,
        kind.unit,
        cast(one_of(valid.correlate(kind)), Text).label("specification"),
        (then != now).label("specification_revised"),
        instant(first).label("taken_from"),
        instant(last).label("taken_to"),
    )
    return Statement(found.where(kind.id == argument("characteristic_id", Uuid)))


def _time(name: str) -> ColumnElement[Any]:
    return argument(name, DateTime(timezone=True))


SUBJECT = _subject()
