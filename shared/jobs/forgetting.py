"""Answers that were kept for an Idempotency-Key go after a day."""

from sqlalchemy import DateTime, Table, delete

from shared.database.statements import Statement, argument
from shared.idempotency import KEPT
from shared.jobs.declared import Jobs, Run
from shared.work import Work


def forgetting(answers: Table) -> Jobs:
    jobs = Jobs()
    old = Statement(delete(answers).where(answers.c.created_at < argument("before", DateTime(timezone=True))))

    @jobs.scheduled("idempotency.forget", "25 * * * *")
    async def forget(work: Work, _run: Run) -> None:
        await work.rows(old, before=work.now - KEPT)

    return jobs
