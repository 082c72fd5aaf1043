"""What progress is worked out from: goals, their key results as the check-ins have them on a day, what contributes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.goal_policies.queries import FIGURES
from services.performance.goals.models import CheckIn, Goal, GoalClosing, GoalContribution, KeyResult, Milestone
from services.performance.goals.queries.together import Together
from services.performance.goals.rules.rollup import Weighting
from services.performance.goals.rules.states import COUNTED, OPEN, GoalStatus, KeyResultStatus
from services.performance.people.models import Absence
from shared.database.statements import Statement, argument
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

Ids = ColumnElement[Any]
IDS = argument("ids", ARRAY(Uuid))
KEY_RESULT_IDS = argument("key_result_ids", ARRAY(Uuid))


def _path() -> Statement:
    """These goals, those of these key results and all they roll up into, locked from the leaves to the root.

    The order is the same for everybody, whatever they begin with, so no two wait for each other in a circle: nothing
    moves in the tree meanwhile, as who rolls up shares the hold of which a move wants all.
    """
    link, of_key_results = GoalContribution, select(KeyResult.goal_id).where(KeyResult.id == any_(KEY_RESULT_IDS))
    named = select(func.unnest(IDS).label("id")).union(of_key_results).subquery()
    up = select(named.c.id.label("start"), named.c.id, literal(0).label("steps")).cte("up", recursive=True)
    step = select(up.c.start, link.parent_goal_id, up.c.steps + 1).join(up, link.child_goal_id == up.c.id)
    up = up.union_all(step)
    above = func.max(up.c.steps).over(partition_by=up.c.start) - up.c.steps
    heights = select(up.c.id, above.label("above")).subquery()
    path = select(heights.c.id, func.max(heights.c.above).label("above")).group_by(heights.c.id).subquery("path")
    whole = select(Goal.id).join(path, path.c.id == Goal.id).order_by(path.c.above.desc(), Goal.id)
    return Statement(whole.with_for_update(of=Goal, key_share=True))


def below() -> Any:
    """The goal `id` and all that contributes to it, with how deep each lies."""
    top, link = select(argument("id", Uuid).label("id"), literal(0).label("depth")), GoalContribution
    down = top.cte("down", recursive=True)
    return down.union_all(select(link.child_goal_id, down.c.depth + 1).join(down, link.parent_goal_id == down.c.id))


def _latest(name: str, of: Callable[[Any], ColumnElement[bool]], *beside: Any) -> Any:
    """The check-in that counts on a day: not taken back, not corrected, the latest by day and then by time of entry."""
    entry, later = aliased(CheckIn), aliased(CheckIn)
    said = or_(entry.value.is_not(None), entry.zone.is_not(None))
    corrected = exists().where(later.supersedes_id == entry.id)
    found = select(entry.value, entry.zone, entry.as_of).where(of(entry), entry.as_of <= Viewer.as_of, said, ~corrected)
    return found.order_by(entry.as_of.desc(), entry.id.desc()).limit(1).correlate(*beside).lateral(name)


GRADED = or_(Goal.status == GoalStatus.CLOSED, and_(Goal.status == GoalStatus.ARCHIVED, Goal.closed_reason.is_(None)))
"""A cancelled goal says why, also when it is archived."""


def closing(name: str, *columns: Any) -> Any:
    """What was kept of a goal on a day, if it was graded by then and has not been opened again."""
    by_then = GoalClosing.goal_id == Goal.id, GoalClosing.closed_on <= Viewer.as_of, GRADED
    found = select(*columns).where(*by_then).order_by(GoalClosing.id.desc()).limit(1)
    return found.correlate(Goal).lateral(name)


def _goals(ids: Ids) -> AnySelect:
    kept = closing("kept", GoalClosing.closed_on, GoalClosing.progress)
    whole = _latest("whole", lambda entry: and_(entry.goal_id == Goal.id, entry.key_result_id.is_(None)), Goal)
    said = Goal.id, Goal.progress_method, Goal.starts_on, Goal.due_on, Goal.status
    found = select(
        *said, whole.c.value.label("whole"), whole.c.as_of.label("whole_on"),
        kept.c.closed_on, kept.c.progress.label("kept"),
    )  # fmt: skip
    joined = found.select_from(Goal).outerjoin(whole, true()).outerjoin(kept, true())
    return joined.where(Goal.id == any_(ids))


def _absences(ids: Ids) -> AnySelect:
    """Leave of the owners that does not count."""
    away = select(Goal.id.label("goal_id"), Absence.starts_on, Absence.ends_on)
    away = away.join(Absence, and_(Absence.person_id == Goal.owner_id, Absence.excluded_from_period))
    return away.where(Goal.id == any_(ids)).order_by(Absence.starts_on)


SCALE = [
    KeyResult.kind, KeyResult.start_value, KeyResult.target_value, KeyResult.commit_value, KeyResult.stretch_value,
    KeyResult.range_low, KeyResult.range_high, KeyResult.tolerance,
]  # fmt: skip


def _key_results(ids: Ids) -> AnySelect:
    """With the latest check-in of each; a milestone's is its part's."""
    of_whole = _latest(
        "latest", lambda entry: and_(entry.key_result_id == KeyResult.id, entry.milestone_id.is_(None)), KeyResult
    )
    said = KeyResult.id, KeyResult.goal_id, *SCALE, KeyResult.weight, KeyResult.status, KeyResult.cadence_days
    more = KeyResult.title, KeyResult.accepted_progress
    found = select(*said, *more, of_whole.c.value, of_whole.c.zone, of_whole.c.as_of.label("looked_on"))
    return found.outerjoin(of_whole, true()).where(KeyResult.goal_id == any_(ids)).order_by(KeyResult.id)


def _milestones(ids: Ids) -> AnySelect:
    entry = _latest("entry", lambda entry: entry.milestone_id == Milestone.id, Milestone)
    said = Milestone.id, Milestone.key_result_id, Milestone.title, Milestone.weight
    found = select(*said, entry.c.value, entry.c.as_of.label("looked_on")).outerjoin(entry, true())
    return (
        found.join(KeyResult, KeyResult.id == Milestone.key_result_id)
        .where(KeyResult.goal_id == any_(ids), KeyResult.kind == "milestone")
        .order_by(Milestone.id)
    )


def weight_of(link: Any, parent: Any) -> ColumnElement[Any]:
    """What a contribution weighs: as said, or what its goal's key results have to cover."""
    span = select(func.sum(func.abs(KeyResult.target_value - KeyResult.start_value))).where(
        KeyResult.goal_id == link.child_goal_id, KeyResult.status != KeyResultStatus.DROPPED
    )
    by_target = func.coalesce(span.correlate(link).scalar_subquery(), 0)
    return case((parent.weighting == Weighting.BY_TARGET, by_target), else_=link.weight)


