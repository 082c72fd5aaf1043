from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.quality.charts.service.judging import judge
from services.quality.gages.rules import GageStatus
from services.quality.intake import schemas
from services.quality.intake.queries import ADDITION, FITNESS, KNOWN, MARKING, MEASURABLE
from services.quality.intake.rules import rows
from services.quality.intake.rules.batch import Batch
from services.quality.intake.rules.rows import CONTENT, Content, Fitness, Measurable, Stored, Written
from services.quality.measurements.rules import SUPERSEDED, VOIDED
from services.quality.spc.rules.data_kinds import DataKind
from shared.answers import Document
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.database.statements import in_columns
from shared.problems import Problem, TryAgain
from shared.work import Work


@dataclass
class Taking:
    """A batch on its way: what it refers to, and what became of each row so far."""

    batch: Batch
    characteristics: Mapping[Any, Measurable]
    gages: Mapping[Any, Fitness]
    outcomes: dict[int, tuple[BulkOutcome, UUID]] = field(default_factory=dict)
    new: dict[UUID, list[Content]] = field(default_factory=dict)
    """By characteristic, what was added."""
    changed: dict[UUID, list[datetime]] = field(default_factory=dict)
    """By characteristic, when points were taken that are new, or that count no longer."""

    def key(self, index: int) -> tuple[str, str]:
        return self.batch.columns["source"][index], self.batch.columns["external_id"][index]

    def done(self, index: int, outcome: BulkOutcome, id: UUID) -> None:
        self.outcomes[index] = outcome, id
        if outcome is not BulkOutcome.UNCHANGED:
            content = self.batch.contents[index]
            self.new.setdefault(content.characteristic_id, []).append(content)
            self.changed.setdefault(content.characteristic_id, []).append(content.taken_at)

    def row(self, index: int, corrected: Stored | None = None) -> dict[str, Any]:
        """The subgroup to store."""
        content, (source, external_id) = self.batch.contents[index], self.key(index)
        characteristic = self.characteristics[content.characteristic_id]
        return {name: getattr(content, name) for name in CONTENT} | {
            "id": uuid7(),
            "values": content.values and "{" + orjson.dumps(content.values)[1:-1].decode() + "}",
            "context": content.context and orjson.dumps(content.context).decode(),
            "specification_id": characteristic.specification_at(content.taken_at),
            "source": source,
            "external_id": external_id,
            "revision": corrected.revision + 1 if corrected else 1,
            "supersedes_id": corrected.id if corrected else None,
            "correction_reason": self.batch.columns["correction_reason"][index],
        }


async def take(work: Work, query: BulkQuery, data: schemas.SubgroupBatch) -> Document[BulkReport]:
    """Rows are judged together and written together: as many statements for one as for ten thousand."""
    batch = await to_thread(Batch.read, vars(data), schemas.COLUMNS)  # others are answered meanwhile
    taking = Taking(batch, await _measurable(work, batch), await _fit(work, batch))
    await to_thread(batch.judge, taking.characteristics, taking.gages, work.now)
    await _write(work, taking)
    for characteristic_id, added in taking.new.items():
        times = [content.taken_at for content in added]
        characteristic = taking.characteristics[characteristic_id]
        work.note("characteristic.measured", characteristic, subgroups=len(added), first=min(times), last=max(times))
    report = _report(taking, atomic=query.atomic)
    if taking.changed:
        await judge(work, taking.changed)
    return report


async def _measurable(work: Work, batch: Batch) -> dict[Any, Measurable]:
    """By id and by code."""
    known: dict[Any, Measurable] = {}
    for row in await work.rows(MEASURABLE, **batch.named("characteristic")):
        terms = (DataKind(row["data_kind"]), row["specification_ids"], row["valid_from"])
        known[row["id"]] = known[row["code"]] = Measurable(row["id"], row["version"], *terms)
    return known


async def _fit(work: Work, batch: Batch) -> dict[Any, Fitness]:
    known: dict[Any, Fitness] = {}
    named = batch.named("gage")
    for row in await work.rows(FITNESS, **named) if named["ids"] or named["codes"] else ():
        fitness = Fitness(row["id"], GageStatus(row["status"]), row["out_since"], row["next_due_on"])
        known[row["id"]] = known[row["code"]] = fitness
    return known


