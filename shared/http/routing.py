"""The router of every feature: strict bodies and parameters, answers with their headers, conflicts tried again."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from functools import cache, partial, wraps
from hashlib import blake2b
from random import uniform
from types import UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.datastructures import Default
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, _effective_route_context_var
from pydantic import BaseModel, Field, create_model
from starlette.responses import StreamingResponse
from starlette.routing import Match
from starlette.types import Scope

from shared.answers import Accepted, Document, File, Page, Replayed, Stream
from shared.auth.actor import Actor
from shared.auth.tokens import bearer
from shared.http.bodies import MEGABYTE, read
from shared.http.queries import lean
from shared.problems import TryAgain
from shared.schemas import Output

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

ATTEMPTS = 3
PAUSE_SECONDS = 0.01, 0.1
PRIVATE = "private, no-cache"
OPAQUE = (File, Stream)
"""What is no JSON of a schema."""


class Router(APIRouter):
    """`Router("/goals", "Goals")`; endpoints answer a `Document[Shape]`, a `Page[Shape]` or a schema."""

    def __init__(self, prefix: str, tag: str) -> None:
        super().__init__(prefix=prefix, tags=[tag], route_class=Route, generate_unique_id_function=operation_id)
        self._always = prefix.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Hundreds of routes are tried one after the other, so a feature none of which can be meant says so at once."""
        return super().matches(scope) if self._always in scope["path"] else (Match.NONE, {})


def operation_id(route: APIRoute) -> str:
    """`create_goal` becomes `createGoal`."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Route(APIRoute):
    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        answer = inspect.signature(endpoint, eval_str=True).return_annotation
        shapes = _shapes(answer)
        if Accepted in shapes:
            options["responses"] = (options.get("responses") or {}) | {202: _accepted(shapes[Accepted])}
        if answer in OPAQUE:
            options["response_class"] = Response
        if shapes or answer in OPAQUE:
            options["response_model"] = page_of(shapes[Page]) if Page in shapes else shapes.get(Document)
            endpoint = _answering(endpoint, options.get("status_code") or 200)
        elif options.get("response_model") is Default(None):
            options["response_model"] = answer
        self.body_limit = options.pop("max_body_size", None) or MEGABYTE
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        handle, known, scope = self._lean_handler(), self._query_names(), scope_of(self.dependant)
        media, limit = self._media_types(), self.body_limit

        async def strictly(request: Request) -> Response:
            if scope is not None:
                await caller(request, scope)
            _refuse_unknown(request, known)
            if media:
                request = await read(request, media, limit)
            try:
                return await _again(handle, request)
            except Replayed as before:
                return Response(before.body, before.status, {**before.headers, "idempotency-replayed": "true"})

        return strictly

    def _lean_handler(self) -> Handler:
        """FastAPI makes the handler from where a route is included, and the document from there too, but later."""
        place: Any = _effective_route_context_var.get() or self
        documented, place.dependant = place.dependant, lean(place.dependant)
        handle = super().get_route_handler()
        place.dependant = documented
        return handle

    def _query_names(self) -> frozenset[str]:
        names: set[str] = set()
        for parameter in self.dependant.query_params:
            kind = parameter.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names |= {field.alias or name for name, field in kind.model_fields.items()}
            else:
                names.add(parameter.alias)
        return frozenset(names)

    def _media_types(self) -> tuple[str, ...]:
        """The body's own, and those that `openapi_extra` shows beside it, which the endpoint gets as bytes."""
        if self.body_field is None:
            return ()
        beside = (self.openapi_extra or {}).get("requestBody", {}).get("content", {})
        return getattr(self.body_field.field_info, "media_type", "application/json"), *beside


def scope_of(dependant: Dependant) -> str | None:
    """The scope that a route's `allow` asks for."""
    scopes = [getattr(inner.call, "scope", None) for inner in dependant.dependencies]
    return next((scope for scope in scopes if scope), None)


async def caller(request: Request, scope: str) -> Actor:
    """Who calls, if this token may come in here; known before a byte of the body is read, so strangers cost little."""
    known: Actor | None = request.scope.get("actor")
    if known is None:
        token = bearer(request.headers.get("authorization"))
        known = request.scope["actor"] = await request.app.state.house.verifier.actor(token)
    known.require(scope)
    return known


def _shapes(answer: Any) -> dict[Any, type[BaseModel]]:
    """What an endpoint hands out, one thing or one of two: `Document[Report] | Accepted[Job]`."""
    options = get_args(answer) if get_origin(answer) in (Union, UnionType) else (answer,)
    kinds = (Document, Page, Accepted)
    return {get_origin(option): get_args(option)[0] for option in options if get_origin(option) in kinds}


