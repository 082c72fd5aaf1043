from functools import lru_cache

from sqlalchemy import Text, Uuid, any_, case, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from services.performance.goal_progress import schemas
from services.performance.goals.models import Goal, GoalClosing
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import carried_from, number, percent
from services.performance.goals.queries.facts import below, closing, contributions, facts_of
from services.performance.goals.queries.together import Together
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS
from shared.resources.shapes import AnySelect, all_of, columns_of
from shared.resources.viewer import Viewer

ID = argument("id", Uuid)


def _seen(viewer: Viewer) -> AnySelect:
    """What of a goal its explanation needs, if this caller sees it."""
    columns = (
        Goal.id, Goal.progress_method, Goal.weighting, Goal.kind, Goal.status, Goal.health_override,
        Goal.starts_on, Goal.due_on,
    )  # fmt: skip
    return select(*columns).where(Goal.id == ID, visible_to(viewer))


@lru_cache(VARIANTS)
def on_a_day(scopes: frozenset[str]) -> Together:
    """A goal with all that contributes to it, the deepest first."""
    down = below()
    deepest_first = select(down.c.id).order_by(down.c.depth.desc())
    these = func.array(select(down.c.id).scalar_subquery())
    return Together(seen=_seen(Viewer(scopes)), closing=_closing(), order=deepest_first, **facts_of(these))


@lru_cache(VARIANTS)
def explained(scopes: frozenset[str]) -> Together:
    """One goal, and what contributes to it as it is stored."""
    viewer = Viewer(scopes)
    these = array([ID])
    named = contributions(these, visible_to(viewer))
    return Together(seen=_seen(viewer), closing=_closing(), contributions=named, **facts_of(these))


def _closing() -> AnySelect:
    """What was kept of the goal if it was graded by that day; as text, for its reader to check."""
    kept = closing("kept", cast(GoalClosing.inputs, Text).label("inputs"))
    return select(kept.c.inputs).select_from(Goal).join(kept, true()).where(Goal.id == ID)


@lru_cache(VARIANTS)
def seen_among(scopes: frozenset[str]) -> Statement:
    """Those of some goals that this caller sees."""
    these = Goal.id == any_(argument("ids", ARRAY(Uuid)))
    return Statement(select(Goal.id).where(these, visible_to(Viewer(scopes))))


@lru_cache(VARIANTS)
def sees_goal(scopes: frozenset[str]) -> Statement:
    return Statement(select(Goal.id).where(Goal.id == ID, visible_to(Viewer(scopes))))


@lru_cache(VARIANTS)
def lineage(scopes: frozenset[str]) -> Statement:
    """All goals that a goal was carried over from and into, whatever the way."""
    start = select(argument("id", Uuid).label("id")).cte("kin", recursive=True)
    other = aliased(Goal)
    next_of = case((other.id == start.c.id, other.carried_from_goal_id), else_=other.id)
    related = select(next_of).join(start, or_(other.id == start.c.id, other.carried_from_goal_id == start.c.id))
    kin = start.union(related.where(next_of.is_not(None)))
    derived = {
        "carried_from_goal_id": carried_from(Viewer(scopes)),
        "progress_percent": percent(Goal.progress),
        "final_score": number(Goal.final_score),
    }
    shown = select(*columns_of(schemas.GoalInLineage, Goal, derived))
    shown = shown.where(Goal.id == any_(func.array(select(kin.c.id).scalar_subquery())))
    items = all_of(shown.where(visible_to(Viewer(scopes))).order_by(Goal.created_at, Goal.id))
    return Statement(select(cast(func.json_build_object("items", items), Text)))
