"""Whether a value can still be referred to. Pure."""

from enum import StrEnum

from shared.workflow import Right, Step, Workflow


class ValueStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


ACTIVE, RETIRED = ValueStatus.ACTIVE, ValueStatus.RETIRED

KEEPER = Right("not_keeper", "Values are kept by whoever has the scope company_values:write.")

LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None, (KEEPER,)),
        "retire": Step({ACTIVE}, RETIRED, (KEEPER,)),
        "restore": Step({RETIRED}, ACTIVE, (KEEPER,)),
    }
)
"""What was linked with a value that is retired later stays so."""