def _accepted(shape: type[BaseModel]) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    headers = {
        "Location": {"description": "The job.", **text},
        "Retry-After": {"description": "Seconds until it is worth asking.", "schema": {"type": "integer"}},
    }
    return {"model": shape, "description": "A job does it later.", "headers": headers}


@cache
def page_of(shape: type[BaseModel]) -> type[BaseModel]:
    cursor = Field(description="Pass it as `cursor` for the next page; null on the last.")
    total = Field(description="How many there are in all; null unless `include_total`.")
    return create_model(
        f"{shape.__name__}Page",
        __base__=Output,
        __doc__="One page of a list.",
        items=(list[shape], ...),  # type: ignore[valid-type]
        next_cursor=(str | None, cursor),
        total=(int | None, total),
    )


class Answer(Response):
    """A document or page on its way out; what depends on the request is added at the end."""

    def __init__(self, result: Document[Any] | Page[Any] | Accepted[Any], status: int) -> None:
        if isinstance(result, Accepted):
            status = 202
        elif isinstance(result, Document) and result.known:
            status = 200
        super().__init__(result.body, status, {"cache-control": PRIVATE}, "application/json")
        self.result = result


def _answering(endpoint: Callable[..., Any], status: int) -> Callable[..., Awaitable[Response]]:
    """The endpoint, with what it hands out made into a response; a plain `def` works on a thread, and nobody waits."""
    awaited = endpoint if inspect.iscoroutinefunction(endpoint) else partial(run_in_threadpool, endpoint)

    @wraps(endpoint)
    async def answer(*args: Any, **given: Any) -> Response:
        result = await awaited(*args, **given)
        if isinstance(result, Stream):
            return StreamingResponse(result.chunks, headers={"cache-control": "no-store"}, media_type=result.media_type)
        return _handed_out(result) if isinstance(result, File) else Answer(result, status)

    return answer


def _handed_out(file: File) -> Response:
    """Shown or kept; which it is may have been said by `Accept`."""
    how = "inline" if file.shown else "attachment"
    headers = {"cache-control": PRIVATE, "vary": "Accept", "content-disposition": f"{how}; {_named(file.name)}"}
    return Response(file.body, headers=headers, media_type=file.media_type)


def _named(name: str) -> str:
    """As RFC 6266 says it; beside a name that is not ASCII stands what older clients can read."""
    if name.isascii():
        return f'filename="{name}"'
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def files(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """`responses=files("text/csv")`: the kinds of file that an endpoint hands out."""
    content = {kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {200: {"description": "The file.", "content": content}}


def streams(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The stream.", "content": {media_type: {"schema": {"type": "string"}}}}}


def known(shape: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """`responses=known(CheckIn)`: what is sent again is answered with the record that there is already."""
    return {200: {"model": shape, "description": "It was there already."}}


async def _again(handle: Handler, request: Request) -> Response:
    """Two changes that met in the database are tried again; nobody has to see that."""
    for _ in range(ATTEMPTS - 1):
        with suppress(TryAgain):
            return await _once(handle, request)
        await asyncio.sleep(uniform(*PAUSE_SECONDS))  # noqa: S311 # not a secret, only never the same for two
    return await _once(handle, request)


async def _once(handle: Handler, request: Request) -> Response:
    """An attempt ends with its transaction: FastAPI would end it only after us, too late to try again."""
    async with AsyncExitStack() as attempt:
        request.scope["fastapi_function_astack"] = attempt
        response = _finished(request, await handle(request))
        if claim := request.scope.get("claim"):
            await claim.keep(response.status_code, response.headers, response.body)
        return response


def _finished(request: Request, response: Response) -> Response:
    """Tag, location and link of what is answered; nothing but the tag where the caller has it already.

    The tag is the version and a digest: a body may show other records, whose changes leave this one's version alone.
    """
    result = response.result if isinstance(response, Answer) else None
    if isinstance(result, Page) and result.next_cursor:
        following = request.url.include_query_params(cursor=result.next_cursor)
        response.headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    if isinstance(result, Accepted):
        response.headers["location"] = request.scope.get("root_path", "") + result.location
    if isinstance(result, Accepted | Document) and result.retry_after is not None:
        response.headers["retry-after"] = str(result.retry_after)
    if not isinstance(result, Document) or result.version is None:
        return response
    response.headers["etag"] = tag = f'"{result.version}-{blake2b(result.body, digest_size=4).hexdigest()}"'
    if response.status_code == 201:
        response.headers["location"] = f"{_collection(request.url.path, result.collection)}/{result.id}"
    if request.method == "GET" and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag, "cache-control": PRIVATE})
    return response


def _collection(posted_to: str, named: str | None) -> str:
    return posted_to if named is None else f"{posted_to.partition('/v1/')[0]}/v1/{named}"


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name), "msg": "unknown parameter"} for name in unknown]
        )
