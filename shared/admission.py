"""`allow("goals:write")`: the token, then the scope, then an open piece of work, committed before the answer leaves."""

import re
from collections.abc import AsyncIterator, Container
from datetime import UTC, datetime
from typing import Any

from fastapi import Depends, Request

from shared.auth.actor import Actor
from shared.http.routing import caller
from shared.idempotency import Claim, digest
from shared.observability import trace_id
from shared.work import House, Reading

TAG = re.compile(r'"(\d{1,10})(?:-[0-9a-f]+)?"')
"""The version, and after it what tells the body's derived parts apart."""


def allow(scope: str) -> Any:
    """`Annotated[Reading, allow("goals:read")]` on a GET, `Annotated[Work, allow("goals:write")]` on all others."""

    async def admit(request: Request) -> AsyncIterator[Reading]:
        house: House = request.app.state.house
        actor, now, prefix = await caller(request, scope), datetime.now(UTC), request.scope.get("root_path", "")
        if request.method == "GET":
            async with house.reading(actor, now, prefix=prefix, request_id=trace_id()) as reading:
                yield reading
            return
        expected = expected_versions(request.headers.get("if-match"))
        claim = request.scope["claim"] = claimed(request, actor)
        more = {"prefix": prefix, "expected": expected, "request_id": trace_id()}
        async with house.working(actor, now, claim, **more) as work:
            yield work

    admit.scope = scope  # type: ignore[attr-defined]  # the router asks for it first, the OpenAPI document names it
    return Depends(admit, scope="function")


def admit(scope: str) -> Any:
    """`Annotated[Actor, admit("measurements:read")]`: no transaction, for what is worked out and stored nowhere."""

    async def let_in(request: Request) -> Actor:
        return await caller(request, scope)

    let_in.scope = scope  # type: ignore[attr-defined]
    return Depends(let_in)


def claimed(request: Request, actor: Actor) -> Claim | None:
    """A POST's hold on the Idempotency-Key that it carries."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is None:
        return None
    house: House = request.app.state.house
    body, boundary = getattr(request, "content", b""), request.headers.get("content-type", "").partition("boundary=")[2]
    if boundary:  # a client that sends a form again invents another
        body = body.replace(boundary.strip('"').encode("latin-1"), b"")
    same = digest(request.url.path, request.url.query, body)
    return house.answers.claim(actor, key, same)


class AnyVersion:
    """What `If-Match: *` expects."""

    def __contains__(self, _version: object) -> bool:
        return True


def expected_versions(if_match: str | None) -> Container[int] | None:
    """The versions a caller would change; a weak, foreign or malformed tag matches none."""
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return AnyVersion()
    tags = [TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    return frozenset(int(tag[1]) for tag in tags if tag) if all(tags) else frozenset()
