"""Request bodies, read once and strictly: media type, depth, keys, duplicates, NaN."""

import json
import re
from collections.abc import Sequence
from typing import Any

from fastapi import Request

from shared.problems import FieldError, Invalid, Problem, TooLarge
from shared.workbooks.lines import check_kind

MEGABYTE = 1_000_000
DRAINED = 8 * MEGABYTE
MOST_JSON = 10 * MEGABYTE
"""JSON is parsed at once while others wait, however large the files are that an endpoint takes too."""
MILLION_NUMBERS = 24 * MEGABYTE
"""With all their digits, and their commas; parsed in a quarter of a second."""
MAX_DEPTH = 32
KEYS_A_MEGABYTE = 10_000
"""That an endpoint takes for each megabyte it takes, and at least so many."""
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""Possessive and content without its end, so that no body makes it start over."""
ALIKE = bytes.maketrans(b"{}", b"[]")
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


async def read(request: Request, media_types: Sequence[str], limit: int) -> ReadRequest:
    """The body, at most `limit` bytes of it, parsed if it is JSON."""
    media_type = _media_type(request, media_types)
    is_json = media_type == "application/json"
    known = ReadRequest(request.scope, request.receive)
    limit = min(limit, MOST_JSON) if is_json and len(media_types) > 1 else limit
    known.content = await _content(request, limit)
    if is_json:
        known.parsed = parse(known.content, KEYS_A_MEGABYTE * max(1, limit // MEGABYTE))
    else:
        check_kind(known.content, media_type)
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


def _media_type(request: Request, taken: Sequence[str]) -> str:
    """The one of these that was sent; a merge patch is JSON."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    given = "application/json" if given == "application/merge-patch+json" else given
    if given not in taken:
        raise UnsupportedMediaType(f"Send {' or '.join(taken)}.")
    return given


def parse(body: bytes, most_keys: int) -> Any:
    """JSON as a caller may send it. Small bodies never pay for the depth check."""
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise TooDeep()
    if body.count(b'":') - body.count(b'\\":') > most_keys:  # a quote inside a string is escaped
        raise TooManyKeys(limit=most_keys)
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
    """Level by level from the innermost, because a loop over a million brackets would hold up everybody else."""
    brackets, levels = STRING.sub(b"", body).translate(ALIKE, NO_BRACKETS), 0
    while levels <= MAX_DEPTH and len(outer := brackets.replace(b"[]", b"")) < len(brackets):
        brackets, levels = outer, levels + 1
    return levels + brackets.count(b"[")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _twice(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    again = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return f"{again[:60]!r} is there twice"
