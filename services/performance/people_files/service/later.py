"""Imports that a job does: kept as they were sent, done in one transaction, and forgotten after a while."""

import zlib
from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.performance.people_files.models import PeopleImport
from services.performance.people_files.queries.imports import ADD_RESULTS, FORGET_IMPORTS, FORGET_RESULTS
from services.performance.people_files.rules.plan import Asked, Planned, RowOutcome
from services.performance.people_files.rules.rows import Dictionary, Row, rows_of
from services.performance.people_files.rules.spreadsheet import read
from services.performance.people_files.service.reports import result_of, summary_of
from services.performance.people_files.service.taking import Progress, take
from services.performance.tables import WATCHED
from shared.answers import Accepted
from shared.database.statements import in_columns
from shared.jobs.schemas import Job
from shared.work import Work

IMPORT = "people.import"
FAST = 1
"""Of zlib's levels: a file shrinks to a fifth at the least cost."""
WRITTEN = 85
KEPT = timedelta(days=30)


async def begin(
    work: Work, asked: Asked, dictionary: Dictionary, given: bytes | Sequence[Any], row_count: int
) -> Accepted[Job]:
    sent = given if isinstance(given, bytes) else orjson.dumps(given)
    content = await to_thread(zlib.compress, sent, FAST)
    kept = PeopleImport(dictionary=asdict(dictionary), is_json=sent is not given, content=content, row_count=row_count)
    for name, value in asdict(asked).items():
        setattr(kept, name, value)
    work.add(kept)
    work.note("people_import.begun", kept, source=asked.source, mode=asked.mode, dry_run=asked.dry_run)
    return await WATCHED.start(work, IMPORT, {"id": kept.id})


async def carry_out(work: Work, id: UUID, progress: Progress) -> str:
    """All that the import does and what is said of it in one transaction; one that is done already stays as it is."""
    kept = await work.lock(PeopleImport, id)
    if kept.content is not None:
        rows = await to_thread(_opened, kept)
        planned = await take(work, rows, _asked(kept), progress)
        await progress(WRITTEN)
        await _tell(work, id, planned)
        summary = summary_of(planned)
        work.change(kept, {"summary": summary, "content": None, "finished_at": work.now})
        work.note("people_import.finished", kept, summary=summary)
    return f"/v1/people/imports/{id}"


async def forget(work: Work) -> None:
    """What became of people long ago is in their own events."""
    for statement in (FORGET_RESULTS, FORGET_IMPORTS):
        await work.rows(statement, before=work.now - KEPT)


def rows_in(given: bytes | Sequence[Any], dictionary: Dictionary) -> list[Row]:
    return read(given, dictionary) if isinstance(given, bytes) else rows_of(given, dictionary)


def _opened(kept: PeopleImport) -> list[Row]:
    content = zlib.decompress(kept.content or b"")
    return rows_in(orjson.loads(content) if kept.is_json else content, Dictionary(**kept.dictionary))


def _asked(kept: PeopleImport) -> Asked:
    return Asked(**{name: getattr(kept, name) for name in Asked.__slots__})


async def _tell(work: Work, import_id: UUID, planned: Sequence[Planned]) -> None:
    told = [one for one in planned if one.outcome is not RowOutcome.UNCHANGED]
    if told:
        rows = await to_thread(lambda: [_kept(place, one) for place, one in enumerate(told)])
        await work.rows(ADD_RESULTS, import_id=import_id, **in_columns(rows))


def _kept(place: int, one: Planned) -> dict[str, Any]:
    result = result_of(one)
    changes, problem = (orjson.dumps(result[name], default=str).decode() for name in ("changes", "problem"))
    said = {"changes": changes, "problem": problem if one.problem else None}
    return result | said | {"id": uuid7(), "place": place, "outcome": one.outcome.value}
