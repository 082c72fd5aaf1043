"""Who acts for whom today, as SQL: what other features build their deputies on.

What is lent is the delegator's own: nothing here looks at what was lent to them, so power never passes on. And it never
reaches what is about the delegate.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, any_, literal, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.delegations.models import Delegation
from services.performance.delegations.rules import DelegationScope
from services.performance.people.policy import employed, led, led_by, managed_by
from shared.resources.viewer import Viewer

Person = SQLColumnExpression[UUID]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Delegator and delegate, those above the delegator, and HR."""
    if viewer.has("delegations:read:all") or viewer.has("delegations:write:all"):
        return true()
    mine = Delegation.delegator_id == viewer.id, Delegation.delegate_id == viewer.id
    return or_(*mine, led(viewer, Delegation.delegator_id))


def may_revoke(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.has("delegations:write:all") else Delegation.delegator_id == viewer.id


def acted_for(viewer: Viewer, scope: DelegationScope) -> Select[Any]:
    """The ids of those for whom the viewer may act today. Who does not work here any more has no power to lend."""
    lent = aliased(Delegation)
    of_scope = lent.delegate_id == viewer.id, literal(scope.value) == any_(lent.scopes), lent.revoked_at.is_(None)
    today = lent.valid_from <= viewer.today, lent.valid_to >= viewer.today
    both_work = employed(lent.delegator_id, viewer.today), employed(viewer.id, viewer.today)
    return select(lent.delegator_id).where(*of_scope, *today, *both_work)


def deputises(viewer: Viewer, scope: DelegationScope, person: Person) -> ColumnElement[bool]:
    """The viewer may act today for somebody who leads this person, directly or through others."""
    return and_(person != viewer.id, led_by(acted_for(viewer, scope), person))


def deputises_manager(viewer: Viewer, scope: DelegationScope, person: Person) -> ColumnElement[bool]:
    """The viewer may act today for this person's manager."""
    return and_(person != viewer.id, managed_by(acted_for(viewer, scope), person))
