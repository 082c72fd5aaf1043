from typing import Any

from sqlalchemy import ColumnElement, select

from services.quality.processes import schemas
from services.quality.processes.models import Process
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import equals, everyone, holding, since

processes = Resource(
    schemas.Process,
    Process,
    visible=everyone,
    acts={"update": holding("processes:write")},
    filters={
        "code": equals(Process.code),
        "owner_id": equals(Process.owner_id),
        "updated_since": since(Process.updated_at),
    },
    sorts={"code": Process.code, "name": Process.name, "created_at": Process.created_at},
)


def process_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's process, or null."""
    reference = select(Process.id, Process.code, Process.name).where(Process.id == record.process_id)
    return one_of(reference.correlate(record))
