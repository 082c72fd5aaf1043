from asyncio import to_thread
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.performance.measurements import rules, schemas
from services.performance.measurements.queries import ADDITION, KEY_OF, KNOWN, SUBJECTS, TERMS, measurements
from services.performance.measurements.rules import Content, Stored, Terms, value_of
from services.performance.standards.rules.precedence import Subject
from services.performance.standards.rules.states import MeasureKind, StandardPeriod, StandardStatus, TargetSubject
from shared.answers import Document, Page
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.database.statements import in_columns
from shared.problems import TryAgain
from shared.work import Reading, Work


class Written(NamedTuple):
    """What an event needs to know of a measurement that a statement wrote."""

    id: UUID
    version: int = 1


class Known(NamedTuple):
    """What is stored that the rows of a batch speak of; `latest` and `touched` grow as they are taken."""

    standards: Mapping[UUID, Terms]
    subjects: frozenset[Subject]
    latest: dict[str, Stored]
    touched: dict[UUID, list[UUID]]
    """By standard, the new measurements of it, and those that took its place."""


async def take(work: Work, query: BulkQuery, data: schemas.MeasurementBatch) -> Document[BulkReport]:
    """Rows are judged one after the other and written together: as many statements for one as for ten thousand."""
    bulk, known = Bulk(atomic=query.atomic), await _known(work, data)
    new = await to_thread(_judged, work, data, known, bulk)  # others are answered meanwhile
    report = bulk.report()
    if new:
        written = await work.rows(ADDITION, source=data.source, **in_columns(new))
        if len(written) < len(new):  # somebody measured the same meanwhile
            raise TryAgain()
    _note(work, new)
    for standard_id, ids in known.touched.items():
        payload = {"standard_id": standard_id, "first_id": min(ids), "last_id": max(ids)}
        work.enqueue(rules.FOLLOW_STANDARD, payload)
    return report


def _note(work: Work, new: Sequence[Mapping[str, Any]]) -> None:
    for one in new:
        happened = "voided" if one["void_reason"] else "corrected" if one["supersedes_id"] else "created"
        subject = {"person_id": one["person_id"], "org_unit_id": one["org_unit_id"]}
        work.note(f"measurement.{happened}", Written(one["id"]), standard_id=one["standard_id"], **subject)


def _judged(work: Work, data: schemas.MeasurementBatch, known: Known, bulk: Bulk) -> list[dict[str, Any]]:
    """The measurements to add."""
    new: list[dict[str, Any]] = []
    for row in data.rows:
        with bulk.row():
            _judge(work, row, known, bulk, new)
    return new


def _judge(work: Work, row: schemas.MeasurementRow, known: Known, bulk: Bulk, new: list[dict[str, Any]]) -> None:
    before = known.latest.get(row.external_id)
    said = Content(*(getattr(row, name) for name in Content._fields))
    said = rules.checked(said, known.standards, known.subjects, work.today, new=before is None)
    writer = None if work.actor.has("productivity:write:all") else work.actor.id
    if before is not None and not rules.says_more(said, before, writer, supersedes=row.supersedes):
        bulk.done(BulkOutcome.UNCHANGED, before.id)
        return
    after = Stored(uuid7(), before.revision + 1 if before else 1, work.actor.id, said)
    known.latest[row.external_id] = after
    for standard_id in {said.standard_id, before.content.standard_id if before else said.standard_id}:
        known.touched.setdefault(standard_id, []).append(after.id)
    bulk.done(BulkOutcome.CORRECTED if before else BulkOutcome.CREATED, after.id)
    new.append(
        said._asdict()
        | {"id": after.id, "revision": after.revision, "supersedes_id": before.id if before else None}
        | {"external_id": row.external_id, "value": value_of(said.numerator, said.denominator)}
    )


async def _known(work: Work, data: schemas.MeasurementBatch) -> Known:
    named: dict[str, Sequence[Any]] = {
        name: list({getattr(row, name) for row in data.rows} - {None})
        for name in ("external_id", "standard_id", "person_id", "org_unit_id")
    }
    standards = await work.rows(TERMS, ids=named["standard_id"])
    subjects = await work.rows(SUBJECTS, ids=[*named["person_id"], *named["org_unit_id"]])
    latest = await work.rows(KNOWN, source=data.source, external_ids=named["external_id"])
    return Known({row["id"]: _terms(row) for row in standards}, _subjects(subjects), _latest(latest), {})


def _terms(row: Mapping[str, Any]) -> Terms:
    return Terms(MeasureKind(row["measure"]), StandardPeriod(row["period"]), StandardStatus(row["status"]))


def _subjects(rows: Sequence[Mapping[str, Any]]) -> frozenset[Subject]:
    return frozenset(Subject(TargetSubject(row["kind"]), row["id"]) for row in rows)


def _latest(rows: Sequence[Mapping[str, Any]]) -> dict[str, Stored]:
    """Revisions come in their order, so that the last of an external id stays."""
    return {
        row["external_id"]: Stored(
            row["id"], row["revision"], row["recorded_by"], Content(*(row[name] for name in Content._fields))
        )
        for row in rows
    }


async def list_revisions(work: Reading, id: UUID, query: schemas.RevisionQuery) -> Page[schemas.Measurement]:
    await measurements.show(work, id)
    key = await work.row(KEY_OF, id=id)
    return await measurements.page(work, query, **(key or {}))
