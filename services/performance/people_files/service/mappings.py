from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select

from services.performance.people_files import schemas
from services.performance.people_files.models import ImportMapping
from services.performance.people_files.queries.mappings import mappings
from services.performance.people_files.rules.rows import OUR_OWN, Dictionary, check_columns
from shared.answers import Document
from shared.problems import FieldError, Invalid, ReferenceNotFound
from shared.work import Work


class SourceMismatch(Invalid):
    """The mapping is one of another source."""


class Understood(NamedTuple):
    """How rows are to be read, and whose they are, where that is known."""

    dictionary: Dictionary
    source: str | None


async def create(work: Work, data: schemas.ImportMappingCreate) -> Document[schemas.ImportMapping]:
    check_columns(data.columns)
    mapping = work.add(ImportMapping(**data.model_dump()))
    work.note("import_mapping.created", mapping)
    return await mappings.show(work, mapping.id)


async def patch(work: Work, id: UUID, data: schemas.ImportMappingPatch) -> Document[schemas.ImportMapping]:
    mapping, said = await mappings.load(work, id, "update"), data.model_dump()
    check_columns(said.get("columns", mapping.columns))
    if work.change(mapping, said):
        work.note("import_mapping.updated", mapping)
    return await mappings.show(work, id)


async def delete(work: Work, id: UUID) -> None:
    mapping = await mappings.load(work, id, "update")
    await work.session.delete(mapping)
    work.note("import_mapping.deleted", mapping, name=mapping.name)


async def understood(work: Work, named: str | None, source: str | None) -> Understood:
    """By the mapping's id or name; a source that is said beside it must be the mapping's own."""
    if named is None:
        return Understood(OUR_OWN, source)
    found = await work.session.scalar(select(ImportMapping).where(_called(named)))
    if found is None:
        raise ReferenceNotFound(errors=[FieldError("?mapping", "not_found", "there is no such mapping")])
    if source not in {None, found.source}:
        raise SourceMismatch(errors=[FieldError("?mapping", SourceMismatch.code, f"is one of {found.source}")])
    return Understood(Dictionary(found.columns, found.sentinels), found.source)


def _called(named: str) -> ColumnElement[bool]:
    try:
        return ImportMapping.id == UUID(named)
    except ValueError:
        return ImportMapping.name == named
