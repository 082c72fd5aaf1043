"""Studies of gages from the readings a caller sends; nothing is stored."""

from dataclasses import asdict

import numpy as np
import orjson

from services.quality.msa import schemas
from services.quality.msa.rules.attributes import Judgement, attribute_agreement
from services.quality.msa.rules.average_range import average_and_range
from services.quality.msa.rules.bias import bias, linearity
from services.quality.msa.rules.crossed import gage_rr
from services.quality.msa.rules.designs import Reading
from services.quality.msa.rules.nested import nested_gage_rr
from shared.answers import Document


def judge(data: schemas.GageStudyRequest) -> Document[schemas.GageStudy]:
    readings = [Reading(one.part, one.operator, one.value) for one in data.readings]
    if data.design is schemas.StudyDesign.CROSSED:
        study = gage_rr(readings, data.lsl, data.usl, alpha=data.alpha, sigmas=data.study_sigmas)
        ranges = average_and_range(readings)
    else:
        study, ranges = nested_gage_rr(readings, data.lsl, data.usl, sigmas=data.study_sigmas), None
    return Document(orjson.dumps({"design": data.design, **asdict(study), "average_and_range": ranges}))


def judge_bias(data: schemas.BiasRequest) -> Document[schemas.Bias]:
    return Document(orjson.dumps(bias(np.array(data.values), data.reference, data.confidence)))


def judge_linearity(data: schemas.LinearityRequest) -> Document[schemas.Linearity]:
    values, references = (np.array([getattr(one, name) for one in data.readings]) for name in ("value", "reference"))
    return Document(orjson.dumps(linearity(values, references, data.confidence)))


def judge_agreement(data: schemas.AgreementRequest) -> Document[schemas.AttributeStudy]:
    judgements = [Judgement(one.item, one.appraiser, one.rating) for one in data.judgements]
    return Document(orjson.dumps(attribute_agreement(judgements, data.standards, data.confidence)))
