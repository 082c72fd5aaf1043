"""The words of corrective action."""

from enum import StrEnum


class CapaKind(StrEnum):
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    IMPROVEMENT = "improvement"


class CapaMethod(StrEnum):
    EIGHT_D = "eight_d"
    FIVE_WHY = "five_why"
    A3 = "a3"
    SIMPLE = "simple"


class CapaRisk(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class CapaStatus(StrEnum):
    """In brackets the disciplines of 8D that are done."""

    DRAFT = "draft"
    INITIATED = "initiated"  # D0, D1
    DESCRIBED = "described"  # D2
    CONTAINED = "contained"  # D3
    ANALYSED = "analysed"  # D4
    PLANNED = "planned"  # D5
    IMPLEMENTING = "implementing"
    IMPLEMENTED = "implemented"  # D6
    PREVENTED = "prevented"  # D7
    EFFECTIVENESS_PENDING = "effectiveness_pending"
    EFFECTIVE = "effective"
    CLOSED = "closed"  # D8
    CANCELLED = "cancelled"


class CauseLevel(StrEnum):
    """Why it happened, why it was not found, and what let both be."""

    OCCURRENCE = "occurrence"
    ESCAPE = "escape"
    SYSTEMIC = "systemic"


class CauseStatus(StrEnum):
    PENDING = "pending"
    VERIFIED = "verified"
    REJECTED = "rejected"


class CapaActionKind(StrEnum):
    CONTAINMENT = "containment"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    SYSTEMIC = "systemic"


class CapaActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


class DueChangeStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class EffectivenessMetric(StrEnum):
    """What is held against the criterion; the last of nonconformances of a process, the others of a characteristic."""

    MEAN = "mean"
    STANDARD_DEVIATION = "standard_deviation"
    SHARE_DEFECTIVE = "share_defective"
    DEFECTS_PER_UNIT = "defects_per_unit"
    SIGNALS_PER_POINT = "signals_per_point"
    NONCONFORMANCES_PER_DAY = "nonconformances_per_day"


class EffectivenessPlanStatus(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    REPLACED = "replaced"


class EffectivenessDirection(StrEnum):
    """Which way is better."""

    DECREASE = "decrease"
    INCREASE = "increase"


class EffectivenessVerdict(StrEnum):
    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"
    INCONCLUSIVE = "inconclusive"
