"""Yields of what a caller sends; nothing is stored."""

import orjson

from services.quality.yields import schemas
from services.quality.yields.rules import Step, defect_rates, ensure_asked, process_yield
from shared.answers import Document
from shared.problems import under


def work_out(data: schemas.YieldRequest) -> Document[schemas.Yields]:
    ensure_asked(data.defects, data.steps)
    defects = process = None
    if data.defects is not None:
        with under("/defects"):
            defects = defect_rates(**data.defects.model_dump(), shift=data.shift)
    if data.steps is not None:
        process = process_yield([Step(**step.model_dump()) for step in data.steps])
    return Document(orjson.dumps({"defects": defects, "process": process}))
