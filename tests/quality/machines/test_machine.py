"""Two organisations, five roles each, doing whatever comes to their minds: what must never be, never is.

`make test` runs a short form that is the same each time; `make machines` runs a long one, by other chances each time.
"""

import asyncio
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from services.quality.nonconformances.rules import statement
from tests.quality.machines.machine import Side, TwoOrganisations

EXAMPLES = int(os.environ.get("METTLE_MACHINE_EXAMPLES", "3"))
STEPS = int(os.environ.get("METTLE_MACHINE_STEPS", "20"))
SHORT = "METTLE_MACHINE_EXAMPLES" not in os.environ
BOUNDED = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, derandomize=SHORT,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
async def walk(make, elsewhere, sql):
    """`await walk(settings, "described")`: machines from that status, or from whichever."""
    loop = asyncio.get_running_loop()

    async def walked(bounds, *beginnings):
        said = {"loop": loop, "sides": lambda: [Side(one, sql) for one in (make, elsewhere)]}
        bound = type("Bound", (TwoOrganisations,), said | ({"beginnings": beginnings} if beginnings else {}))
        await asyncio.to_thread(run_state_machine_as_test, bound, settings=bounds)

    return walked


async def test_whatever_they_do_nothing_is_closed_signed_disposed_or_seen_that_may_not_be(walk):
    await walk(BOUNDED)


async def test_a_service_that_does_not_add_up_what_is_disposed_of_is_found(walk, monkeypatch):
    monkeypatch.setattr(statement, "check_disposed", lambda *_: None)
    planted = settings(BOUNDED, max_examples=40, stateful_step_count=30, derandomize=True)
    with pytest.raises(AssertionError, match="disposed of more than there is"):
        await walk(planted, "described")
