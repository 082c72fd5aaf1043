from sqlalchemy import ColumnElement, Date, Uuid, and_, case, func, select

from services.performance.delegations import schemas
from services.performance.delegations.models import Delegation
from services.performance.delegations.policy import may_revoke, visible_to
from services.performance.delegations.rules import ENDED, IN_FORCE, LENDER, LIFECYCLE, PLANNED, REVOKED
from services.performance.people.policy import employed
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, equals, since

STATUS = case(
    (Delegation.revoked_at.is_not(None), REVOKED.value),
    (Delegation.valid_from > Viewer.today, PLANNED.value),
    (Delegation.valid_to < Viewer.today, ENDED.value),
    else_=IN_FORCE.value,
)


def _of_day(name: str) -> ColumnElement[bool]:
    """What was revoked during that day lasted until then."""
    day = argument(name, Date)
    revoked_on = func.date(Delegation.revoked_at.op("AT TIME ZONE")("UTC"))
    return and_(
        Delegation.valid_from <= day, Delegation.valid_to >= day, func.coalesce(revoked_on, Delegation.valid_to) >= day
    )


delegations = Resource(
    schemas.Delegation,
    Delegation,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={LENDER: may_revoke},
    derived={
        "delegator": person_of(Delegation.delegator_id, Delegation),
        "delegate": person_of(Delegation.delegate_id, Delegation),
        "status": STATUS,
    },
    filters={
        "delegator_id": equals(Delegation.delegator_id),
        "delegate_id": equals(Delegation.delegate_id),
        "status": among(STATUS),
        "of_day": _of_day,
        "updated_since": since(Delegation.updated_at),
    },
    sorts={"valid_from": Delegation.valid_from, "created_at": Delegation.created_at},
)

_on = argument("on", Date)
AT_WORK = Statement(
    select(
        employed(argument("delegator_id", Uuid), _on).label("delegator"),
        employed(argument("delegate_id", Uuid), _on).label("delegate"),
    )
)
