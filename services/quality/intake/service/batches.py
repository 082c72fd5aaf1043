"""Batches of measurements."""

from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.quality.charts.service.judging import judge
from services.quality.gages.rules import GageStatus
from services.quality.intake import schemas
from services.quality.intake.queries import APPROVED_DEVIATIONS, FITNESS, MARKING, MEASURABLE, addition, comparison
from services.quality.intake.rules import rows
from services.quality.intake.rules.batch import CONTENT, Batch
from services.quality.intake.rules.columns import Cells, same
from services.quality.intake.rules.rows import Fitness, Measurable, Stored, Written
from services.quality.measurements.rules import SUPERSEDED
from services.quality.spc.rules.data_kinds import DataKind
from shared.answers import Document
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.database.statements import Statement, in_columns
from shared.problems import Problem, TryAgain
from shared.work import Work

SAID = ("source", "external_id", "specification_id", "correction_reason", *CONTENT)
NUMBERED = 4
"""The digits of an id that number the rows of a batch."""


@dataclass
class Taking:
    """A batch on its way, and what became of each row so far."""

    batch: Batch
    characteristics: Mapping[Any, Measurable]
    outcomes: dict[int, tuple[BulkOutcome, Any]] = field(default_factory=dict)
    new: dict[UUID, list[datetime]] = field(default_factory=dict)
    """By characteristic, when points were taken that are new."""
    gone: dict[UUID, list[datetime]] = field(default_factory=dict)
    """By characteristic, when points were taken that no longer count."""

    def cell(self, name: str, index: int) -> Any:
        return self.batch.columns[name][index]

    def key(self, index: int) -> tuple[str, str]:
        return self.cell("source", index), self.cell("external_id", index)

    def stored(self, indices: Sequence[int], ids: Sequence[Any], outcome: BulkOutcome) -> None:
        self.outcomes.update(zip(indices, ((outcome, id) for id in ids), strict=True))
        for index in indices:
            self.new.setdefault(self.cell("characteristic_id", index), []).append(self.cell("taken_at", index))

    def changed(self) -> dict[UUID, list[datetime]]:
        """By characteristic, at what times it has to be judged anew."""
        return {id: times + self.gone.get(id, []) for id, times in self.new.items()}


async def take(work: Work, query: BulkQuery, data: schemas.SubgroupBatch) -> Document[BulkReport]:
    """Rows are judged together and written together: as many statements for one as for ten thousand."""
    batch = await to_thread(Batch.read, vars(data), schemas.COLUMNS)  # others are answered meanwhile
    taking = Taking(batch, await _measurable(work, batch))
    await to_thread(batch.judge, taking.characteristics, await _fit(work, batch), work.now)
    await _write(work, taking)
    for characteristic_id, times in taking.new.items():
        characteristic = taking.characteristics[characteristic_id]
        work.note("characteristic.measured", characteristic, subgroups=len(times), first=min(times), last=max(times))
    report = _report(taking, atomic=query.atomic)
    if taking.new:
        await judge(work, taking.changed())
    return report


async def _measurable(work: Work, batch: Batch) -> dict[Any, Measurable]:
    """By id and by code."""
    known: dict[Any, Measurable] = {}
    for row in await work.rows(MEASURABLE, **batch.named("characteristic")):
        terms = (DataKind(row["data_kind"]), tuple(row["specification_ids"]), tuple(row["valid_from"]))
        known[row["id"]] = known[row["code"]] = Measurable(row["id"], row["version"], *terms)
    return known


async def _fit(work: Work, batch: Batch) -> dict[Any, Fitness]:
    known: dict[Any, Fitness] = {}
    named, deviations = batch.named("gage"), await _deviations(work, batch)
    for row in await work.rows(FITNESS, **named) if named["ids"] or named["codes"] else ():
        terms = GageStatus(row["status"]), row["out_since"], row["next_due_on"]
        fitness = Fitness(row["id"], *terms, deviations.get(row["id"], {}))
        known[row["id"]] = known[row["code"]] = fitness
    return known


async def _deviations(work: Work, batch: Batch) -> dict[UUID, dict[UUID, tuple[datetime, datetime]]]:
    """By gage, those approved that rows name."""
    known: dict[UUID, dict[UUID, tuple[datetime, datetime]]] = {}
    named = list(set(batch.columns["gage_deviation_id"]) - {None})
    for row in await work.rows(APPROVED_DEVIATIONS, ids=named) if named else ():
        known.setdefault(row["gage_id"], {})[row["id"]] = row["valid_from"], row["valid_until"]
    return known


