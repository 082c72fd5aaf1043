"""Where units may stand, and how they are closed. Pure."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.performance.people.rules.lines import Line, circles
from services.performance.people.rules.units import OrgUnitStatus
from shared.problems import Conflict, FieldError
from shared.workflow import Guard, Right, Step, Workflow

ACTIVE, CLOSED = OrgUnitStatus.ACTIVE, OrgUnitStatus.CLOSED

WRITER = Right("not_writer", "Units are kept by whoever has the scope people:write.")
NOBODY_IN_IT = Guard("people_assigned", "People work in this unit, or will: assign them elsewhere first.")
NO_UNIT_IN_IT = Guard("units_below", "Units stand in this one, or will: put them elsewhere or close them first.")

LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None, (WRITER,)),
        "close": Step({ACTIVE}, CLOSED, (WRITER, NOBODY_IN_IT, NO_UNIT_IN_IT), needs_reason=True),
        "reopen": Step({CLOSED}, ACTIVE, (WRITER,), needs_reason=True),
    }
)


class OrgUnitCycle(Conflict):
    """No unit may stand in itself, not even through others; `path` shows the circle."""


class VersionHasBegun(Conflict):
    """Only a version that is to come can be deleted: correct this one by another for the same day."""


class OnlyVersion(Conflict):
    """A unit keeps its first version: correct it by another for the same day."""


def refuse_circle(unit_id: UUID, lines: Iterable[Line]) -> None:
    """`lines` say in which unit this one and all above it stand, from a day on."""
    for circle in circles(lines):
        units = [line.person for line in circle.lines]
        if unit_id in units:
            wrong = FieldError("/parent_id", OrgUnitCycle.code, f"from {circle.day} on this closes a circle")
            raise OrgUnitCycle(errors=[wrong], path=circle.path(units.index(unit_id)), on=circle.day)


def check_deletable(effective_from: date, days: Iterable[date], today: date) -> None:
    if effective_from <= today:
        raise VersionHasBegun()
    if effective_from == min(days):
        raise OnlyVersion()
