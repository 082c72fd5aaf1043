from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.performance.check_ins import queries, rules, schemas
from services.performance.check_ins.queries import SAID, check_ins
from services.performance.goals.models import CheckIn
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules import limits
from services.performance.goals.rules.measures import KeyResultKind
from services.performance.goals.rules.rollup import ProgressMethod
from services.performance.goals.rules.states import CheckInSource, KeyResultStatus
from services.performance.goals.service.progress import hold_tree, lock, roll_up_locked
from shared.answers import Document
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.problems import NotFound, ReferenceNotFound
from shared.work import Work

Row = Mapping[str, Any]
NOTED = {"key_result_id", "milestone_id", "value", "zone", "as_of"}


class Entered(NamedTuple):
    """What an entry needs of its goal."""

    id: UUID
    version: int
    progress_method: ProgressMethod


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of everything that check-ins name, read at once however many they are."""

    path: Sequence[UUID]
    """Their goals and all above them, locked."""
    key_results: Mapping[UUID, Row]
    milestones: Mapping[UUID, Row]
    corrected: dict[UUID, Row]
    said_before: dict[tuple[str, str], Row]
    goals: Mapping[UUID, Row]

    def goal(self, data: schemas.CheckInCreate) -> Row:
        """The goal that a check-in is of, if this caller sees it."""
        rules.check_target(data.key_result_id, data.goal_id)
        row = self.key_results.get(data.key_result_id) if data.key_result_id else None
        goal_id: UUID | None = row["goal_id"] if row else data.goal_id
        if goal_id is None or goal_id not in self.goals:
            raise NotFound()
        return self.goals[goal_id]

    def before(self, data: schemas.CheckInCreate) -> Row | None:
        return self.said_before.get((data.source, data.external_id)) if data.external_id else None

    def day(self, data: schemas.CheckInCreate, goal: Entered) -> date | None:
        """The day of what is corrected, for a correction that names none."""
        corrected = self.corrected.get(data.supersedes_id) if data.supersedes_id else None
        return corrected["as_of"] if corrected and corrected["goal_id"] == goal.id else None

    def add(self, entry: CheckIn) -> None:
        """Later rows of the same request know it too."""
        said = {name: getattr(entry, name) for name in ("id", "created_at", *SAID)}
        if entry.external_id:
            self.said_before[entry.source, entry.external_id] = said
        if entry.supersedes_id:
            self.corrected[entry.supersedes_id] = {**self.corrected[entry.supersedes_id], "superseded": True}


async def check_in(work: Work, data: schemas.CheckInCreate) -> Document[schemas.CheckIn]:
    known = await _known(work, [data])
    id, new = _check_in(work, data, known)
    if new:
        await roll_up_locked(work, known.path)
    return replace(await check_ins.show(work, id), known=new is None)


async def check_in_many(work: Work, query: BulkQuery, data: schemas.CheckInsCreate) -> Document[BulkReport]:
    """As many statements for all as for one, and one roll-up."""
    known, bulk, new = await _known(work, data.rows), Bulk(atomic=query.atomic), False
    for row in data.rows:
        with bulk.row():
            id, entry = _check_in(work, row, known)
            bulk.done(BulkOutcome.CREATED if entry else BulkOutcome.UNCHANGED, id)
            new = new or entry is not None
    if new:
        await roll_up_locked(work, known.path)
    return bulk.report()


def _check_in(work: Work, data: schemas.CheckInCreate, known: Known) -> tuple[UUID, CheckIn | None]:
    """The entry's id, and the entry if it is new: what a source sends again is there already."""
    facts, before = known.goal(data), known.before(data)
    goal = Entered(facts["id"], facts["version"], ProgressMethod(facts["progress_method"]))
    said = data.model_dump() | {"goal_id": goal.id}
    said["as_of"] = data.as_of or known.day(data, goal) or (before["created_at"] if before else work.now).date()
    if before is not None:
        if any(before[name] != said[name] for name in SAID):
            raise rules.AlreadyCheckedIn()
        return before["id"], None
    goals.require(facts, "check_in")
    limits.check_day(said["as_of"], work.today)
    _check(data, goal, known)
    entry = work.add(CheckIn(author_id=work.actor.id, **said))
    known.add(entry)
    work.note("goal.checked_in", goal, **data.model_dump(include=NOTED, exclude_none=True), check_in_id=entry.id)
    return entry.id, entry


def _check(data: schemas.CheckInCreate, goal: Entered, known: Known) -> None:
    """Taking back needs to say what; everything else must fit what it is of."""
    if data.supersedes_id is not None:
        _check_correction(data, goal, known.corrected.get(data.supersedes_id))
        if data.value is None and data.zone is None:
            return
    if data.key_result_id is None:
        named = data.milestone_id is not None
        rules.check_whole(goal.progress_method, value=data.value, zone=data.zone, milestone=named)
        return
    row = known.key_results[data.key_result_id]
    rules.check_open(
        KeyResultStatus(row["status"]), standard=row["standard_id"] is not None, contributed=row["contributed"]
    )
    milestone = known.milestones.get(data.milestone_id) if data.milestone_id else None
    if data.milestone_id and (milestone is None or milestone["key_result_id"] != data.key_result_id):
        raise ReferenceNotFound(errors=[rules.missing("/milestone_id")])
    kind = KeyResultKind(row["kind"])
    rules.check_said(kind, value=data.value, zone=data.zone, milestone=milestone is not None)


def _check_correction(data: schemas.CheckInCreate, goal: Entered, corrected: Row | None) -> None:
    if corrected is None or corrected["goal_id"] != goal.id:
        raise ReferenceNotFound(errors=[rules.missing("/supersedes_id")])
    if (data.key_result_id, data.milestone_id) != (corrected["key_result_id"], corrected["milestone_id"]):
        raise rules.OtherTarget(errors=[rules.missing("/supersedes_id")])
    rules.check_corrected(CheckInSource(corrected["source"]), superseded=corrected["superseded"])


async def _known(work: Work, rows: Sequence[schemas.CheckInCreate]) -> Known:
    """Goals are locked, and never their key results, so entries and changes of one goal queue in one order."""
    await hold_tree(work)
    key_result_ids = _named(rows, "key_result_id")
    path = await lock(work, _named(rows, "goal_id"), key_result_ids)
    found = await queries.known(work.actor.scopes).rows(
        work,
        ids=path,
        key_result_ids=key_result_ids,
        milestone_ids=_named(rows, "milestone_id"),
        superseded_ids=_named(rows, "supersedes_id"),
        external_ids=_named(rows, "external_id"),
    )
    by_id = {name: {row["id"]: row for row in found[name]} for name in ("key_results", "milestones", "corrected")}
    before = {(row["source"], row["external_id"]): row for row in found["said_before"]}
    return Known(path, **by_id, said_before=before, goals={row["id"]: row for row in found["goals"]})


def _named(rows: Sequence[schemas.CheckInCreate], name: str) -> list[Any]:
    return sorted({getattr(row, name) for row in rows} - {None})
