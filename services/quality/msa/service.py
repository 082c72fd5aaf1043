"""Studies of gages from the readings a caller sends; nothing is stored."""

from dataclasses import asdict

import orjson

from services.quality.msa import schemas
from services.quality.msa.rules.average_range import average_and_range
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
