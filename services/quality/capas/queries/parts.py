"""What belongs to a corrective action: causes, actions, changes of its date."""

from typing import Any

from sqlalchemy import ColumnElement, Uuid, any_, exists, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.quality.capas import schemas
from services.quality.capas.models import Capa, CapaAction, DueChange, RootCause
from services.quality.capas.policy import PARTS, had_to_do, handles, in_team, inside, of_capa
from services.quality.capas.rules import states
from services.quality.capas.rules.kinds import CapaActionStatus
from services.quality.independence.policy import Parts, independent
from services.quality.independence.rules import ACTING, SOD_2, SOD_3, Part
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import among, before, equals, holding


def _wrote(person: Any) -> ColumnElement[bool]:
    """Some of it: who adds a word to a text of mine makes me no more independent of it."""
    return or_(RootCause.author_id == person, person == any_(RootCause.past_author_ids))


AUTHORS: Parts = {Part.AUTHOR: _wrote}
ACTORS: Parts = {Part.ACTION_OWNER: had_to_do}


def _waits() -> ColumnElement[bool]:
    """For an action that is neither done nor cancelled."""
    other: Any = aliased(CapaAction)
    awaited = other.id == any_(CapaAction.depends_on), other.status == CapaActionStatus.OPEN
    return exists().where(other.capa_id == CapaAction.capa_id, *awaited).correlate(CapaAction)


root_causes = Resource(
    schemas.RootCause,
    RootCause,
    visible=of_capa(RootCause, inside),
    workflow=states.CAUSES,
    guards={
        states.TEAM: of_capa(RootCause, lambda viewer: or_(in_team(viewer), handles(viewer))),
        states.CAPA_AT_ANALYSIS: of_capa(RootCause, lambda _viewer: Capa.status.in_(sorted(states.UNPLANNED))),
        SOD_3: independent(SOD_3, AUTHORS),
    },
    filters={"capa_id": equals(RootCause.capa_id), "status": among(RootCause.status)},
    sorts={"created_at": RootCause.created_at},
)

capa_actions = Resource(
    schemas.CapaAction,
    CapaAction,
    visible=of_capa(CapaAction, inside),
    workflow=states.ACTIONS,
    guards={
        states.TEAM: of_capa(CapaAction, lambda viewer: or_(in_team(viewer), handles(viewer))),
        states.HANDLER: of_capa(CapaAction, handles),
        states.ACTION_OWNER: lambda viewer: CapaAction.owner_id == viewer.id,
        states.CAPA_AT_WORK: of_capa(CapaAction, lambda _viewer: Capa.status.in_(sorted(states.AT_WORK))),
        states.EVIDENCE: lambda _viewer: CapaAction.evidence.regexp_match(r"\S"),
        states.AFTER_OTHERS: lambda _viewer: not_(_waits()),
        ACTING: independent(ACTING, ACTORS),
    },
    filters={
        "capa_id": equals(CapaAction.capa_id),
        "status": among(CapaAction.status),
        "kind": among(CapaAction.kind),
        "owner_id": equals(CapaAction.owner_id),
        "due_before": before(CapaAction.due_on),
    },
    sorts={"created_at": CapaAction.created_at, "due_on": CapaAction.due_on},
)

due_changes = Resource(
    schemas.DueChange,
    DueChange,
    visible=of_capa(DueChange, inside),
    workflow=states.DUE_CHANGES,
    guards={
        states.MANAGER: holding("capas:manage"),
        SOD_2: of_capa(DueChange, independent(SOD_2, PARTS)),
    },
    filters={"capa_id": equals(DueChange.capa_id)},
    sorts={"created_at": DueChange.created_at},
)


def _capa_of(record: Any) -> Statement:
    return Statement(select(record.capa_id).where(record.id == argument("id", Uuid)))


CAPA_OF = {kind: _capa_of(kind) for kind in (RootCause, CapaAction, DueChange)}

ACTIONS_KNOWN = Statement(
    select(func.count()).where(
        CapaAction.capa_id == argument("capa_id", Uuid), CapaAction.id == any_(argument("ids", ARRAY(Uuid)))
    )
)

CAUSE_KNOWN = Statement(
    select(true()).where(RootCause.capa_id == argument("capa_id", Uuid), RootCause.id == argument("id", Uuid))
)
