"""The words a nonconformance is told in."""

from enum import StrEnum


class NonconformanceStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CONTAINED = "contained"
    UNDER_REVIEW = "under_review"
    DISPOSITIONED = "dispositioned"
    EXECUTING = "executing"
    VERIFYING = "verifying"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Severity(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class DetectedWhere(StrEnum):
    SUPPLIER = "supplier"
    INCOMING = "incoming"
    PROCESS = "process"
    FINAL = "final"
    CUSTOMER = "customer"
    AUDIT = "audit"
    FIELD = "field"


class DispositionKind(StrEnum):
    USE_AS_IS = "use_as_is"
    REWORK = "rework"
    REPAIR = "repair"
    REGRADE = "regrade"
    RETURN_TO_SUPPLIER = "return_to_supplier"
    SCRAP = "scrap"
    SORT = "sort"
    CONCESSION = "concession"


DEVIATING = (DispositionKind.USE_AS_IS, DispositionKind.REPAIR, DispositionKind.CONCESSION)
"""What leaves the requirement unmet."""
WORKED_ON = (DispositionKind.REWORK, DispositionKind.REPAIR)
"""What has to be inspected again."""


class CapaDecision(StrEnum):
    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


class CostCategory(StrEnum):
    PREVENTION = "prevention"
    APPRAISAL = "appraisal"
    INTERNAL_FAILURE = "internal_failure"
    EXTERNAL_FAILURE = "external_failure"
