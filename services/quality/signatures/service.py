from services.quality.signatures.models import Signature
from services.quality.signatures.queries import Signed
from services.quality.signatures.rules import FRESH, Meaning
from shared.database.records import Record
from shared.work import Work


async def sign(work: Work, signed: Signed, record: Record, meaning: Meaning) -> None:
    """The record as this work leaves it, vouched for by who acts, and who proved only just now who they are."""
    authenticated_at = work.actor.require_recent(work.now, FRESH)
    content_hash = await work.value(signed.digest, id=record.id)
    signature = {"meaning": meaning, "authenticated_at": authenticated_at, "content_hash": content_hash}
    work.add(Signature(record_id=record.id, record_version=record.version, person_id=work.actor.id, **signature))
