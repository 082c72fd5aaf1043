"""Whether something would be refused, found out by doing it and undoing it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from shared.work import Work


@asynccontextmanager
async def trial(work: Work) -> AsyncIterator[Work]:
    """Work of which nothing stays: it is undone at the end, told to nobody and left to no job.

    Records that it changed say afterwards what nobody reads again, so it comes last.
    """
    await work.flush()
    savepoint = await work.session.begin_nested()
    trying = replace(work, _noted=[], _errands=[], _touched={})
    yield trying
    await trying.flush()
    await savepoint.rollback()