def _links(ids: Ids) -> AnySelect:
    """Where these goals contribute to, and what each weighs there."""
    link, parent = aliased(GoalContribution), aliased(Goal)
    said = link.child_goal_id, link.parent_goal_id, link.parent_key_result_id, weight_of(link, parent).label("weight")
    return select(*said).join(parent, parent.id == link.parent_goal_id).where(link.child_goal_id == any_(ids))


def _contributed(ids: Ids) -> AnySelect:
    """What contributes to these goals, added up by goal and key result, without the goals that are worked out anew.

    A key result that goals contribute to has a row even where none of them is measured: then neither is it.
    """
    link, parent, child = aliased(GoalContribution), aliased(Goal), aliased(Goal)
    weight = weight_of(link, parent)
    each = (
        select(
            link.parent_goal_id, link.parent_key_result_id, weight.label("weight"),
            case((and_(child.status.in_(COUNTED), child.id != all_(ids)), child.progress)).label("progress"),
        )
        .join(parent, parent.id == link.parent_goal_id)
        .join(child, child.id == link.child_goal_id)
        .where(link.parent_goal_id == any_(ids))
        .subquery()
    )  # fmt: skip
    measured = each.c.progress.is_not(None)
    return select(
        each.c.parent_goal_id, each.c.parent_key_result_id,
        func.coalesce(func.sum(each.c.weight).filter(measured), 0).label("weight"),
        func.coalesce(func.sum(each.c.weight * each.c.progress), 0).label("weighted"),
        func.coalesce(func.sum(each.c.progress), 0).label("plain"),
        func.count(each.c.progress).label("count"),
    ).group_by(each.c.parent_goal_id, each.c.parent_key_result_id)  # fmt: skip


