from typing import Annotated

from services.quality.capability.rules.specification import InvalidSpec
from services.quality.msa import schemas, service
from services.quality.msa.rules import attributes, bias
from services.quality.msa.rules.designs import InsufficientData, UnbalancedDesign
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/spc", "MeasurementSystems")
Reader = Annotated[Actor, admit("measurements:read")]
FULL_STUDY = 2_000_000
"""Bytes that 5,000 readings stay under."""


@router.post("/gage-rr", responses=problems(UnbalancedDesign, InsufficientData, InvalidSpec), max_body_size=FULL_STUDY)
def judge_gage(_: Reader, data: schemas.GageStudyRequest) -> Document[schemas.GageStudy]:
    """How much of what is measured is the gage: repeatability and reproducibility after AIAG, nothing is stored."""
    return service.judge(data)


@router.post("/bias", responses=problems(bias.InsufficientData))
def judge_bias(_: Reader, data: schemas.BiasRequest) -> Document[schemas.Bias]:
    """How far off a gage reads a part whose true value is known, and whether chance explains it."""
    return service.judge_bias(data)


@router.post("/linearity", responses=problems(bias.InsufficientData), max_body_size=FULL_STUDY)
def judge_linearity(_: Reader, data: schemas.LinearityRequest) -> Document[schemas.Linearity]:
    """Whether a gage is off by more, or less, the larger the part is."""
    return service.judge_linearity(data)


@router.post(
    "/attribute-agreement",
    responses=problems(
        UnbalancedDesign, attributes.InsufficientData, attributes.StandardMissing, attributes.TooManyNames
    ),
    max_body_size=FULL_STUDY,
)
def judge_agreement(_: Reader, data: schemas.AgreementRequest) -> Document[schemas.AttributeStudy]:
    """Whether people who judge agree with themselves, with each other and with the truth, beyond chance (kappa)."""
    return service.judge_agreement(data)
