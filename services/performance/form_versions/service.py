"""One verb a function, for any table of versions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.performance.form_versions import rules
from services.performance.form_versions.queries import newest, published
from shared.answers import Document
from shared.resources.resource import Resource
from shared.schemas import TransitionRequest
from shared.work import Work

Versions = Resource[Any, Any]
KINDS = {"rating_scales": "rating_scale", "review_templates": "review_template", "scoring_policies": "scoring_policy"}
"""What events call a version in each table."""


async def draft(work: Work, versions: Versions, values: Mapping[str, Any]) -> Document[Any]:
    """The first version of a code, or its next."""
    record: Any = versions.record
    await work.hold(record.__tablename__)
    last = await work.row(newest(record), code=values["code"])
    if last is not None and last["is_draft"]:
        raise rules.DraftExists(draft_id=last["id"])
    version = work.add(record(**values, number=last["number"] + 1 if last else 1))
    work.note(f"{_kind(record)}.created", version, code=version.code, number=version.number)
    return await versions.show(work, version.id)


async def patch(work: Work, versions: Versions, id: UUID, values: Mapping[str, Any]) -> Document[Any]:
    version = await versions.load(work, id, "update")
    if work.change(version, values):
        work.note(f"{_kind(versions.record)}.updated", version)
    return await versions.show(work, id)


async def transition(work: Work, versions: Versions, id: UUID, data: TransitionRequest) -> Document[Any]:
    """Publishing retires the version before it, one after the other."""
    await work.hold(versions.record.__tablename__)
    version = await versions.advance(work, id, data.action, data.reason)
    if data.action == "publish":
        work.change(version, {"published_at": work.now})
        await _retire_published(work, version)
    work.note(f"{_kind(versions.record)}.{data.action}", version, reason=data.reason)
    return await versions.show(work, id)


async def ensure_published(work: Work, record: Any, values: Mapping[str, Any]) -> UUID:
    """The published version of that code; where there is none, one with these values."""
    known: UUID | None = await work.value(published(record), code=values["code"])
    if known is not None:
        return known
    await work.hold(record.__tablename__)
    last = await work.row(newest(record), code=values["code"])
    version = work.add(record(**values, number=last["number"] + 1 if last else 1))
    work.change(version, {"status": rules.PUBLISHED, "published_at": work.now})
    work.note(f"{_kind(record)}.publish", version, code=version.code, number=version.number)
    await work.flush()
    return UUID(str(version.id))


async def _retire_published(work: Work, successor: Any) -> None:
    record = type(successor)
    others = record.code == successor.code, record.status == rules.PUBLISHED, record.id != successor.id
    for previous in await work.session.scalars(select(record).where(*others)):
        work.change(previous, {"status": rules.RETIRED})
        work.note(f"{_kind(type(successor))}.retire", previous, reason=f"Number {successor.number} took its place.")


def _kind(record: Any) -> str:
    return KINDS[record.__tablename__]
