"""Who sees a goal, who sets it, who decides on it."""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from services.performance.delegations.policy import acted_for, deputises, deputises_manager, lead_acted_for
from services.performance.delegations.rules import DelegationScope
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import in_force
from services.performance.goal_policies.rules import Setter
from services.performance.goals.models import Goal, GoalContributor, KeyResult
from services.performance.goals.rules.limits import Owner
from services.performance.goals.rules.states import SETTER, UNBEGUN, GoalLevel, Visibility
from services.performance.people.models import OrgUnit, Person
from services.performance.people.policy import employed, head_of, led, member_of, reports_to, same_unit
from services.performance.relationships.policy import beside_the_line
from services.performance.standards.policy import sees_person
from shared.database.statements import Statement, argument, in_columns, rows_given
from shared.problems import FieldError, Forbidden, ReferenceNotFound
from shared.resources.resource import VARIANTS
from shared.resources.viewer import Viewer
from shared.work import Work

Whom = SQLColumnExpression[Any]

SETTERS = {
    GoalLevel.COMPANY: GoalPolicy.company_setters,
    GoalLevel.ORG_UNIT: GoalPolicy.org_unit_setters,
    GoalLevel.TEAM: GoalPolicy.team_setters,
    GoalLevel.INDIVIDUAL: GoalPolicy.individual_setters,
}
APPROVE = DelegationScope.GOAL_APPROVE


def answerable(goal: Any = Goal) -> ColumnElement[UUID]:
    """Whose goal it is: its owner, or the head of the unit that owns it."""
    return func.coalesce(goal.owner_id, head_of(goal.owner_unit_id))


def visible_to(
    viewer: Viewer, leads: Callable[[Viewer, Whom], ColumnElement[bool]] | None = None
) -> ColumnElement[bool]:
    """What has begun is seen as its visibility says; the owner, contributors and lead see it always, HR everything.

    What is private stays between these; leads further up, dotted-line leads and HR partners see the rest of their
    people's. A deputy sees what the lead does for whom they act.
    """
    if viewer.has("goals:read:all"):
        return true()
    person, begun = answerable(), Goal.status.not_in(UNBEGUN)
    return or_(
        Goal.owner_id == viewer.id,
        open_to_all(),
        person == viewer.id,
        reports_to(viewer, person),
        deputises_manager(viewer, APPROVE, person),
        and_(begun, Goal.visibility == Visibility.ORG_UNIT, _shares_unit(viewer)),
        and_(
            Goal.visibility != Visibility.PRIVATE,
            or_((leads or _leads)(viewer, person), beside_the_line(viewer, person)),
        ),
        _contributes(viewer),
    )


def is_anothers_secret(viewer: Viewer) -> ColumnElement[bool]:
    """Private, and not the viewer's own: it is noted who reads it."""
    return and_(Goal.visibility == Visibility.PRIVATE, Goal.owner_id != viewer.id)


def open_to_all() -> ColumnElement[bool]:
    return and_(Goal.status.not_in(UNBEGUN), Goal.visibility == Visibility.PUBLIC)


