from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, case, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, array

from services.performance.goal_alignment import schemas
from services.performance.goals.models import Goal, GoalAlignment, GoalContribution
from services.performance.goals.policy import sees, visible_to
from services.performance.goals.queries.documents import HEALTH, number, percent
from services.performance.people.queries.references import org_unit_of, person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS
from shared.resources.shapes import columns_of, one_of
from shared.resources.viewer import Viewer

Link = type[GoalContribution] | type[GoalAlignment]


@lru_cache(VARIANTS)
def way_up(link: Link, scopes: frozenset[str]) -> Statement:
    """From one goal by these links to one above it, if it is there: the goals on the way, hidden ones as null.

    A goal is met once a way.
    """
    top = argument("id", Uuid)
    start = select(top.label("id"), array([top]).label("path")).cte("above", recursive=True)
    step = select(link.parent_goal_id, func.array_append(start.c.path, link.parent_goal_id))
    step = step.join(start, link.child_goal_id == start.c.id).where(link.parent_goal_id != func.all(start.c.path))
    above = start.union_all(step)
    found = select(above.c.path).where(above.c.id == argument("child_id", Uuid)).limit(1).subquery()
    on_way = func.unnest(found.c.path).table_valued("id", with_ordinality="place", name="on_way").render_derived()
    shown = case((sees(Viewer(scopes), on_way.c.id), on_way.c.id)).label("id")
    return Statement(select(shown).select_from(found).join(on_way, true()).order_by(on_way.c.place))


@lru_cache(VARIANTS)
def seen(scopes: frozenset[str]) -> Statement:
    """Whether this caller sees a goal."""
    return Statement(select(Goal.id).where(Goal.id == argument("id", Uuid), visible_to(Viewer(scopes))))


@lru_cache(VARIANTS)
def tree(scopes: frozenset[str]) -> Statement:
    """A goal and, depth first, what contributes to it as far as this caller sees; hidden goals hide what is below."""
    viewer, link = Viewer(scopes), GoalContribution
    top = select(
        Goal.id,
        cast(None, Uuid).label("parent_goal_id"),
        cast(None, Uuid).label("parent_key_result_id"),
        cast(None, link.weight.type).label("weight"),
        literal(0).label("depth"),
        array([Goal.id]).label("path"),
    ).where(Goal.id == argument("id", Uuid), visible_to(viewer))
    nodes = top.cte("nodes", recursive=True)
    nodes = nodes.union_all(_below(nodes, viewer))
    body, key = one_of(_node(nodes, viewer)), cast(nodes.c.path, Text)
    shown = select(nodes.c.id, key.label("key"), cast(body, Text).label("body"))
    rest = nodes.c.path > func.coalesce(_after(), array([], type_=Uuid))
    return Statement(shown.where(rest).order_by(nodes.c.path).limit(argument("limit", Integer)))


def _after() -> ColumnElement[Any]:
    """The way to the last goal of the page before, null on the first page."""
    return select(cast(argument("after_key", Text), ARRAY(Uuid))).scalar_subquery()


def _below(nodes: Any, viewer: Viewer) -> Select[Any]:
    """Of each level only what this page can show: what comes later has a page of goals before it, as its children do.

    The way to where the page before ended is walked once more, hence one more.
    """
    link = GoalContribution
    path, limit = func.array_append(nodes.c.path, Goal.id), argument("limit", Integer)
    step = select(
        Goal.id, link.parent_goal_id, link.parent_key_result_id, link.weight, (nodes.c.depth + 1).label("depth"),
        path.label("path"),
    )  # fmt: skip
    linked = step.join(link, link.parent_goal_id == nodes.c.id).join(Goal, Goal.id == link.child_goal_id)
    rest = path >= func.coalesce(_after()[1 : nodes.c.depth + 2], array([], type_=Uuid))
    level = linked.where(nodes.c.depth < argument("depth", Integer), visible_to(viewer), rest)
    return select(*level.order_by(path).limit(limit + 1).subquery("level").c)


def _node(nodes: Any, viewer: Viewer) -> Select[Any]:
    derived = {
        **{name: nodes.c[name] for name in ("parent_goal_id", "parent_key_result_id", "depth")},
        "weight": number(nodes.c.weight),
        "owner": person_of(Goal.owner_id, Goal),
        "owner_unit": org_unit_of(Goal.owner_unit_id, Goal),
        "progress_percent": percent(Goal.progress),
        "health": HEALTH,
        "children": _children(nodes, viewer),
    }
    found = select(*columns_of(schemas.GoalNode, Goal, derived)).select_from(Goal)
    return found.where(Goal.id == nodes.c.id).correlate(nodes)


def _children(nodes: Any, viewer: Viewer) -> Any:
    link = GoalContribution
    seen = select(func.count()).select_from(link).join(Goal, Goal.id == link.child_goal_id)
    return seen.where(link.parent_goal_id == nodes.c.id, visible_to(viewer)).correlate(nodes).scalar_subquery()