async def _write(work: Work, taking: Taking) -> None:
    """What is said for the first time goes in at once; only then the rest is held against what is stored."""
    batch = taking.batch
    first = [index for index in batch.left() if batch.columns["correction_reason"][index] is None]
    if first:
        ids = await _add(work, batch.of(first, SAID) | {"revision": [1], "supersedes_id": [None]})
        added = [place for place, id in enumerate(ids) if id is not None]
        taking.stored([first[place] for place in added], [ids[place] for place in added], BulkOutcome.CREATED)
    rest = [index for index in batch.left() if index not in taking.outcomes]
    if rest:
        await _compare(work, taking, rest)


async def _add(work: Work, columns: dict[str, Cells]) -> Sequence[str | None]:
    """The ids of the subgroups that these columns make; None for one that is stored already."""
    ids = _ids(len(columns["external_id"]))
    given: dict[str, Cells] = columns | {"id": ids}
    added = await _rows(work, addition, given, "id")
    if len(added) == len(ids):
        return ids
    new = {str(row["id"]) for row in added}
    return [id if id in new else None for id in ids]


async def _rows(
    work: Work, statement: Callable[[frozenset[str]], Statement], columns: Mapping[str, Cells], key: str
) -> list[Mapping[str, Any]]:
    """Of a statement over columns, of which those that are the same in all rows are sent once."""
    differing = frozenset({key} | {name for name, cells in columns.items() if not same(cells)})
    given = {name: cells if name in differing else cells[0] for name, cells in columns.items()}
    return await work.rows(statement(differing), **given)


def _ids(count: int) -> list[str]:
    """Of one time and numbered, so in the order of the rows; as text, which is how they are sent and answered."""
    begin = str(uuid7())[:-NUMBERED]
    return [f"{begin}{place:0{NUMBERED}x}" for place in range(count)]


async def _compare(work: Work, taking: Taking, rest: Sequence[int]) -> None:
    """Rows whose external id is known, or that say so: the same as before, a correction, or a problem."""
    known = await _known(work, taking.batch, rest)
    corrections: dict[tuple[str, str], tuple[int, Stored]] = {}
    for index in rest:
        try:
            corrected = _compared(taking, index, known.get(index, ()), corrections)
        except Problem as problem:
            taking.batch.refuse(index, problem)
            continue
        if corrected is not None:
            corrections[taking.key(index)] = index, corrected
    if corrections:
        await _correct(work, taking, list(corrections.values()))


async def _known(work: Work, batch: Batch, rest: Sequence[int]) -> dict[int, list[Stored]]:
    """By row, all that was ever stored of its external id."""
    found: dict[int, list[Stored]] = {}
    for row in await _rows(work, comparison, batch.of(rest, SAID) | {"place": list(rest)}, "place"):
        place, *said = row.values()
        found.setdefault(place, []).append(Stored(*said))
    return found


def _compared(
    taking: Taking, index: int, known: Sequence[Stored], corrections: Mapping[tuple[str, str], Any]
) -> Stored | None:
    """What the row corrects; None where it says nothing new."""
    if taking.cell("correction_reason", index) is None:
        taking.outcomes[index] = BulkOutcome.UNCHANGED, rows.same_as_known(known)
        return None
    corrected = rows.to_correct(known, taking.cell("characteristic_id", index))
    if taking.key(index) in corrections:
        raise rows.CorrectedTwice()
    if corrected.same:
        taking.outcomes[index] = BulkOutcome.UNCHANGED, corrected.id
        return None
    return corrected


async def _correct(work: Work, taking: Taking, corrections: Sequence[tuple[int, Stored]]) -> None:
    indices, corrected = [index for index, _ in corrections], [one for _, one in corrections]
    said = taking.batch.of(indices, SAID)
    revisions: dict[str, Cells] = {
        "revision": [one.revision + 1 for one in corrected], "supersedes_id": [one.id for one in corrected],
    }  # fmt: skip
    ids = await _add(work, said | revisions)
    if None in ids:  # somebody corrected the same meanwhile
        raise TryAgain()
    taking.stored(indices, ids, BulkOutcome.CORRECTED)
    marks = []
    for one, id, reason in zip(corrected, ids, said["correction_reason"], strict=True):
        taking.gone.setdefault(one.characteristic_id, []).append(one.taken_at)
        mark = {"subgroup_id": one.id, "status": SUPERSEDED.value, "reason": reason, "assignable_cause": None}
        marks.append(mark | {"id": uuid7()})
        work.note("subgroup.corrected", Written(UUID(id)), supersedes_id=one.id, reason=reason)
    await work.rows(MARKING, **in_columns(marks))


def _report(taking: Taking, *, atomic: bool) -> Document[BulkReport]:
    bulk = Bulk(atomic=atomic, in_columns=True)
    for index in range(taking.batch.size):
        if index in taking.outcomes:
            bulk.done(*taking.outcomes[index])
        else:
            bulk.fail(taking.batch.problems[index])
    return bulk.report()