def sees(viewer: Viewer, goal_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether the viewer sees the goal of this id, which is not a column of `Goal` itself."""
    return exists().where(Goal.id == goal_id, visible_to(viewer)).correlate_except(Goal)


def _leads(viewer: Viewer, person: Whom) -> ColumnElement[bool]:
    """The viewer leads this person, or acts for somebody who does."""
    return or_(led(viewer, person), deputises(viewer, APPROVE, person))


def _shares_unit(viewer: Viewer) -> ColumnElement[bool]:
    return or_(same_unit(viewer, Goal.owner_id), member_of(viewer, Goal.owner_unit_id))


def _contributes(viewer: Viewer) -> ColumnElement[bool]:
    helper, part = aliased(GoalContributor), aliased(KeyResult)
    helps = exists().where(helper.goal_id == Goal.id, helper.person_id == viewer.id)
    owns = exists().where(part.goal_id == Goal.id, part.owner_id == viewer.id)
    return or_(helps.correlate(Goal), owns.correlate(Goal))


def may_set(viewer: Viewer) -> ColumnElement[bool]:
    """Whom the goal policy lets set goals of this level, and HR."""
    return _sets(viewer, Goal.level, answerable())


def _sets(viewer: Viewer, level: Any, person: Whom) -> ColumnElement[bool]:
    if viewer.has("goals:write:all"):
        return true()
    setters = case(*((level == of.value, in_force(column)) for of, column in SETTERS.items()))
    holds = {
        Setter.OWNER: and_(person == viewer.id, _works(viewer)),
        Setter.LEAD: reports_to(viewer, person),
        Setter.CHAIN: led(viewer, person),
    }
    mine = array([case((condition, setter.value)) for setter, condition in holds.items()])
    return func.coalesce(cast(setters, ARRAY(Text)).overlap(cast(mine, ARRAY(Text))), False)


def may_check_in(viewer: Viewer) -> ColumnElement[bool]:
    takes_part = and_(_works(viewer), or_(answerable() == viewer.id, _contributes(viewer)))
    return or_(takes_part, reports_to(viewer, answerable()), may_set(viewer))


def may_keep(viewer: Viewer) -> ColumnElement[bool]:
    """A key result of the goal: its owner, who without one is the goal's, and who sets the goal."""
    owner = func.coalesce(KeyResult.owner_id, answerable())
    return or_(and_(owner == viewer.id, _works(viewer)), may_set(viewer))


def _works(viewer: Viewer) -> ColumnElement[bool]:
    """Who has left changes nothing any more, though the goals are still in their name."""
    return employed(viewer.id, viewer.today)


def may_decide(viewer: Viewer, asker: Whom | None = None) -> ColumnElement[bool]:
    """Never on one's own, not even HR; and a deputy never on what those ask for whom they act."""
    if viewer.has("goals:write:all"):
        return answerable().is_distinct_from(viewer.id)
    for_another = true() if asker is None else asker.not_in(acted_for(APPROVE))
    return or_(led(viewer, answerable()), and_(deputises(viewer, APPROVE, answerable()), for_another))


def decides_for(viewer: Viewer) -> ColumnElement[Any]:
    """The lead for whom a deputy decides; null where the viewer decides in their own right."""
    if viewer.has("goals:write:all"):
        return cast(None, Uuid)
    lead = lead_acted_for(viewer, APPROVE, answerable())
    return case((~func.coalesce(led(viewer, answerable()), False), lead))


def may_publish(viewer: Viewer) -> ColumnElement[bool]:
    """One's own only where nobody has to approve it, also for HR; a company's and a unit's goals are HR's."""
    person, of_people = answerable(), Goal.level.in_([GoalLevel.TEAM, GoalLevel.INDIVIDUAL])
    own = and_(person == viewer.id, _works(viewer), in_force(GoalPolicy.auto_approve))
    of_another = or_(~of_people, person.is_distinct_from(viewer.id))
    return or_(and_(is_hr(viewer), of_another), and_(of_people, or_(_leads(viewer, person), own)))


def may_cancel(viewer: Viewer) -> ColumnElement[bool]:
    return or_(is_hr(viewer), _leads(viewer, answerable()), and_(Goal.status.in_(UNBEGUN), may_set(viewer)))


def is_hr(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.has("goals:write:all") else false()


@lru_cache(VARIANTS)
def _settable(scopes: frozenset[str]) -> Statement:
    """Of these owners those that exist and for whom this caller may set goals of that level."""
    given = rows_given(owner_id=Uuid, owner_unit_id=Uuid, level=Text)
    exist = or_(exists().where(Person.id == given.c.owner_id), exists().where(OrgUnit.id == given.c.owner_unit_id))
    person = func.coalesce(given.c.owner_id, head_of(given.c.owner_unit_id))
    found = select(given.c.owner_id, given.c.owner_unit_id, given.c.level)
    return Statement(found.where(exist, _sets(Viewer(scopes), given.c.level, person)))


async def settable(work: Work, owners: Collection[Owner]) -> set[Owner]:
    if not owners:
        return set()
    rows = await work.rows(_settable(work.actor.scopes), **in_columns([owner._asdict() for owner in owners]))
    return {Owner(row["owner_id"], row["owner_unit_id"], GoalLevel(row["level"])) for row in rows}


def check_settable(work: Work, owner: Owner, found: Collection[Owner]) -> None:
    """Whether a goal may be set for this owner; only HR learns that there is no such owner."""
    if owner in found:
        return
    if work.actor.has("goals:write:all"):
        pointer = "/owner_unit_id" if owner.owner_id is None else "/owner_id"
        raise ReferenceNotFound(errors=[FieldError(pointer, "not_found", "there is no such owner")])
    raise Forbidden(SETTER.detail)


async def ensure_may_set(work: Work, owner: Owner) -> None:
    """Whether a goal like this may be set at all, before there is one."""
    check_settable(work, owner, await settable(work, [owner]))


@lru_cache(VARIANTS)
def productive(scopes: frozenset[str]) -> Statement:
    """Those of some people whose productivity this caller sees."""
    these = Person.id == any_(argument("ids", ARRAY(Uuid)))
    return Statement(select(Person.id).where(these, sees_person(Viewer(scopes), Person.id)))
