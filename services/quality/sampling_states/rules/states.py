"""What can be done with a sampling state, and by whom."""

from enum import StrEnum

from services.quality.sampling.rules.switching import ensure_limited
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme, sampling_plan
from shared.problems import FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow


class SamplingStatus(StrEnum):
    """How the next lot is inspected. `closed` inspects no more; another state may take its place."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"
    CLOSED = "closed"


NORMAL, TIGHTENED, REDUCED, DISCONTINUED, CLOSED = SamplingStatus

RECORDER = Right("no_scope", "This needs the scope sampling:write.")
APPROVER = Right("no_scope_to_approve", "This needs the scope sampling:approve.")
REDUCTION_OFFERED = Guard("reduced_not_offered", "Reduced inspection is offered by ANSI/ASQ Z1.4 only.", "/scheme")

SWITCHING = Workflow(
    {
        "record_lot": Step({NORMAL, TIGHTENED, REDUCED}, None, (RECORDER,)),
        "correct_lot": Step({NORMAL, TIGHTENED, REDUCED, DISCONTINUED}, None, (RECORDER,)),
        "approve_reduction": Step({NORMAL}, NORMAL, (APPROVER, REDUCTION_OFFERED), needs_reason=True),
        "restore_normal": Step({REDUCED}, NORMAL, (APPROVER,), needs_reason=True),
        "resume": Step({DISCONTINUED}, TIGHTENED, (APPROVER,), needs_reason=True),
        "close": Step({NORMAL, TIGHTENED, REDUCED, DISCONTINUED}, CLOSED, (APPROVER,), needs_reason=True),
    }
)


class NothingSampled(Invalid):
    """Lots are of a process or of a characteristic."""


def check_sampled(process_id: object, characteristic_id: object) -> None:
    if process_id is None and characteristic_id is None:
        error = FieldError("/characteristic_id", "missing", "is required, or else process_id")
        raise NothingSampled(errors=[error])


def check_scheme(scheme: Scheme, level: Level, aql: float, *, limit_numbers: bool) -> None:
    """Raises AqlNotInSeries, AqlNotOffered for one that can not be tightened, LimitNumbersNotUsed."""
    sampling_plan(1, level, aql, InspectionSeverity.TIGHTENED, scheme)
    if limit_numbers:
        ensure_limited(scheme, "/limit_numbers")
