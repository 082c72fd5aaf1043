"""What a new day makes of what was dated for it."""

from sqlalchemy import case, literal, null, update
from sqlalchemy.orm import aliased

from services.performance.people.models import Assignment, Person
from services.performance.people.policy import in_force
from services.performance.people.rules.employment import ACTIVE, TERMINATED
from shared.database.statements import Statement
from shared.resources.viewer import Viewer


def _turn() -> Statement:
    """Everybody whose status is not what the assignment of today says."""
    table, line = Person.__table__, aliased(Assignment)
    turned = update(table).where(line.person_id == table.c.id, in_force(line, Viewer.today))
    turned = turned.where(line.ends_employment == (table.c.status == ACTIVE.value))
    values = {
        "status": case((line.ends_employment, literal(TERMINATED.value)), else_=literal(ACTIVE.value)),
        "ended_on": case((line.ends_employment, line.effective_from - 1), else_=null()),
    }
    changed = turned.values(**values, version=table.c.version + 1, updated_at=Viewer.now)
    return Statement(changed.returning(table.c.id, table.c.version, table.c.status, table.c.ended_on))


TURN = _turn()
