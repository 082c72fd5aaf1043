"""What is counted of nonconformances once they are opened. Pure."""

from enum import StrEnum
from uuid import UUID

EVERYTHING = UUID(int=0)
"""In place of a supplier or a process: whatever it is."""

FOLD_COUNTS = "counters.fold"


class Measure(StrEnum):
    """What `counters.sql` writes; `code`, `unit` and day of a row say of what."""

    STATUS = "status"
    STAGE = "stage"
    SEVERITY = "severity"
    OPENED = "opened"
    CLOSED = "closed"
    RECURRED = "recurred"
    CANCELLED = "cancelled"
    CAUSE = "cause"
    CAUSE_SEVERITY = "cause_severity"
    CAUSE_QUANTITY = "cause_quantity"
    CAUSE_COST = "cause_cost"
    COST = "cost"
    COST_ENTRIES = "cost_entries"
    DISPOSED_COST = "disposed_cost"
