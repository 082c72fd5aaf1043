"""Every error as an RFC 9457 problem document with a stable code, pointers and the trace id."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.observability import trace_id
from shared.problems import FieldError, Problem

MEDIA_TYPE = "application/problem+json"
TITLES = {422: "Unprocessable Content", 413: "Content Too Large"}
SAID = {
    "extra_forbidden": "unknown field",
    "missing": "is required",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "string_unicode": "must not contain NUL or lone surrogates",
    "finite_number": "must be a finite number",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """`responses=problems(WeightsExceeded)`: what can go wrong here beyond what can go wrong everywhere."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        said = f"`{kind.code}`: {' '.join((kind.__doc__ or '').split())}"
        before = responses.get(kind.status, {}).get("description")
        responses[kind.status] = {"description": f"{before}\n\n{said}" if before else said, "x-problem": True}
    return responses


def document(status: int, code: str, detail: str, path: str, /, **more: Any) -> bytes:
    """The problem document; `more` are the facts a client can use, whatever they are called."""
    return orjson.dumps(
        {
            "type": f"/problems/{code}",
            "title": TITLES.get(status) or HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": detail,
            "instance": path,
            "trace_id": trace_id(),
            "errors": [],
            **more,
        },
        default=str,
    )


def answer(problem: Problem, path: str) -> Response:
    errors = _listed(problem.errors)
    body = document(problem.status, problem.code, problem.detail, path, **problem.facts, errors=errors)
    return Response(body, problem.status, _challenge(problem) | problem.headers, MEDIA_TYPE)


def _challenge(problem: Problem) -> dict[str, str]:
    """How to get in, as RFC 6750 says it: no token, a wrong one, or one without the scope this needs."""
    if problem.status == 401:
        wrong = "" if problem.code == "token_missing" else ' error="invalid_token"'
        return {"www-authenticate": f"Bearer{wrong}"}
    scope = problem.facts.get("scope")
    return {"www-authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'} if scope else {}


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error, request.url.path)


async def _plain(request: Request, error: Exception) -> Response:
    """What Starlette and FastAPI refuse by themselves: no such route, no such method."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    detail = phrase if error.detail == phrase else str(error.detail)
    return Response(
        document(error.status_code, code, detail, request.url.path), error.status_code, error.headers, MEDIA_TYPE
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(wrong) for wrong in error.errors()[:100]]
    detail = "1 field is wrong" if len(errors) == 1 else f"{len(errors)} fields are wrong"
    body = document(422, "validation_failed", detail, request.url.path, errors=_listed(errors))
    return Response(body, 422, media_type=MEDIA_TYPE)


def _field_error(wrong: dict[str, Any]) -> FieldError:
    said = "unknown parameter" if _is_parameter(wrong) else SAID.get(wrong["type"])
    detail = said.format(**wrong.get("ctx", {})) if said else str(wrong["msg"])
    return FieldError(_visible(_pointer(*wrong["loc"])), wrong["type"], _visible(detail))


def _is_parameter(wrong: dict[str, Any]) -> bool:
    return bool(wrong["type"] == "extra_forbidden" and wrong["loc"][0] == "query")


def _pointer(place: str, *path: str | int) -> str:
    """`/key_results/0/title` in the body, `?limit` in the query, `#path/goal_id` elsewhere."""
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    if place == "body":
        return pointer
    return f"?{path[0]}" if place == "query" else f"#{place}{pointer}"


def _visible(text: str) -> str:
    """A caller's own letters come back in pointers: shorten them, and keep half surrogates out of the JSON."""
    return text[:300].encode("utf-8", "replace").decode()


def _listed(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    return [{"pointer": error.pointer, "code": error.code, "detail": error.detail} for error in errors]
