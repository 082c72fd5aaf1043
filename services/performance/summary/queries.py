from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, select

from services.performance.dashboards.queries.kept_attainment import attainment_of_company
from services.performance.dashboards.queries.numbers import mean_of, metrics, object_of
from services.performance.dashboards.queries.organisation import counted_for
from services.performance.summary.schemas import GoalCounts
from shared.database.statements import Statement
from shared.resources.resource import VARIANTS
from shared.resources.shapes import instant
from shared.resources.viewer import Viewer


@lru_cache(VARIANTS)
def summary(scopes: frozenset[str]) -> Statement:
    """All numbers as one JSON text."""
    viewer = Viewer(scopes)
    counts = counted_for(viewer)
    attainment = attainment_of_company(viewer, select(counts.c.people).scalar_subquery())
    parts = {"as_of": instant(Viewer.now)} | _parts(counts)
    parts |= {"metrics": metrics(counts, attainment).scalar_subquery()}
    return Statement(select(cast(object_of(parts), Text)).select_from(counts))


def _parts(counts: Any) -> dict[str, ColumnElement[Any]]:
    return {
        "people_active": counts.c.people,
        "people_without_manager": counts.c.without_manager,
        "people_with_active_goal": counts.c.busy,
        "goals": object_of({name: counts.c[name] for name in GoalCounts.model_fields}),
        "goal_progress": object_of(mean_of(counts)),
        "check_ins_last_30_days": counts.c.check_ins,
    }
