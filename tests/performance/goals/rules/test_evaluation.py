"""From check-ins to a goal's progress and health, by facts alone."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from services.performance.goal_policies.rules import DEFAULT
from services.performance.goals.rules.evaluation import GoalFacts, KeyResultFacts, evaluate
from services.performance.goals.rules.health import Period
from services.performance.goals.rules.measures import KeyResultKind, Reading, Scale
from services.performance.goals.rules.rollup import ProgressMethod
from services.performance.goals.rules.states import KeyResultStatus

DAY = date(2026, 3, 1)


def key_result(value, cadence, status=KeyResultStatus.ACTIVE):
    scale = Scale(KeyResultKind.NUMBER, Decimal(0), Decimal(100))
    return KeyResultFacts(uuid4(), scale, Decimal(1), status, cadence, Reading(Decimal(value)), DAY)


def goal(*key_results):
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    return evaluate(GoalFacts(uuid4(), ProgressMethod.KEY_RESULTS, period, key_results=key_results), {}, DEFAULT)


def test_what_is_done_waits_for_no_check_in():
    assert goal(key_result(100, 2), key_result(50, 20)).turns.stale_on == date(2026, 4, 1)
    assert goal(key_result(99, 2), key_result(50, 20)).turns.stale_on == date(2026, 3, 5)
    assert goal(key_result(100, 2)).turns.stale_on is None
