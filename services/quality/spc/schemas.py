from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.schemas import Output


class Sample(Output):
    """A subgroup as a chart needs it."""

    id: UUID
    taken_at: datetime
    values: list[float | None]


class Measured(Output):
    """A characteristic with its last subgroups, latest first."""

    id: UUID
    code: str
    name: str
    unit: str | None
    lsl: float | None
    usl: float | None
    target: float | None
    subgroups: list[Sample]


class ChartCharacteristic(Output):
    id: UUID
    code: str
    name: str
    unit: str | None
    lsl: float | None
    usl: float | None
    target: float | None


class ChartPoint(Output):
    """Null stands where a subgroup has too few values for this chart: a gap."""

    index: int
    taken_at: datetime
    subgroup_id: UUID
    value: float | None
    n: int = Field(description="How many values of the subgroup are there.")
    lcl: float | None
    ucl: float | None
    center: float | None
    beyond: bool = Field(description="Outside its own control limits.")


class ChartLine(Output):
    center: float | None = Field(description="Null where it differs from point to point, as subgroup sizes do.")
    points: list[ChartPoint]


class Chart(Output):
    """Control limits, which the process sets; the specification's, which the customer sets, are beside them."""

    characteristic: ChartCharacteristic
    sigma_within: float
    location: ChartLine = Field(description="Means of the subgroups.")
    dispersion: ChartLine = Field(description="Ranges of the subgroups.")
    warnings: list[str]
