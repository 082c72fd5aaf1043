from services.quality.capas.queries.clocks import LATE_ACTIONS, LATE_CAPAS
from shared.work import Work


async def escalate(work: Work) -> None:
    """Tell quality managers once of each CAPA and each action past its day; what is being changed waits a round."""
    for capa in (await work.session.scalars(LATE_CAPAS, {"today": work.today})).all():
        work.change(capa, {"escalated_at": work.now})
        work.note("capa.escalated", capa, to="quality_manager", due_on=capa.due_on)
    for action, capa in (await work.session.execute(LATE_ACTIONS, {"today": work.today})).all():
        work.change(action, {"escalated_at": work.now})
        work.note("capa.action_escalated", capa, to="quality_manager", action_id=action.id, due_on=action.due_on)
