"""What callers are told of a file, and the people as one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.performance.people_files import schemas
from services.performance.people_files.queries.export import PEOPLE_SHEET
from services.performance.people_files.queries.imports import imports, results
from services.performance.people_files.rules.plan import Planned, RowOutcome
from shared.answers import Document, File, Page
from shared.pages import SheetFormat
from shared.problems import Problem
from shared.resources.sheet import MEDIA_TYPES
from shared.work import Reading


def report(planned: Sequence[Planned], dry_run: bool) -> Document[schemas.ImportReport]:
    results = [result_of(one) for one in planned]
    said = {"dry_run": dry_run, "applied": not dry_run, "summary": summary_of(planned), "results": results}
    return Document.of(said)


def summary_of(planned: Sequence[Planned]) -> dict[str, int]:
    counted = Counter(one.outcome for one in planned)
    return {outcome.value: counted[outcome] for outcome in RowOutcome}


def result_of(one: Planned) -> dict[str, Any]:
    return {
        "index": one.index,
        "external_id": one.external_id,
        "outcome": one.outcome,
        "changes": one.changes,
        "problem": one.problem and _said(one.problem),
    }


def _said(problem: Problem) -> dict[str, Any]:
    facts = {"path": problem.facts.get("path", []), "person_id": problem.facts.get("person_id")}
    errors = [asdict(error) for error in problem.errors]
    return {"code": problem.code, "detail": problem.detail, "errors": errors} | facts


async def list_results(work: Reading, import_id: UUID, query: schemas.ImportResultQuery) -> Page[schemas.ImportResult]:
    found = await results.page(work, query, import_id=import_id)
    if not found.items:  # nothing to say, or no such import
        await imports.show(work, import_id)
    return found


async def export(work: Reading, query: schemas.PeopleSheetQuery, accept: str | None) -> File:
    """As the query says or, where it does not, as the caller accepts."""
    asked = {} if query.as_of is None else {"as_of": query.as_of}
    if "format" not in query.model_fields_set and MEDIA_TYPES[SheetFormat.XLSX] in (accept or ""):
        query = query.model_copy(update={"format": SheetFormat.XLSX})
    return await PEOPLE_SHEET.file(work, query, named_by=query.source or "", **asked)
