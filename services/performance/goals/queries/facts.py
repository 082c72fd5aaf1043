"""What progress is worked out from: goals, their key results as the check-ins have them on a day, what contributes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
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

from services.performance.goals.models import CheckIn, Goal, GoalContribution, KeyResult, Milestone
from services.performance.goals.rules.rollup import Weighting
from services.performance.goals.rules.states import COUNTED, OPEN, KeyResultStatus
from services.performance.people.models import Absence
from shared.database.statements import Statement, argument, rows_given
from shared.resources.viewer import Viewer

IDS = argument("ids", ARRAY(Uuid))


def _path() -> Statement:
    """These goals and all they roll up into, locked in that order, so that two check-ins never wait in a circle.

    Nothing moves in the tree meanwhile: who rolls up shares the hold of which a move wants all.
    """
    start, link = select(func.unnest(IDS).label("id"), literal(0).label("steps")), GoalContribution
    up = start.cte("up", recursive=True)
    up = up.union_all(select(link.parent_goal_id, up.c.steps + 1).join(up, link.child_goal_id == up.c.id))
    path = select(up.c.id, func.max(up.c.steps).label("steps")).group_by(up.c.id).subquery("path")
    whole = select(Goal.id).join(path, path.c.id == Goal.id).order_by(path.c.steps, Goal.id)
    return Statement(whole.with_for_update(of=Goal, key_share=True))


def _subtree() -> Statement:
    """This goal and all that contributes to it, the deepest first."""
    top, link = select(argument("id", Uuid).label("id"), literal(0).label("depth")), GoalContribution
    down = top.cte("down", recursive=True)
    down = down.union_all(select(link.child_goal_id, down.c.depth + 1).join(down, link.parent_goal_id == down.c.id))
    return Statement(select(down.c.id).order_by(down.c.depth.desc()))


def _latest(name: str, of: Callable[[Any], ColumnElement[bool]], *beside: Any) -> Any:
    """The check-in that counts on a day: not taken back, not corrected, the latest by day and then by time of entry."""
    entry, later = aliased(CheckIn), aliased(CheckIn)
    said = or_(entry.value.is_not(None), entry.zone.is_not(None))
    corrected = exists().where(later.supersedes_id == entry.id)
    found = select(entry.value, entry.zone, entry.as_of).where(of(entry), entry.as_of <= Viewer.as_of, said, ~corrected)
    return found.order_by(entry.as_of.desc(), entry.id.desc()).limit(1).correlate(*beside).lateral(name)


def _excused(column: Any) -> ColumnElement[Any]:
    """One end of each leave of the owner that does not count, in the order of the days."""
    of_owner = Absence.person_id == Goal.owner_id, Absence.excluded_from_period
    return func.array(select(column).where(*of_owner).order_by(Absence.starts_on).correlate(Goal).scalar_subquery())


def _goals() -> Statement:
    whole = _latest("whole", lambda entry: and_(entry.goal_id == Goal.id, entry.key_result_id.is_(None)), Goal)
    said = Goal.id, Goal.progress_method, Goal.starts_on, Goal.due_on, Goal.owner_id, Goal.status, Goal.progress
    excused = _excused(Absence.starts_on).label("away_from"), _excused(Absence.ends_on).label("away_to")
    found = select(*said, whole.c.value.label("whole"), whole.c.as_of.label("whole_on"), *excused)
    return Statement(found.outerjoin(whole, true()).where(Goal.id == any_(IDS)))


SCALE = [
    KeyResult.kind, KeyResult.start_value, KeyResult.target_value, KeyResult.commit_value, KeyResult.stretch_value,
    KeyResult.range_low, KeyResult.range_high, KeyResult.tolerance,
]  # fmt: skip


def _key_results() -> Statement:
    """With the latest check-in of each; a milestone's is its part's."""
    of_whole = _latest(
        "latest", lambda entry: and_(entry.key_result_id == KeyResult.id, entry.milestone_id.is_(None)), KeyResult
    )
    said = KeyResult.id, KeyResult.goal_id, *SCALE, KeyResult.weight, KeyResult.status, KeyResult.cadence_days
    found = select(*said, KeyResult.title, of_whole.c.value, of_whole.c.zone, of_whole.c.as_of.label("looked_on"))
    return Statement(found.outerjoin(of_whole, true()).where(KeyResult.goal_id == any_(IDS)).order_by(KeyResult.id))


def _milestones() -> Statement:
    entry = _latest("entry", lambda entry: entry.milestone_id == Milestone.id, Milestone)
    said = Milestone.id, Milestone.key_result_id, Milestone.weight
    found = select(*said, entry.c.value, entry.c.as_of.label("looked_on")).outerjoin(entry, true())
    return Statement(
        found.join(KeyResult, KeyResult.id == Milestone.key_result_id)
        .where(KeyResult.goal_id == any_(IDS), KeyResult.kind == "milestone")
        .order_by(Milestone.id)
    )


def weight_of(link: Any, parent: Any) -> ColumnElement[Any]:
    """What a contribution weighs: as said, or what its goal's key results have to cover."""
    span = select(func.sum(func.abs(KeyResult.target_value - KeyResult.start_value))).where(
        KeyResult.goal_id == link.child_goal_id, KeyResult.status != KeyResultStatus.DROPPED
    )
    by_target = func.coalesce(span.correlate(link).scalar_subquery(), 0)
    return case((parent.weighting == Weighting.BY_TARGET, by_target), else_=link.weight)


