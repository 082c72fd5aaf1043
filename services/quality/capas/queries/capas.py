from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Text, Uuid, and_, any_, case, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.quality.ages.rules import DAYS, AgeBucket
from services.quality.capas import schemas
from services.quality.capas.models import Capa, CapaAction, CapaMember, CapaSource, EffectivenessPlan, RootCause
from services.quality.capas.policy import inside, visible_to
from services.quality.capas.queries.gates import DONE, GUARDS, in_force, latest_verdict
from services.quality.capas.rules.kinds import CapaActionStatus, CauseStatus
from services.quality.capas.rules.states import LIFECYCLE, OPEN
from services.quality.processes.queries import process_of
from services.quality.signatures.queries import Signed
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, columns_of, instant, one_of
from shared.resources.viewer import SeenBy, Viewer, among, before, equals


def _sources() -> ColumnElement[Any]:
    columns = columns_of(schemas.CapaSource, CapaSource, {})
    return all_of(select(*columns).where(CapaSource.capa_id == Capa.id).order_by(CapaSource.id).correlate(Capa))


def _team() -> ColumnElement[Any]:
    people = select(CapaMember.person_id).where(CapaMember.capa_id == Capa.id).order_by(CapaMember.id)
    return func.to_json(func.array(people.correlate(Capa).scalar_subquery(), type_=ARRAY(Uuid)))


def _open_actions() -> ColumnElement[Any]:
    still = CapaAction.capa_id == Capa.id, CapaAction.status == CapaActionStatus.OPEN
    return select(func.count()).where(*still).correlate(Capa).scalar_subquery()


def _last_done() -> ColumnElement[Any]:
    done = CapaAction.capa_id == Capa.id, CapaAction.status.in_(DONE), CapaAction.iteration == Capa.iteration
    return select(func.max(CapaAction.done_at)).where(*done).correlate(Capa).scalar_subquery()


def _window_days() -> ColumnElement[Any]:
    return select(EffectivenessPlan.window_days).where(*in_force()).correlate(Capa).scalar_subquery()


def _answering(name: str) -> ColumnElement[bool]:
    source = CapaSource.capa_id == Capa.id, CapaSource.nonconformance_id == argument(name, Uuid)
    return exists().where(*source).correlate(Capa)


def _of_insiders(holds: Callable[[str], ColumnElement[bool]]) -> SeenBy:
    """A filter by what outsiders don't see: it finds them nothing, or it would tell."""
    return SeenBy(lambda name, viewer: and_(inside(viewer), holds(name)))


def _of_age(name: str) -> ColumnElement[bool]:
    """Under way, by whole days in UTC since it was drafted."""
    buckets = argument(name, ARRAY(Text))
    begins = (
        (Capa.created_at >= cast(Viewer.today - days, DateTime(timezone=True)), bucket) for bucket, days in DAYS.items()
    )
    return and_(UNDER_WAY, any_(buckets) == case(*begins, else_=AgeBucket.OVER_90_DAYS.value))


UNDER_WAY = Capa.status.in_(sorted(OPEN))
OVERDUE = and_(UNDER_WAY, Capa.due_on < Viewer.today)


def _within(column: Any) -> Callable[[Viewer], ColumnElement[Any]]:
    """What only those inside see."""
    return lambda viewer: case((inside(viewer), column))


def _vouched(part: Any, *columns: Any) -> ColumnElement[Any]:
    """Of causes or actions what they say, in their order."""
    alive = part.status.not_in([CauseStatus.REJECTED, CapaActionStatus.CANCELLED])
    return all_of(select(part.id, *columns).where(part.capa_id == Capa.id, alive).order_by(part.id).correlate(Capa))


def _frozen_plan() -> ColumnElement[Any]:
    plan = EffectivenessPlan
    said = (plan.id, plan.metric, plan.direction, plan.threshold, plan.alpha, plan.window_days, plan.min_sample)
    return one_of(select(*said).where(*in_force()).correlate(Capa))


WITHIN = {
    "owner_id": Capa.owner_id, "sponsor_id": Capa.sponsor_id, "team": _team(), "sources": _sources(),
    "problem": Capa.problem, "due_on": Capa.due_on, "original_due_on": Capa.original_due_on,
    "containment_waiver": Capa.containment_waiver, "prevention_waiver": Capa.prevention_waiver,
    "escalated_at": instant(Capa.escalated_at), "window_from": instant(Capa.window_from),
    "window_to": instant(Capa.window_to), "verdict": latest_verdict(), "open_actions": _open_actions(),
    "resolution": Capa.resolution,
}  # fmt: skip

capas = Resource(
    schemas.Capa,
    Capa,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards=GUARDS,
    derived={"process": process_of(Capa)},
    per_viewer={"whole": inside} | {name: _within(column) for name, column in WITHIN.items()},
    beside={"last_done": lambda _viewer: _last_done(), "window_days": lambda _viewer: _window_days()},
    filters={
        "status": among(Capa.status),
        "risk": among(Capa.risk),
        "kind": among(Capa.kind),
        "owner_id": _of_insiders(equals(Capa.owner_id)),
        "process_id": equals(Capa.process_id),
        "nonconformance_id": _of_insiders(_answering),
        "due_before": _of_insiders(before(Capa.due_on)),
        "age": _of_age,
        "mine": SeenBy(lambda _name, viewer: and_(Capa.owner_id == viewer.id, UNDER_WAY)),
        "overdue": _of_insiders(lambda _name: OVERDUE),
    },
    sorts={"created_at": Capa.created_at, "number": Capa.number},
)

_content = func.json_build_object(
    "title", Capa.title, "method", Capa.method, "risk", Capa.risk, "problem", Capa.problem, "owner", Capa.owner_id,
    "due_on", Capa.due_on, "iteration", Capa.iteration, "causes", _vouched(RootCause, RootCause.text, RootCause.level),
    "actions", _vouched(CapaAction, CapaAction.text, CapaAction.kind, CapaAction.owner_id),
    "plan", _frozen_plan(),
)  # fmt: skip

SIGNED = Signed(capas, _content)
"""What a signer of a gate vouches for: problem, causes, actions and the plan, as they read."""
