from typing import Annotated

from services.quality.sampling import schemas, service
from services.quality.sampling.rules.double import SecondSampleRequired
from services.quality.sampling.rules.finder import InvalidRisks, PlanNotFound
from services.quality.sampling.rules.lots import InvalidQuality, LotSizeRequired
from services.quality.sampling.rules.operating import InvalidPlan
from services.quality.sampling.rules.switching import InspectionDiscontinued, LimitNumbersNotUsed, SampleMissing
from services.quality.sampling.rules.tables import AqlNotInSeries, AqlNotOffered, ReducedNotOffered
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/sampling", "Sampling")
Reader = Annotated[Actor, admit("measurements:read")]
"""Whoever may see measurements may work something out of their own; no operation here stores anything."""


@router.post("/plan", responses=problems(AqlNotInSeries, AqlNotOffered, ReducedNotOffered))
def look_up_sampling_plan(_: Reader, data: schemas.PlanRequest) -> Document[schemas.LotPlan]:
    """The single plan of ANSI/ASQ Z1.4 or ISO 2859-1 for a lot, and what it lets through."""
    return service.look_up(data)


@router.post("/oc", responses=problems(InvalidPlan, InvalidQuality, LotSizeRequired, SecondSampleRequired))
def draw_operating_characteristic(_: Reader, data: schemas.CurveRequest) -> Document[schemas.OperatingCharacteristic]:
    """What a single or double plan lets through: acceptance, outgoing quality and inspection by incoming quality."""
    return service.draw(data)


@router.post("/smallest-plan", responses=problems(InvalidRisks, PlanNotFound, InvalidQuality, LotSizeRequired))
def find_smallest_plan(_: Reader, data: schemas.RisksRequest) -> Document[schemas.SmallestPlan]:
    """The smallest single plan that keeps the producer's and the consumer's risk."""
    return service.find(data)


@router.post(
    "/switching", responses=problems(InspectionDiscontinued, AqlNotInSeries, LimitNumbersNotUsed, SampleMissing)
)
def follow_switching_rules(_: Reader, data: schemas.History) -> Document[schemas.Switching]:
    """How inspection would have been tightened, reduced and brought back over a history of lots, step by step."""
    return service.follow(data)
