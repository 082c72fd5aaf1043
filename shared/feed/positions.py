"""Where a reader of the feed is, as a text that tells nothing: numbers would count what the reader may not see."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from shared.pages import CursorMismatch


class Positions:
    """Of one service; the same place has the same text each time."""

    def __init__(self, secret: str, service: str) -> None:
        self._cipher = AESSIV(sha256(f"{service} feed {secret}".encode()).digest())

    def seal(self, org_id: UUID, seq: int) -> str:
        return urlsafe_b64encode(self._cipher.encrypt(seq.to_bytes(8), [org_id.bytes])).decode()

    def open(self, org_id: UUID, cursor: str) -> int:
        try:
            return int.from_bytes(self._cipher.decrypt(urlsafe_b64decode(cursor), [org_id.bytes]))
        except (InvalidTag, ValueError):
            raise CursorMismatch() from None
