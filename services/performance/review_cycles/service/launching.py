"""Reviews are made part by part, each in a transaction of its own, so that a crash loses at most one part's work."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

from services.performance.review_cycles import schemas
from services.performance.review_cycles.models import ReviewCycle
from services.performance.review_cycles.queries.cycles import review_cycles
from services.performance.review_cycles.queries.launch import LAUNCH, PEOPLE, PREVIEW
from services.performance.review_cycles.rules.cycles import LAUNCH as JOB
from services.performance.review_cycles.rules.cycles import LaunchBlocked, ReviewCycleStatus
from services.performance.tables import WATCHED
from shared.answers import Accepted, Document
from shared.jobs.schemas import Job
from shared.work import WORD, Reading, Work

AT_ONCE = 2_500
EVERYBODY = 10_000_000
NOBODY = UUID(int=0)


async def preview(work: Reading, id: UUID) -> Document[schemas.LaunchPreview]:
    await review_cycles.show(work, id)
    return Document(await _previewed(work, id))


async def ensure_launchable(work: Work, id: UUID) -> None:
    found = orjson.loads(await _previewed(work, id))
    if found["blocking"]:
        raise LaunchBlocked(blocking=found["blocking"])


async def begin(work: Work, id: UUID) -> Accepted[Job]:
    """The first time it launches; while the cycle runs it admits whoever has come since, or was blocked."""
    held = await review_cycles.hold_one(work, id, version_required=True)
    cycle: ReviewCycle = held.record
    if cycle.status in {ReviewCycleStatus.LAUNCHING, ReviewCycleStatus.RUNNING}:
        review_cycles.permit(held, "admit")
        work.note("review_cycle.admit", cycle)
    else:
        review_cycles.move(work, held, "launch", None)
        await ensure_launchable(work, id)
        work.note("review_cycle.launch", cycle)
    return await WATCHED.start(work, JOB, {"cycle_id": id})


async def carry_out(work: Work, id: UUID, progress: Callable[[int], Awaitable[None]]) -> str:
    """Again after a crash, or beside another: a subject has one review of a cycle, whoever comes first."""
    people, seen, made, after = max(1, await work.value(PEOPLE)), 0, 0, NOBODY
    while part := await _launch_part(work, id, after):
        seen, made, after = seen + part["seen"], made + part["made"], UUID(part["last"])
        await progress(min(99, 100 * seen // people))
    cycle = await work.lock(ReviewCycle, id)
    if cycle.status is ReviewCycleStatus.LAUNCHING:
        work.change(cycle, {"status": ReviewCycleStatus.RUNNING, "launched_at": work.now})
        work.note("review_cycle.launched", cycle)
    elif made:
        work.note("review_cycle.admitted", cycle, reviews=made)
    return f"/v1/review-cycles/{id}"


async def _launch_part(work: Work, id: UUID, after: UUID) -> Any:
    """The next people; None where there are no more. One part of an organisation at a time, for overlaps' sake."""
    given = {"cycle_id": id, "after": after, "size": AT_ONCE}
    async with work.aside() as connection:
        await connection.execute(f"SELECT pg_advisory_xact_lock({WORD})", "review launch")
        part = await connection.fetchrow(LAUNCH.sql, *LAUNCH.arguments(work.values(given)))
    return part if part and part["seen"] else None


async def _previewed(work: Reading, id: UUID) -> bytes:
    found: str = await work.value(PREVIEW, cycle_id=id, after=NOBODY, size=EVERYBODY)
    return found.encode()
