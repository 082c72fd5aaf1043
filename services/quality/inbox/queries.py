"""One statement: of each gate the records that wait longest, and of all these the ones that wait longest."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.quality.capas.models import Capa, CapaAction, DueChange, RootCause
from services.quality.capas.policy import inside, of_capa
from services.quality.capas.queries.capas import capas
from services.quality.capas.queries.parts import capa_actions, due_changes, root_causes
from services.quality.capas.rules import states as capa_states
from services.quality.capas.rules.kinds import CapaActionKind
from services.quality.capas.rules.states import DESCRIBED, OPEN, UNPLANNED
from services.quality.deputies.models import Deputy
from services.quality.deputies.policy import in_force
from services.quality.inbox import schemas
from services.quality.inbox.rules import GATES, InboxKind, rights, state
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.policy import owns, reported
from services.quality.nonconformances.queries.documents import nonconformances
from services.quality.nonconformances.rules.states import ALLOTTED, ONGOING, OWNER, OWNER_OR_BOARD
from services.quality.nonconformances.rules.states import OPEN as STARTED
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.shapes import AnySelect, columns_of, document
from shared.resources.viewer import Condition, Viewer, beforehand, written

_at = DateTime(timezone=True)
_NOBODY = cast(null(), Uuid)
OWNED = Nonconformance.__table__.alias("owned")


@dataclass(frozen=True)
class Waiting:
    """Where records of a kind wait: since when and until when, and what holds besides the rights to a gate."""

    resource: Resource[Any, Any]
    since: Any
    due_at: Any
    named: Any
    of_capa: Any = _NOBODY
    beside: Mapping[str, Condition] | None = None


def _always(holds: ColumnElement[bool]) -> Condition:
    return lambda _viewer: holds


def _end_of(day: Any) -> ColumnElement[Any]:
    return cast(day + 1, _at)


def _within(record: Any, *conditions: ColumnElement[bool]) -> Condition:
    return of_capa(record, lambda viewer: and_(inside(viewer), *conditions))


def _owned(viewer: Viewer) -> ColumnElement[bool]:
    """Those of the viewer and of whom they act for, gathered first: a page of all that wait is no way to find them."""
    principals = select(Deputy.principal_id).where(in_force(viewer))
    people = beforehand(func.array_append(func.array(principals.scalar_subquery()), viewer.id, type_=ARRAY(Uuid)))
    theirs = OWNED.c.owner_id == any_(cast(people, ARRAY(Uuid)))
    going_on = written(OWNED.c.status.in_, sorted(ONGOING))
    ids = beforehand(func.array(select(OWNED.c.id).where(theirs, going_on).scalar_subquery()))
    return Nonconformance.id == any_(cast(ids, ARRAY(Uuid)))


def _proposes(viewer: Viewer) -> ColumnElement[bool]:
    """Until all is allotted; who is of the board is asked to decide anyway."""
    allotted = nonconformances.guards[ALLOTTED.code](viewer)
    return false() if viewer.has("nonconformances:approve") else not_(allotted)


_TO_VERIFY = CapaAction.kind == CapaActionKind.CONTAINMENT
WAITING: Mapping[InboxKind, Waiting] = {
    InboxKind.NONCONFORMANCE: Waiting(
        nonconformances,
        Nonconformance.stage_since,
        case((Nonconformance.status == STARTED, func.least(Nonconformance.contain_by, Nonconformance.due_at)),
             else_=Nonconformance.due_at),
        Nonconformance,
        beside={"open": lambda viewer: or_(owns(viewer), reported(viewer)), "propose_disposition": _proposes},
    ),
    InboxKind.CAPA: Waiting(
        capas, Capa.updated_at, _end_of(Capa.due_on), Capa, beside={"confirm": _always(Capa.window_to <= Viewer.now)}
    ),
    InboxKind.ROOT_CAUSE: Waiting(
        root_causes, RootCause.updated_at, cast(null(), _at), Capa, RootCause.capa_id,
        {"verify": _within(RootCause, Capa.status.in_(sorted(UNPLANNED)))},
    ),
    InboxKind.CAPA_ACTION: Waiting(
        capa_actions, CapaAction.updated_at, _end_of(CapaAction.due_on), Capa, CapaAction.capa_id,
        {
            "finish": _within(CapaAction, Capa.status.in_(sorted(OPEN))),
            "verify": lambda viewer: and_(_TO_VERIFY, _within(CapaAction, Capa.status == DESCRIBED)(viewer)),
        },
    ),
    InboxKind.CAPA_DUE_CHANGE: Waiting(
        due_changes, DueChange.updated_at, cast(null(), _at), Capa, DueChange.capa_id,
        {"approve": _within(DueChange, Capa.status.in_(sorted(OPEN)))},
    ),
}  # fmt: skip


@lru_cache(VARIANTS)
def inbox(scopes: frozenset[str], kinds: frozenset[InboxKind], continued: bool, most: int) -> Statement:
    viewer = Viewer(scopes)
    shown = [kind for kind in InboxKind if kind in kinds and _readable(viewer, kind)]
    branches = [_branch(viewer, kind, gate, continued, most) for kind in shown for gate in GATES[kind]]
    found = union_all(*(branch.subquery().select() for branch in branches)).subquery("found")
    derived = {"overdue": func.coalesce(found.c.due_at < viewer.now, false())}
    row, body = document(columns_of(schemas.InboxItem, found.c, derived), [found])
    page = select(body, cast(found.c.since, Text).label("key"), found.c.id).select_from(found.join(row, true()))
    return Statement(page.order_by(found.c.since, found.c.id).limit(_rows(most)))


def _readable(viewer: Viewer, kind: InboxKind) -> bool:
    return kind is InboxKind.NONCONFORMANCE or viewer.has("capas:read")


def _rows(most: int) -> ColumnElement[Any]:
    return literal_column(str(most + 1))


def _branch(viewer: Viewer, kind: InboxKind, gate: str, continued: bool, most: int) -> AnySelect:
    """As many as a page may need; in the order of an index where a whole organisation's wait for somebody."""
    waiting, record, since = WAITING[kind], WAITING[kind].resource.record, _since(kind, gate)
    query = select(
        literal(kind.value, Text).label("kind"), record.id, waiting.of_capa.label("capa_id"), waiting.named.number,
        waiting.named.title, literal(gate, Text).label("gate"), since.label("since"),
        waiting.due_at.label("due_at"), _principal(kind, gate, viewer).label("for_id"),
    ).where(*_conditions(viewer, kind, gate))  # fmt: skip
    if waiting.named is not record:
        query = query.join(Capa, Capa.id == waiting.of_capa)
    if continued:
        after = cast(argument("after_key", Text), _at), argument("after_id", Uuid)
        query = query.where(tuple_(since, record.id) > tuple_(*after))
    return query.order_by(since, record.id).limit(_rows(most))


