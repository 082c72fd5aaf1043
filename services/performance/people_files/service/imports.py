from asyncio import to_thread

from services.performance.people_files import schemas
from services.performance.people_files.rules.plan import Asked
from services.performance.people_files.service.later import begin, rows_in
from services.performance.people_files.service.mappings import understood
from services.performance.people_files.service.reports import report
from services.performance.people_files.service.taking import take
from shared.answers import Accepted, Document
from shared.jobs.schemas import Job
from shared.problems import FieldError, Invalid
from shared.work import Work

AT_ONCE = 5_000


class SaidTwice(Invalid):
    """Of JSON, the body itself says its source and mode, not the query."""


async def import_people(
    work: Work, query: schemas.ImportQuery, sent: schemas.PeopleImportCreate | bytes
) -> Document[schemas.ImportReport] | Accepted[Job]:
    """At once, or by a job if there are many rows."""
    given, source = (sent, query.source) if isinstance(sent, bytes) else (sent.rows, sent.source)
    dictionary, source = await understood(work, query.mapping, source)
    asked = asked_of(query, sent, source or "csv")
    rows = await to_thread(rows_in, given, dictionary)
    if len(rows) > AT_ONCE:
        return await begin(work, asked, dictionary, given, len(rows))
    return report(await take(work, rows, asked), asked.dry_run)


def asked_of(query: schemas.ImportQuery, sent: schemas.PeopleImportCreate | bytes, source: str) -> Asked:
    """What a JSON body says beside its rows, the query says beside a file."""
    given = query.model_dump(exclude={"dry_run", "mapping"}, exclude_none=True)
    if isinstance(sent, bytes):
        return Asked(dry_run=query.dry_run, **given | {"source": source})
    if given:
        raise SaidTwice(errors=[FieldError(f"?{name}", SaidTwice.code, "belongs in the body") for name in given])
    return Asked(dry_run=query.dry_run, **sent.model_dump(exclude={"rows"}))
