from services.performance.dashboards import rules
from services.performance.dashboards.queries.scopes import LEADS_MOST
from shared.work import Reading


async def leads_most(work: Reading) -> bool:
    """Asked beforehand, as each way to count is long to plan; who sees everything need not be asked."""
    return not work.actor.has("goals:read:all") and bool(await work.value(LEADS_MOST, share=rules.MOST_LED))
