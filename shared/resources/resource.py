"""What a feature declares in `queries.py` and calls from its service: show, page, load, advance, transitions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql.selectable import LateralFromClause

from shared.answers import Document, Page
from shared.database.records import Record
from shared.database.statements import Statement, argument
from shared.pages import PageQuery
from shared.problems import Forbidden, NotFound
from shared.resources.shapes import AnySelect, columns_of, document
from shared.resources.viewer import Condition, Filter, SeenBy, Viewer
from shared.work import Reading, Work
from shared.workflow import Excusable, Guard, Workflow

Shape = TypeVar("Shape", bound=BaseModel)
AnyRecord = TypeVar("AnyRecord", bound=Record)
Scopes = frozenset[str]
CONFIDENTIAL = "confidential"

VARIANTS = 256
"""Statements kept a resource: one for each combination of scopes, filters, sort and page size in use."""
PAGE_SIZES = 50, 200
"""Written into the statement: of an argument the planner thinks that it asks for a tenth of all, and plans for that."""


@dataclass(frozen=True, slots=True)
class Held(Generic[AnyRecord]):
    """A record held until the end, and which conditions hold for it and this caller."""

    record: AnyRecord
    facts: Mapping[str, Any]


class Resource(Generic[Shape, AnyRecord]):
    """`shape` names the fields; those the record lacks are `derived`. `visible` decides everywhere who sees a row.

    Fields of which not everybody sees all are derived `per_viewer`. `confidential` says of which records it is noted
    who reads them, and what their events are called.

    `guards` and `acts` say in SQL when a guard of the workflow, or another act such as "update", holds; the same
    conditions fill `allowed_actions`, explain `transitions` and refuse a command. What a command needs to know `beside`
    that is among the facts of what it holds.
    """

    def __init__(
        self,
        shape: type[Shape],
        record: type[AnyRecord],
        *,
        visible: Condition,
        derived: Mapping[str, ColumnElement[Any]] | None = None,
        per_viewer: Mapping[str, Callable[[Viewer], ColumnElement[Any]]] | None = None,
        workflow: Workflow[Any] | None = None,
        guards: Mapping[Guard, Condition] | None = None,
        acts: Mapping[str, Condition] | None = None,
        beside: Mapping[str, Condition] | None = None,
        filters: Mapping[str, Filter | SeenBy] | None = None,
        sorts: Mapping[str, Any] | None = None,
        confidential: tuple[str, Condition] | None = None,
    ) -> None:
        self.shape, self.record, self.visible, self.workflow = shape, record, visible, workflow
        self.derived, self.per_viewer = derived or {}, per_viewer or {}
        self.filters, self.sorts = filters or {}, sorts or {}
        self.guards, self.acts = {guard.code: holds for guard, holds in (guards or {}).items()}, acts or {}
        self.beside, self.confidential = beside or {}, confidential
        self._one, self._page = lru_cache(VARIANTS)(self._compile_one), lru_cache(VARIANTS)(self._compile_page)
        self._total, self._facts = lru_cache(VARIANTS)(self._compile_total), lru_cache(VARIANTS)(self._compile_facts)
        self._hold = lru_cache(VARIANTS)(self._build_hold)
        if any(getattr(column, "nullable", False) for column in self.sorts.values()):
            raise TypeError("a list can't be continued from null: sort by columns that are never null")

    async def show(self, work: Reading, id: UUID, **given: Any) -> Document[Shape]:
        """The record as this caller sees it; hidden and absent are the same 404."""
        row = await work.answer(self._one(work.actor.scopes), id=id, **given)
        if row is None:
            raise NotFound()
        self._note_views(work, [{**row, "id": id}] if self.confidential else ())
        return Document(row["body"].encode(), id, row["version"])

    async def page(self, work: Reading, query: PageQuery, **given: Any) -> Page[Shape]:
        """One page of the records this caller sees, and the cursor of the next."""
        filters, sort = query.filters | {name: given[name] for name in given if name in self.filters}, query.sort
        bound_to = repr((self.shape.__name__, work.actor.org_id, sort, sorted((filters | given).items())))
        given |= filters
        if query.cursor is not None:
            given["after_key"], given["after_id"] = work.cursors.open(query.cursor, bound_to)
        asked = (work.actor.scopes, frozenset(filters))
        most = next(size for size in PAGE_SIZES if query.limit <= size)
        rows = await work.rows(self._page(*asked, sort, query.cursor is not None, most), **given)
        self._note_views(work, rows[: query.limit])
        total = await work.value(self._total(*asked), **given) if query.include_total else None
        return work.cursors.page(rows, query.limit, bound_to, total)

    async def load(self, work: Work, id: UUID, act: str) -> AnyRecord:
        """The record to change, held until the end. Hidden is 404, changed meanwhile 412, not yours 403, closed 409."""
        return self.permit(await self.hold_one(work, id), act)

    async def advance(
        self, work: Work, id: UUID, action: str, reason: str | None = None, signature: str | None = None
    ) -> AnyRecord:
        """The record moved along its workflow; what is missing is said in the refusal."""
        return self.move(work, await self.hold_one(work, id, version_required=True), action, reason, signature)

    async def hold_one(self, work: Work, id: UUID, *, version_required: bool = False) -> Held[AnyRecord]:
        held = (await self.hold(work, [id])).get(id)
        if held is None:
            raise NotFound()
        work.check_version(held.record, required=version_required)
        return held

    async def hold(self, work: Work, ids: Sequence[UUID]) -> dict[UUID, Held[AnyRecord]]:
        """Those of these records that this caller sees, held until the end, with their conditions; one statement."""
        await work.flush()
        found = await work.session.execute(self._hold(work.actor.scopes), work.values({"ids": list(ids)}))
        return {row[0].id: Held(row[0], row._asdict()) for row in found}

    def permit(self, held: Held[AnyRecord], act: str) -> AnyRecord:
        """The record, if this caller may do that to it now."""
        self.require(held.facts, act)
        return held.record

    def require(self, facts: Mapping[str, Any], act: str) -> None:
        """Refuse what `conditions`, read together with something else, do not allow."""
        if self.workflow is not None and act in self.workflow.steps:
            self.workflow.permit(facts["status"], act, self._unmet(facts))
        elif not facts[act]:
            raise Forbidden()

    def move(
        self, work: Work, held: Held[AnyRecord], action: str, reason: str | None, signature: str | None = None
    ) -> AnyRecord:
        """The record in its next state, if this caller may take it there now."""
        work.change(held.record, {"status": self.after(held, action, reason, signature)})
        return held.record

    async def decide(self, work: Work, id: UUID, action: str, reason: str | None = None) -> tuple[AnyRecord, Any]:
        """The record, held until the end, and where its workflow leads, for what happens only on a later day."""
        held = await self.hold_one(work, id, version_required=True)
        return held.record, self.after(held, action, reason)

    def after(self, held: Held[AnyRecord], action: str, reason: str | None, signature: str | None = None) -> Any:
        """Where its workflow leads, if this caller may take the record there now."""
        return self._lifecycle.after(held.facts["status"], action, self._unmet(held.facts), reason, signature)

    async def transitions(self, work: Reading, id: UUID) -> list[dict[str, Any]]:
        """Every transition of the workflow, whether this caller may take it now, and what is missing."""
        facts = await work.row(self._facts(work.actor.scopes), id=id)
        if facts is None:
            raise NotFound()
        return self._lifecycle.explain(facts["status"], self._unmet(facts))

    @property
    def _lifecycle(self) -> Workflow[Any]:
        if self.workflow is None:
            raise TypeError(f"{self.shape.__name__} has no workflow")
        return self.workflow

    @property
    def _status(self) -> Any:
        """A column of the record, or what follows from its others; only a record with a workflow has one."""
        return self.derived.get("status", getattr(self.record, "status", None))

    def _unmet(self, facts: Mapping[str, Any]) -> list[Guard]:
        return [guard for guard in self._lifecycle.guards if not facts[guard.code]]

    def conditions(self, viewer: Viewer) -> list[Any]:
        facts = [holds(viewer).label(name) for name, holds in (self.guards | dict(self.acts)).items()]
        return [*facts, self._status.label("status")] if self.workflow else facts

    def _visible(self, viewer: Viewer) -> ColumnElement[bool]:
        return and_(self.record.id == argument("id", Uuid), self.visible(viewer))

    def _build_hold(self, scopes: Scopes) -> AnySelect:
        viewer, these = Viewer(scopes), self.record.id == any_(argument("ids", ARRAY(Uuid)))
        beside = [of(viewer).label(name) for name, of in self.beside.items()]
        return (
            select(self.record, *self.conditions(viewer), *beside)
            .where(these, self.visible(viewer))
            .order_by(self.record.id)
            .with_for_update(of=self.record, key_share=True)
        )

    def _compile_facts(self, scopes: Scopes) -> Statement:
        viewer = Viewer(scopes)
        return Statement(select(*self.conditions(viewer)).where(self._visible(viewer)))

    def _compile_one(self, scopes: Scopes) -> Statement:
        viewer = Viewer(scopes)
        return Statement(self._documents(viewer).where(self._visible(viewer)))

    def _compile_page(
        self, scopes: Scopes, filters: frozenset[str], sort: str, continued: bool, most: int
    ) -> Statement:
        column, descending = self._sorted_by(sort)
        query = self._documents(Viewer(scopes)).add_columns(cast(column, Text).label("key"), self.record.id)
        query = self.listed(query, scopes, filters, sort)
        if continued:
            place = tuple_(column, self.record.id)
            after = tuple_(cast(argument("after_key", Text), column.type), argument("after_id", Uuid))
            query = query.where(place < after if descending else place > after)
        return Statement(query.limit(literal_column(str(most + 1))))

    def listed(self, query: AnySelect, scopes: Scopes, filters: frozenset[str], sort: str) -> AnySelect:
        """A query of the record, narrowed to what the list of this caller shows, in its order."""
        column, descending = self._sorted_by(sort)
        order = [column.desc(), self.record.id.desc()] if descending else [column, self.record.id]
        return query.where(*self._shown(Viewer(scopes), filters)).order_by(*order)

    def _sorted_by(self, sort: str) -> tuple[Any, bool]:
        field, direction = sort.split(".")
        return self.sorts[field], direction == "desc"

    def _shown(self, viewer: Viewer, filters: frozenset[str]) -> list[ColumnElement[bool]]:
        used = [(name, self.filters[name]) for name in sorted(filters)]
        narrowed = [of.condition(name, viewer) if isinstance(of, SeenBy) else of(name) for name, of in used]
        return [self.visible(viewer), *narrowed]

    def _compile_total(self, scopes: Scopes, filters: frozenset[str]) -> Statement:
        shown = self._shown(Viewer(scopes), filters)
        return Statement(select(func.count()).select_from(self.record).where(*shown))

    def _documents(self, viewer: Viewer) -> AnySelect:
        """`body` and `version` of every record, before any condition."""
        derived, around = dict(self.derived) | {name: of(viewer) for name, of in self.per_viewer.items()}, []
        if "allowed_actions" in self.shape.model_fields:
            around = [self._facts_beside(viewer)]
            derived["allowed_actions"] = self._allowed_actions(around[0].c)
        row, body = document(columns_of(self.shape, self.record, derived), [self.record, *around])
        query: AnySelect = select(body, self.record.version.label("version")).select_from(self.record)
        if self.confidential is not None:
            query = query.add_columns(func.coalesce(self.confidential[1](viewer), False).label(CONFIDENTIAL))
        for beside in [*around, row]:
            query = query.join(beside, true())
        return query

    def _note_views(self, work: Reading, rows: Iterable[Mapping[str, Any]]) -> None:
        """Who reads what is confidential is noted; what a command answers has the command's own event."""
        if self.confidential is None or isinstance(work, Work):
            return
        for row in rows:
            if row[CONFIDENTIAL]:
                viewed = {"type": f"{self.confidential[0]}.viewed", "record_id": row["id"], "data": {}}
                work.viewed.append(viewed | {"record_version": row["version"]})

    def _facts_beside(self, viewer: Viewer) -> LateralFromClause:
        """Each condition once a row; OFFSET keeps the planner from copying it into every action that asks for it."""
        conditions = self.conditions(viewer) or [true().label("nothing")]
        return select(*conditions).correlate(self.record).offset(0).lateral("facts")

    def _allowed_actions(self, facts: Any) -> ColumnElement[Any]:
        """What this caller may do next: acts whose condition holds, transitions from this state with no guard unmet."""
        names = [case((facts[act], literal(act))) for act in self.acts]
        for action, step in self.workflow.steps.items() if self.workflow else ():
            holds = [facts[guard.code] for guard in step.guards if not isinstance(guard, Excusable)]
            names.append(case((and_(facts.status.in_(sorted(step.sources)), *holds), literal(action))))
        return func.to_json(func.array_remove(cast(array(names), ARRAY(Text)), None))
