"""What the corrective actions that answer to a nonconformance mean for it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists

from services.quality.capas.models import Capa, CapaSource
from services.quality.capas.rules import states
from services.quality.capas.rules.kinds import CapaStatus

BEGUN = frozenset(CapaStatus) - {states.DRAFT, states.CANCELLED}
AT_IMPLEMENTATION = BEGUN - states.UNPLANNED - {states.PLANNED}


def answered(nonconformance: Any, by: Collection[CapaStatus]) -> ColumnElement[bool]:
    """Whether a corrective action in one of these states has it among its sources."""
    answers = Capa.id == CapaSource.capa_id, CapaSource.nonconformance_id == nonconformance.id
    return exists().where(*answers, Capa.status.in_(sorted(by))).correlate(nonconformance)