async def _write(work: Work, taking: Taking) -> None:
    """What is said for the first time goes in at once; only then the rest is held against what is stored."""
    reasons = taking.batch.columns["correction_reason"]
    first = [index for index in taking.batch.contents if reasons[index] is None]
    added = await _add(work, [taking.row(index) for index in first])
    for index, id in zip(first, added, strict=True):
        if id is not None:
            taking.done(index, BulkOutcome.CREATED, id)
    rest = [index for index in taking.batch.contents if index not in taking.outcomes]
    if rest:
        await _compare(work, taking, rest)


async def _add(work: Work, subgroups: Sequence[Mapping[str, Any]]) -> list[UUID | None]:
    """The ids, in the order of the subgroups; None for one that is stored already."""
    if not subgroups:
        return []
    added = {row["id"] for row in await work.rows(ADDITION, **in_columns(subgroups))}
    return [one["id"] if one["id"] in added else None for one in subgroups]


async def _compare(work: Work, taking: Taking, rest: Sequence[int]) -> None:
    """Rows whose external id is known, or that say so: the same as before, a correction, or a problem."""
    known = await _known(work, {taking.key(index) for index in rest})
    corrections: dict[tuple[str, str], tuple[int, Stored]] = {}
    for index in rest:
        try:
            corrected = _compared(taking, index, known.get(taking.key(index), []), corrections)
        except Problem as problem:
            taking.batch.refuse(index, problem)
            continue
        if corrected is not None:
            corrections[taking.key(index)] = index, corrected
    if corrections:
        await _correct(work, taking, list(corrections.values()))


def _compared(
    taking: Taking, index: int, known: Sequence[Stored], corrections: Mapping[tuple[str, str], Any]
) -> Stored | None:
    """What the row corrects; None where it says nothing new."""
    said = taking.batch.contents[index]
    if taking.batch.columns["correction_reason"][index] is None:
        taking.done(index, BulkOutcome.UNCHANGED, rows.same_as_known(said, known))
        return None
    corrected = rows.to_correct(said, known)
    if taking.key(index) in corrections:
        raise rows.CorrectedTwice()
    if corrected.content == said:
        taking.done(index, BulkOutcome.UNCHANGED, corrected.id)
        return None
    return corrected


async def _correct(work: Work, taking: Taking, corrections: Sequence[tuple[int, Stored]]) -> None:
    ids = await _add(work, [taking.row(index, corrected) for index, corrected in corrections])
    marks = []
    for (index, corrected), id in zip(corrections, ids, strict=True):
        if id is None:  # somebody corrected the same meanwhile
            raise TryAgain()
        taking.done(index, BulkOutcome.CORRECTED, id)
        taking.changed[corrected.content.characteristic_id].append(corrected.content.taken_at)
        reason = taking.batch.columns["correction_reason"][index]
        mark = {"subgroup_id": corrected.id, "status": SUPERSEDED.value, "reason": reason, "assignable_cause": None}
        marks.append(mark | {"id": uuid7()})
        work.note("subgroup.corrected", Written(id), supersedes_id=corrected.id, reason=reason)
    await work.rows(MARKING, **in_columns(marks))


async def _known(work: Work, keys: set[tuple[str, str]]) -> dict[tuple[str, str], list[Stored]]:
    sources, external_ids = zip(*keys, strict=True)
    known: dict[tuple[str, str], list[Stored]] = {}
    for row in await work.rows(KNOWN, source=sources, external_id=external_ids):
        said = {name: row[name] for name in CONTENT}
        content = Content(**said | {"context": row["context"] and orjson.loads(row["context"])})
        revision = Stored(row["id"], row["revision"], row["status"] == VOIDED, content)
        known.setdefault((row["source"], row["external_id"]), []).append(revision)
    return known


def _report(taking: Taking, *, atomic: bool) -> Document[BulkReport]:
    bulk = Bulk(atomic=atomic, in_columns=True)
    for index in range(taking.batch.size):
        if index in taking.outcomes:
            bulk.done(*taking.outcomes[index])
        else:
            bulk.fail(taking.batch.problems[index])
    return bulk.report()
