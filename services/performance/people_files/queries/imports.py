"""Imports that a job did, as callers see them, and what became of each row."""

from typing import Any

from sqlalchemy import DateTime, Integer, Text, Uuid, case, delete, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from services.performance.people_files import schemas
from services.performance.people_files.models import PeopleImport, PeopleImportResult
from shared.database.statements import Statement, argument, rows_given
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, equals, everyone

imports = Resource(
    schemas.PeopleImport,
    PeopleImport,
    visible=everyone,
    derived={
        "applied": PeopleImport.finished_at.is_not(None) & ~PeopleImport.dry_run,
        "results_url": case(
            (
                PeopleImport.finished_at.is_not(None),
                func.concat(Viewer.prefix, "/v1/people/imports/", PeopleImport.id, "/results"),
            )
        ),
    },
    sorts={"created_at": PeopleImport.created_at},
)

results = Resource(
    schemas.ImportResult,
    PeopleImportResult,
    visible=everyone,
    filters={"import_id": equals(PeopleImportResult.import_id), "outcome": among(PeopleImportResult.outcome)},
    sorts={"place": PeopleImportResult.place},
)


def _add_results() -> Statement:
    kinds: dict[str, Any] = {"id": Uuid, "place": Integer, "index": Integer, "external_id": Text, "outcome": Text}
    given = rows_given(**kinds, changes=Text, problem=Text)
    columns = {
        **{name: given.c[name] for name in kinds},
        "changes": given.c.changes.cast(JSONB),
        "problem": given.c.problem.cast(JSONB),
        "import_id": argument("import_id", Uuid),
        "version": literal(1),
        "created_at": Viewer.now,
        "updated_at": Viewer.now,
    }
    rows = select(*(value.label(name) for name, value in columns.items()))
    return Statement(insert(PeopleImportResult.__table__).from_select(list(columns), rows, include_defaults=False))


def _forget() -> tuple[Statement, Statement]:
    old = PeopleImport.created_at < argument("before", DateTime(timezone=True))
    theirs = PeopleImportResult.import_id.in_(select(PeopleImport.id).where(old))
    return Statement(delete(PeopleImportResult.__table__).where(theirs)), Statement(
        delete(PeopleImport.__table__).where(old)
    )


ADD_RESULTS = _add_results()
FORGET_RESULTS, FORGET_IMPORTS = _forget()
