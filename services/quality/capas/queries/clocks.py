"""What is past its day and was not told of yet."""

from sqlalchemy import Date, select

from services.quality.capas.models import Capa, CapaAction
from services.quality.capas.rules.kinds import CapaActionStatus
from services.quality.capas.rules.states import DRAFT, OPEN
from shared.database.statements import argument

AT_ONCE = 1_000
_today = argument("today", Date)

LATE_CAPAS = (
    select(Capa)
    .where(Capa.status.in_(sorted(OPEN - {DRAFT})), Capa.due_on < _today, Capa.escalated_at.is_(None))
    .order_by(Capa.due_on, Capa.id)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
LATE_ACTIONS = (
    select(CapaAction, Capa)
    .join(Capa, Capa.id == CapaAction.capa_id)
    .where(Capa.status.in_(sorted(OPEN - {DRAFT})), CapaAction.status == CapaActionStatus.OPEN)
    .where(CapaAction.due_on < _today, CapaAction.escalated_at.is_(None))
    .order_by(CapaAction.due_on, CapaAction.id)
    .limit(AT_ONCE)
    .with_for_update(of=CapaAction, skip_locked=True)
)
