from services.quality.nonconformances.queries.documents import LATE
from shared.work import Work


async def escalate(work: Work) -> None:
    """Tell once of each critical one that was not contained in time; what is being changed waits for the next round."""
    for record in (await work.session.scalars(LATE, {"now": work.now})).all():
        work.change(record, {"escalated_at": work.now})
        work.note("nonconformance.escalated", record)