def _since(kind: InboxKind, gate: str) -> Any:
    """A draft is in no stage yet."""
    draft = (kind, gate) == (InboxKind.NONCONFORMANCE, "open")
    return Nonconformance.created_at if draft else WAITING[kind].since


def _conditions(viewer: Viewer, kind: InboxKind, gate: str) -> list[ColumnElement[bool]]:
    waiting, record = WAITING[kind], WAITING[kind].resource.record
    needed, beside = rights(kind, gate), waiting.beside or {}
    conditions = [written(record.status.in_, [state(kind, gate)]), waiting.resource.visible(viewer)]
    conditions += [waiting.resource.guards[guard.code](viewer) for guard in needed]
    conditions += [beside[gate](viewer)] if gate in beside else []
    if _of_owner(kind, gate):
        conditions.append(_owned(viewer))
    if kind is InboxKind.CAPA and capa_states.OWNER in needed:
        conditions.append(Capa.owner_id == viewer.id)  # as the guard says, but so that an index knows it
    return conditions


def _of_owner(kind: InboxKind, gate: str) -> bool:
    return kind is InboxKind.NONCONFORMANCE and bool({OWNER, OWNER_OR_BOARD} & {*rights(kind, gate)})


def _principal(kind: InboxKind, gate: str, viewer: Viewer) -> ColumnElement[Any]:
    """Only owners of nonconformances have deputies."""
    if not (_of_owner(kind, gate) or (kind, gate) == (InboxKind.NONCONFORMANCE, "open")):
        return _NOBODY
    own = Nonconformance.owner_id == viewer.id
    own = or_(own, reported(viewer)) if gate == "open" else own
    return case((own, None), else_=Nonconformance.owner_id)
