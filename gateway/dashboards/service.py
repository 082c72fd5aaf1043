from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.dashboards import rules
from gateway.upstreams import Errand
from shared.answers import Document


async def shown(errand: Errand, sources: Mapping[str, rules.Source], filters: Mapping[str, str]) -> Document[Any]:
    """Every part asked for at once, so the dashboard takes as long as its slowest part and never past the deadline."""
    questions = {name: source.question(filters) for name, source in sources.items()}
    parts = await errand.ask_all(questions)
    rules.ensure_worth_showing(parts)
    return Document(rules.side_by_side(datetime.now(UTC), parts))
