"""Request bodies, read once and strictly: media type, depth, keys, duplicates, NaN."""

import json
import re
from itertools import accumulate
from typing import Any

from fastapi import Request

from shared.problems import FieldError, Invalid, Problem, TooLarge

MEGABYTE = 1_000_000
DRAINED = 8 * MEGABYTE
MAX_DEPTH = 32
KEYS_A_MEGABYTE = 10_000
"""That an endpoint takes for each megabyte it takes, and at least so many."""
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""Possessive and content without its end, so that no body makes it start over."""
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class JsonInvalid(Invalid):
    """The body is not JSON."""


class TooDeep(Invalid):
    """The body nests deeper than 32 levels."""


class TooManyKeys(Invalid):
    """The body has more keys than this endpoint takes."""


class DuplicateKey(Invalid):
    """An object of the body has the same key twice."""


class UnsupportedMediaType(Problem):
    """This endpoint does not take that media type."""

    status = 415


class ReadRequest(Request):
    """A request whose body was read by us, so that FastAPI does not read it again."""

    content: bytes = b""
    parsed: Any = None

    async def body(self) -> bytes:
        return self.content

    async def json(self) -> Any:
        return self.parsed


async def read(request: Request, media_type: str, limit: int) -> ReadRequest:
    """The body, at most `limit` bytes of it, parsed if it is JSON."""
    _require_media_type(request, media_type)
    known = ReadRequest(request.scope, request.receive)
    known.content = await _content(request, limit)
    if media_type == "application/json":
        known.parsed = parse(known.content, KEYS_A_MEGABYTE * max(1, limit // MEGABYTE))
    return known


async def _content(request: Request, limit: int) -> bytes:
    """A little more than allowed is read and dropped, because many clients send all before they read an answer."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size > limit + DRAINED:
            break
    if size > limit:
        raise TooLarge(f"The body is larger than the {limit} bytes this endpoint takes.", limit=limit)
    return b"".join(chunks)


def _require_media_type(request: Request, expected: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    accepted = {expected, "application/merge-patch+json"} if expected == "application/json" else {expected}
    if given not in accepted:
        raise UnsupportedMediaType(f"Send {expected}.")


def parse(body: bytes, most_keys: int) -> Any:
    """JSON as a caller may send it. Small bodies never pay for the depth check."""
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise TooDeep()
    keys = 0

    def gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal keys
        keys += len(pairs)
        if keys > most_keys:
            raise TooManyKeys(limit=most_keys)
        gathered = dict(pairs)
        if len(gathered) < len(pairs):
            raise DuplicateKey(errors=[FieldError("", "duplicate_key", _twice(pairs))])
        return gathered

    try:
        return json.loads(body, object_pairs_hook=gather, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise JsonInvalid() from None


def _depth(body: bytes) -> int:
    brackets = STRING.sub(b"", body).translate(None, NO_BRACKETS)
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _twice(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    again = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return f"{again[:60]!r} is there twice"
