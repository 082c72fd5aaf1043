from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.quality.signatures.rules import Meaning
from shared.schemas import Input, Output, TransitionRequest


class SignatureCreate(Input):
    signature: Meaning = Field(description="What you sign it as, in your own words: no signature without its meaning.")


class SignedTransition(TransitionRequest):
    signature: Meaning | None = Field(default=None, description="The meaning, where the transition is signed.")


class Signature(Output):
    id: UUID
    person_id: UUID
    meaning: Meaning
    signed_at: datetime
    authenticated_at: datetime = Field(description="When the person last proved who they are.")
    record_version: int
    content_hash: str = Field(description="SHA-256 of what was signed, in hex.")
    valid: bool = Field(description="Whether the record still says what was signed.")


class Signatures(Output):
    items: list[Signature]