def contributions(ids: Ids, sees: ColumnElement[bool]) -> AnySelect:
    """The goals that contribute to these as they are stored, those that are not seen without a name."""
    link, parent = aliased(GoalContribution), aliased(Goal)
    said = {
        "goal_id": case((sees, Goal.id)),
        "title": case((sees, Goal.title)),
        "parent_key_result_id": link.parent_key_result_id,
        "weight": weight_of(link, parent),
        "progress": case((Goal.status.in_(COUNTED), Goal.progress)),
    }
    found: AnySelect = select(link.parent_goal_id, *(column.label(name) for name, column in said.items()))
    found = (
        found.select_from(link).join(parent, parent.id == link.parent_goal_id).join(Goal, Goal.id == link.child_goal_id)
    )
    return found.where(link.parent_goal_id == any_(ids)).order_by(link.id)


def facts_of(ids: Ids) -> dict[str, AnySelect]:
    """All that the progress of these goals follows from."""
    return {
        "figures": FIGURES,
        "goals": _goals(ids),
        "absences": _absences(ids),
        "key_results": _key_results(ids),
        "milestones": _milestones(ids),
        "links": _links(ids),
        "contributed": _contributed(ids),
    }


WRITTEN: dict[Any, dict[str, Any]] = {
    Goal: {
        "progress": Numeric,
        "checked_in_on": Date,
        "at_risk_on": Date,
        "off_track_on": Date,
        "stale_on": Date,
    },
    KeyResult: {
        "current_value": Numeric,
        "zone": Text,
        "progress": Numeric,
        "checked_in_on": Date,
        "next_check_in_on": Date,
        "status": Text,
    },
    Milestone: {"completed_on": Date},
}
"""What follows for each, and is kept with it."""


def arguments_of(record: Any, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows with an id and what is written of this record, for `WRITE`."""
    names = ("id", *WRITTEN[record])
    return {f"{record.__tablename__}_{name}": [row[name] for row in rows] for name in names}


def _written(record: Any) -> CTE:
    """Only what differs, and never the version: nobody's edit is refused because progress was made meanwhile."""
    table, kinds = record.__table__, {"id": Uuid, **WRITTEN[record]}
    arrays = (argument(f"{table.name}_{name}", ARRAY(kind)) for name, kind in kinds.items())
    columns = (column(name, kind) for name, kind in kinds.items())
    given = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
    differs = or_(*(table.c[name].is_distinct_from(given.c[name]) for name in WRITTEN[record]))
    values = {name: given.c[name] for name in WRITTEN[record]} | {"updated_at": Viewer.now}
    changed = update(table).where(table.c.id == given.c.id, differs).values(**values)
    return changed.returning(table.c.id).cte(f"written_{table.name}")


NEXT_OPEN = Statement(
    select(Goal.id)
    .where(Goal.id > argument("after", Uuid), Goal.status.in_(OPEN))
    .order_by(Goal.id)
    .limit(argument("limit", Integer))
)

OPEN_OF_OWNER = Statement(
    select(Goal.id).where(Goal.owner_id == argument("owner_id", Uuid), Goal.status.in_(OPEN)).order_by(Goal.id)
)

LOCK_PATH = _path()
FACTS = Together(**facts_of(IDS))
FACTS_WHEN_GRADED = Together(**facts_of(IDS), contributions=contributions(IDS, true()))
WRITE = Statement(select(literal(1)).add_cte(*(_written(record) for record in WRITTEN)))
