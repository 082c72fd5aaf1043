from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, cast, exists, func, select

from services.quality.signatures import schemas
from services.quality.signatures.models import Signature
from services.quality.signatures.rules import Meaning
from shared.answers import Document
from shared.database.statements import Statement, argument
from shared.problems import NotFound
from shared.resources.resource import VARIANTS, Resource, Scopes
from shared.resources.shapes import all_of, columns_of
from shared.resources.viewer import Viewer
from shared.work import Reading


def digest(content: ColumnElement[Any]) -> ColumnElement[str]:
    """SHA-256 in hex of what a signer vouches for, which is JSON with its keys in a fixed order."""
    return func.encode(func.sha256(func.convert_to(cast(content, Text), "UTF8")), "hex")


def signed_by_another(record: Any, content: ColumnElement[Any], meaning: Meaning) -> ColumnElement[bool]:
    """Somebody else than the viewer signed the record with this meaning, and it still says the same."""
    of_this = Signature.record_id == record.id, Signature.meaning == meaning, Signature.person_id != Viewer.id
    return exists().where(*of_this, Signature.content_hash == digest(content)).correlate(record)


def signers(record: Any, content: ColumnElement[Any], meaning: Meaning) -> ColumnElement[int]:
    """How many people signed the record with this meaning as it now reads."""
    of_this = Signature.record_id == record.id, Signature.meaning == meaning
    people = select(func.count(Signature.person_id.distinct())).where(
        *of_this, Signature.content_hash == digest(content)
    )
    return people.correlate(record).scalar_subquery()


class Signed:
    """A kind of record that is signed: `content` says in JSON what a signer vouches for."""

    def __init__(self, resource: Resource[Any, Any], content: ColumnElement[Any]) -> None:
        self.resource, self.content = resource, content
        of_this = resource.record.id == argument("id", Uuid)
        self.digest = Statement(select(digest(content)).where(of_this))
        self._listed = lru_cache(VARIANTS)(self._compile)

    async def listed(self, work: Reading, id: Any) -> Document[schemas.Signatures]:
        """All signatures of a record that this caller sees, the first one first."""
        listed = await work.value(self._listed(work.actor.scopes), id=id)
        if listed is None:
            raise NotFound()
        return Document(listed.encode())

    def _compile(self, scopes: Scopes) -> Statement:
        record = self.resource.record
        derived: dict[str, Any] = {
            "signed_at": Signature.created_at,
            "valid": Signature.content_hash == digest(self.content),
        }
        found = select(*columns_of(schemas.Signature, Signature, derived)).where(Signature.record_id == record.id)
        items = func.json_build_object("items", all_of(found.order_by(Signature.id).correlate(record)))
        seen = self.resource.visible(Viewer(scopes))
        return Statement(select(cast(items, Text)).where(record.id == argument("id", Uuid), seen))
