"""No change without an event, in any test of any route; here is the one that is caught."""

from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from services.performance.job_profiles.models import JobFamily
from shared.auth.actor import Actor


async def test_a_change_that_is_not_told_is_caught(app, org):
    actor = Actor(org, uuid7(), "ann", frozenset())
    with pytest.raises(AssertionError, match="without an event"):
        async with app.state.house.working(actor, datetime.now(UTC)) as work:
            work.add(JobFamily(code="quiet", name="Quiet"))
