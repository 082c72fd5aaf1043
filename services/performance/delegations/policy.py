"""Who acts for whom today, as SQL: what other features build their deputies on.

What is lent is the delegator's own: nothing here looks at what was lent to them, so power never passes on. And it never
reaches what is about the delegate.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, SQLColumnExpression, and_, any_, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.delegations.models import Delegation
from services.performance.delegations.rules import DelegationScope
from services.performance.people.models import Person
from services.performance.people.policy import BELOW, employed, gathered, led, led_by_any, led_directly, one_of_those
from shared.resources.viewer import Viewer

Who = SQLColumnExpression[UUID]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Delegator and delegate, those above the delegator, and HR."""
    if viewer.has("delegations:read:all") or viewer.has("delegations:write:all"):
        return true()
    mine = Delegation.delegator_id == viewer.id, Delegation.delegate_id == viewer.id
    return or_(*mine, led(viewer, Delegation.delegator_id))


def may_revoke(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.has("delegations:write:all") else Delegation.delegator_id == viewer.id


@cache
def _lent(scope: DelegationScope) -> CTE:
    """Who lends the viewer their power today. Who does not work here any more has none to lend."""
    lent, viewer = aliased(Delegation), Viewer
    of_scope = lent.delegate_id == viewer.id, literal(scope.value) == any_(lent.scopes), lent.revoked_at.is_(None)
    today = lent.valid_from <= viewer.today, lent.valid_to >= viewer.today
    both_work = employed(lent.delegator_id, viewer.today), employed(viewer.id, viewer.today)
    return select(lent.delegator_id).where(*of_scope, *today, *both_work).cte(_named("lent", scope))


@cache
def _people_of_leads(scope: DelegationScope) -> CTE:
    return gathered(_named("led_for", scope), led_by_any(acted_for(scope)))


@cache
def _reports_of_leads(scope: DelegationScope) -> CTE:
    return gathered(_named("managed_for", scope), led_directly(acted_for(scope)))


def _named(what: str, scope: DelegationScope) -> str:
    return f"{what}_{scope.name.lower()}"


def acted_for(scope: DelegationScope) -> Select[Any]:
    """The ids of those for whom the viewer may act today."""
    return select(_lent(scope).c.delegator_id)


def people_acted_for(scope: DelegationScope) -> tuple[CTE, CTE]:
    """Those below the leads for whom the viewer may act today, and those who report to them, gathered."""
    return _people_of_leads(scope), _reports_of_leads(scope)


def lead_acted_for(viewer: Viewer, scope: DelegationScope, person: Who) -> ColumnElement[Any]:
    """The nearest of those who lead this person and for whom the viewer may act today, or null."""
    lead, subject = aliased(Person), aliased(Person)
    above = func.starts_with(subject.lead_path, lead.lead_path + BELOW)
    leads = select(lead.id).join(subject, above).where(subject.id == person, lead.id.in_(acted_for(scope)))
    nearest = leads.where(person != viewer.id).order_by(func.length(lead.lead_path).desc()).limit(1)
    return nearest.scalar_subquery()


def deputises(viewer: Viewer, scope: DelegationScope, person: Who) -> ColumnElement[bool]:
    """The viewer may act today for somebody who leads this person, directly or through others."""
    return and_(person != viewer.id, one_of_those(_people_of_leads(scope), person))


def deputises_manager(viewer: Viewer, scope: DelegationScope, person: Who) -> ColumnElement[bool]:
    """The viewer may act today for this person's manager."""
    return and_(person != viewer.id, one_of_those(_reports_of_leads(scope), person))
