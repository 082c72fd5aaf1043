from pydantic import Field

from services.quality.nonconformances.rules.words import DetectedWhere, Severity
from services.quality.nonconformances.schemas import Person
from shared.schemas import Input, Line, Prose


class LotReport(Input):
    """What the lot does not say itself; the rest follows from it."""

    title: Line | None = None
    description: Prose = ""
    severity: Severity = Severity.MAJOR
    detected_where: DetectedWhere = DetectedWhere.INCOMING
    unit: Line = Field(default="pcs", description="In which the lot is counted.")
    owner_id: Person | None = None
