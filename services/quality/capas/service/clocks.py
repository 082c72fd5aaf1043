from services.quality.capas.queries.clocks import LATE_ACTIONS, LATE_CAPAS
from shared.work import Work


async def escalate(work: Work) -> None:
    """Tell quality managers once of each CAPA and each action past its day; what is being changed waits a round."""
    for capa in (await work.session.scalars(LATE_CAPAS, {"today": work.today})).all():
        work.change(capa, {"escalated_at": work.now})
        work.note("capa.escalated", capa, to="quality_manager", due_on=capa.due_on)
    for action in (await work.session.scalars(LATE_ACTIONS, {"today": work.today})).all():
        work.change(action, {"escalated_at": work.now})
        work.note("capa_action.escalated", action, to="quality_manager", capa_id=action.capa_id, due_on=action.due_on)
