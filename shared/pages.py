"""Keyset pages: what a list can be asked, and the signed cursor that continues it."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import orjson
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.answers import Page
from shared.problems import BadRequest
from shared.schemas import Input

CURSOR_LENGTH = 2_000
"""Room for a key of 200 letters of four bytes each."""
SEAL_BYTES = 16

Limit = Annotated[int, Field(ge=1, le=200)]
Cursor = Annotated[str, Field(max_length=CURSOR_LENGTH)]


class CursorMismatch(BadRequest):
    """This cursor belongs to another list, filter or sort: start again without a cursor."""


class ListQuery(Input):
    """What a list is asked: a list's own query adds `sort`, a Literal of `field.asc | field.desc`, and its filters.

    Filters are `None` or empty by default.
    """

    sort: str

    @property
    def filters(self) -> dict[str, Any]:
        """The filters in use, by name."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name not in _STEERING}
        return {name: value for name, value in given.items() if value is not None and value != []}


class PageQuery(ListQuery):
    """A list, page by page."""

    limit: Limit = 50
    cursor: Cursor | SkipJsonSchema[None] = None
    include_total: bool = False


class SheetFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class SheetQuery(ListQuery):
    """A list as a file, whole."""

    format: SheetFormat = SheetFormat.CSV


_STEERING = {"limit", "cursor", "include_total", "sort", "as_of", "format"}


class Cursors:
    """Cursors are sealed: one made by hand, or for another list, filter, sort or organisation, is refused."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def page(self, rows: Sequence[Mapping[str, Any]], limit: int, bound_to: str, total: int | None = None) -> Page[Any]:
        """Rows of `body`, `key` and `id`, read one more than the limit: if there is one more, a page follows."""
        shown, more = rows[:limit], len(rows) > limit
        cursor = self.seal(shown[-1]["key"], shown[-1]["id"], bound_to) if more else None
        return Page([row["body"].encode() for row in shown], cursor, total)

    def seal(self, key: str, id: UUID, bound_to: str) -> str:
        payload = orjson.dumps([key, str(id)])
        return urlsafe_b64encode(self._sign(payload, bound_to) + payload).decode().rstrip("=")

    def open(self, cursor: str, bound_to: str) -> tuple[str, UUID]:
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raise CursorMismatch() from None
        seal, payload = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._sign(payload, bound_to)):
            raise CursorMismatch()
        key, id = orjson.loads(payload)
        return key, UUID(id)

    def _sign(self, payload: bytes, bound_to: str) -> bytes:
        return hmac.new(self._secret, payload + b"\0" + bound_to.encode(), hashlib.sha256).digest()[:SEAL_BYTES]