def _links() -> Statement:
    """Where these goals contribute to, and what each weighs there."""
    link, parent = aliased(GoalContribution), aliased(Goal)
    said = link.child_goal_id, link.parent_goal_id, link.parent_key_result_id, weight_of(link, parent).label("weight")
    return Statement(
        select(*said).join(parent, parent.id == link.parent_goal_id).where(link.child_goal_id == any_(IDS))
    )


def _contributed() -> Statement:
    """What contributes to these goals, added up by goal and key result, without the goals that are worked out anew.

    A key result that goals contribute to has a row even where none of them is measured: then neither is it.
    """
    link, parent, child = aliased(GoalContribution), aliased(Goal), aliased(Goal)
    weight = weight_of(link, parent)
    each = (
        select(
            link.parent_goal_id, link.parent_key_result_id, weight.label("weight"),
            case((and_(child.status.in_(COUNTED), child.id != all_(IDS)), child.progress)).label("progress"),
        )
        .join(parent, parent.id == link.parent_goal_id)
        .join(child, child.id == link.child_goal_id)
        .where(link.parent_goal_id == any_(IDS))
        .subquery()
    )  # fmt: skip
    measured = each.c.progress.is_not(None)
    return Statement(
        select(
            each.c.parent_goal_id, each.c.parent_key_result_id,
            func.coalesce(func.sum(each.c.weight).filter(measured), 0).label("weight"),
            func.coalesce(func.sum(each.c.weight * each.c.progress), 0).label("weighted"),
            func.coalesce(func.sum(each.c.progress), 0).label("plain"),
            func.count(each.c.progress).label("count"),
        ).group_by(each.c.parent_goal_id, each.c.parent_key_result_id)
    )  # fmt: skip


def _write_goals() -> Statement:
    """Only what differs, and never the version: nobody's edit is refused because progress was made meanwhile."""
    worked_out = {
        "progress": Numeric,
        "checked_in_on": Date,
        "at_risk_on": Date,
        "off_track_on": Date,
        "stale_on": Date,
    }
    return _write(Goal, worked_out)


def _write_key_results() -> Statement:
    worked_out = {"current_value": Numeric, "zone": Text, "progress": Numeric, "checked_in_on": Date, "status": Text}
    return _write(KeyResult, worked_out)


def _write(record: Any, worked_out: dict[str, Any]) -> Statement:
    table, given = record.__table__, rows_given(id=Uuid, **worked_out)
    values = {name: given.c[name] for name in worked_out}
    differs = or_(*(table.c[name].is_distinct_from(given.c[name]) for name in worked_out))
    changed = update(table).where(table.c.id == given.c.id, differs).values(**values, updated_at=Viewer.now)
    return Statement(changed.returning(table.c.id))


NEXT_OPEN = Statement(
    select(Goal.id)
    .where(Goal.id > argument("after", Uuid), Goal.status.in_(OPEN))
    .order_by(Goal.id)
    .limit(argument("limit", Integer))
)

OPEN_OF_OWNER = Statement(
    select(Goal.id).where(Goal.owner_id == argument("owner_id", Uuid), Goal.status.in_(OPEN)).order_by(Goal.id)
)

LOCK_PATH, SUBTREE = _path(), _subtree()
GOALS, KEY_RESULTS, MILESTONES = _goals(), _key_results(), _milestones()
LINKS, CONTRIBUTED = _links(), _contributed()
WRITE_GOALS, WRITE_KEY_RESULTS = _write_goals(), _write_key_results()
WRITE_MILESTONES = _write(Milestone, {"completed_on": Date})
