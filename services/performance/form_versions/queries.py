from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, String, Text, select

from services.performance.form_versions.rules import DRAFT, LIFECYCLE, PUBLISHED, WRITER
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import among, equals, everyone, holding

Shape = TypeVar("Shape", bound=BaseModel)


def versions_of(
    shape: type[Shape], record: Any, derived: Mapping[str, ColumnElement[Any]] | None = None
) -> Resource[Shape, Any]:
    """The resource of one table of versions."""
    return Resource(
        shape,
        record,
        visible=everyone,
        workflow=LIFECYCLE,
        guards={WRITER: holding("review_forms:write")},
        derived=derived,
        filters={"code": equals(record.code), "status": among(record.status)},
        sorts={"number": record.number, "created_at": record.created_at},
    )


def version_of(record: Any, id: Any, *outer: Any) -> ColumnElement[Any]:
    """The reference to a version, or null."""
    found = select(record.id, record.code, record.number, record.name).where(record.id == id)
    return one_of(found.correlate(*outer))


@cache
def newest(record: Any) -> Statement:
    """The highest number of a code, and whether that is a draft."""
    last = select(record.id, record.number, (record.status == DRAFT).label("is_draft"))
    return Statement(last.where(record.code == argument("code", Text)).order_by(record.number.desc()).limit(1))


@cache
def published(record: Any) -> Statement:
    of_code = record.code == argument("code", String), record.status == PUBLISHED
    return Statement(select(record.id).where(*of_code))
