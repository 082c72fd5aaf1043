"""Scores of the answers that a caller has counted; nothing is stored."""

import orjson

from services.quality.satisfaction import schemas
from services.quality.satisfaction.rules import ensure_asked, net_promoter_score, satisfied_percent
from shared.answers import Document
from shared.problems import under


def score(data: schemas.ScoreRequest) -> Document[schemas.Scores]:
    ensure_asked(data.nps, data.csat)
    nps = csat = None
    if data.nps is not None:
        nps = net_promoter_score(**data.nps.model_dump(), confidence=data.confidence)
    if data.csat is not None:
        with under("/csat"):
            csat = satisfied_percent(**data.csat.model_dump(), confidence=data.confidence)
    return Document(orjson.dumps({"nps": nps, "csat": csat}))
