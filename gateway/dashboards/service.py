from datetime import UTC, datetime

from gateway.dashboards import rules, schemas
from gateway.upstreams import Errand
from shared.answers import Document


async def executive(errand: Errand) -> Document[schemas.ExecutiveDashboard]:
    parts = await errand.ask_all("/v1/summary")
    rules.ensure_worth_showing(parts)
    return Document(rules.side_by_side(datetime.now(UTC), parts))
