"""The OpenAPI 3.1 document as client generators understand it: FastAPI's, polished once.

Every rule here was found by generating and compiling clients: nullable types in one form, problems in one place,
no titles on properties, scopes on every operation.
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from shared.http.examples import example_of
from shared.http.routing import scope_of
from shared.schemas import ProblemDocument

Json = dict[str, Any]
Whole = Callable[[], Json]
"""A document that is served instead of the application's own."""

PROBLEM = {"$ref": "#/components/responses/Problem"}
PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
NULL = {"type": "null"}
NUMBERS = {"default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
WIDER = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
"""Where a field has both, the exclusive one is its own and the other that of any number we can store."""

CONVENTIONS = """Send `Authorization: Bearer <token>`; each operation names the scope it asks for.

- Lists answer `items` and `next_cursor`; pass it back as `cursor`, with the same filters and sort.
- Single records carry an `ETag`: `If-None-Match` saves the answer (304), `If-Match` guards a change (412).
- `allowed_actions` says what you may do with a record; `…/transitions` says what is missing for the rest.
- A POST with an `Idempotency-Key` can be sent again safely; another body with that key is 422.
- Every error is `application/problem+json` with a stable `code`, the `pointer` of each wrong field and a `trace_id`.
- What you may not see is 404, what you may see but not do is 403.
"""
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same request sent again with the same key is answered as it was; kept for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
REPLAYED = {"description": "`true` where the answer was given before.", "schema": {"type": "string", "enum": ["true"]}}
IF_MATCH = "The ETag you last read; a change meanwhile is refused with 412."


def install(app: FastAPI, whole: Whole | None = None) -> None:
    """`/openapi.json`, and `/openapi.sdk.json` without webhooks, of which generators would make operations."""
    app.openapi = lambda: app.openapi_schema or _made(app)  # type: ignore[method-assign]
    shown = cache(whole or app.openapi)

    async def served(request: Request) -> Response:
        return _as_json(shown(), request)

    async def served_to_generators(request: Request) -> Response:
        return _as_json({key: part for key, part in shown().items() if key != "webhooks"}, request)

    app.add_api_route("/openapi.json", served, include_in_schema=False)
    app.add_api_route("/openapi.sdk.json", served_to_generators, include_in_schema=False)


def written(document: Json, prefix: str = "") -> bytes:
    """The document as it is committed; behind a gateway it is served with that one's prefix as its server."""
    document = document | {"servers": [{"url": prefix or "/"}]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _as_json(document: Json, request: Request) -> Response:
    return Response(written(document, request.scope.get("root_path", "")), media_type="application/json")


def _made(app: FastAPI) -> Json:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes, openapi_version="3.1.0")
    document["info"]["description"] = CONVENTIONS
    components = document.setdefault("components", {})
    schemas = {name: _tidy(schema) for name, schema in components.get("schemas", {}).items()}
    for superseded in ("HTTPValidationError", "ValidationError"):
        schemas.pop(superseded, None)
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= {name: _tidy(schema) for name, schema in problem.pop("$defs").items()} | {
        "ProblemDocument": _tidy(problem)
    }
    components["schemas"] = {name: _by_name(schema, schemas) for name, schema in schemas.items()}
    components["responses"] = {"Problem": {"description": "What went wrong, as RFC 9457.", "content": PROBLEM_CONTENT}}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    _polish_operations(app, document)
    document["tags"] = _tags(app)
    _show_examples(document)
    app.openapi_schema = document
    return document


def _polish_operations(app: FastAPI, document: Json) -> None:
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            operation = document["paths"].get(route.path, {}).get(method.lower())
            if operation is not None:
                _polish(operation, method, scope_of(route.dependant))


def _tags(app: FastAPI) -> list[Json]:
    """Each with what its feature says of itself."""
    told: dict[str, str] = {}
    for route in iter_route_contexts(app.routes):
        for tag in route.tags if route.methods else ():
            feature = sys.modules[route.endpoint.__module__.rpartition(".")[0]]
            told.setdefault(str(tag), (feature.__doc__ or "").strip())
    return [{"name": tag, "description": text} for tag, text in sorted(told.items())]


def _show_examples(document: Json) -> None:
    """One in every JSON body, sent or answered."""
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
                shown = body.get("content", {}).get("application/json")
                if shown is not None:
                    shown["example"] = example_of(shown["schema"], schemas)


def _polish(operation: Json, method: str, scope: str | None) -> None:
    if scope is not None:
        operation["security"] = [{"token": [scope]}]
    operation["parameters"] = [_tidy(parameter) for parameter in operation.get("parameters", [])]
    responses = operation["responses"]
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]
    for response in responses.values():
        if response.pop("x-problem", False):
            response["content"] = PROBLEM_CONTENT
    responses["default"] = PROBLEM
    _tell_of_versions(operation, method)
    if method == "POST":
        _tell_of_keys(operation)
    if not operation["parameters"]:
        del operation["parameters"]


def _tell_of_versions(operation: Json, method: str) -> None:
    """Headers that the router handles for every operation alike."""
    answer = operation["responses"].get("200") or operation["responses"].get("201")
    single = any(parameter["in"] == "path" for parameter in operation["parameters"])
    if method == "PATCH" or operation["operationId"].startswith("transition"):
        required = method == "POST"
        operation["parameters"].append(
            {
                "name": "If-Match",
                "in": "header",
                "required": required,
                "description": IF_MATCH,
                "schema": {"type": "string"},
            }
        )
    if answer is not None and (single or method == "POST"):
        answer["headers"] = {"ETag": {"description": "The version of the record.", "schema": {"type": "string"}}}


def _tell_of_keys(operation: Json) -> None:
    operation["parameters"].append(IDEMPOTENCY_KEY)
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["headers"] = answer.get("headers", {}) | {"Idempotency-Replayed": REPLAYED}


def _tidy(schema: Any, *, named: bool = False) -> Any:
    """`named` are the keys of `properties`, which are a caller's words and not JSON Schema's."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: _tidy(value, named=key in {"properties", "$defs"} and not named)
        for key, value in schema.items()
        if named or key != "title"
    }
    return tidy if named else _nullable(_numeric(tidy))


def _by_name(schema: Json, named: Json) -> Json:
    """Pydantic shows a model whose validation is put off in place, where generators would make a second class of it."""
    names = {orjson.dumps(model, option=orjson.OPT_SORT_KEYS): name for name, model in named.items()}

    def short(part: Any) -> Any:
        if isinstance(part, list):
            return [short(each) for each in part]
        if not isinstance(part, dict):
            return part
        name = names.get(orjson.dumps(part, option=orjson.OPT_SORT_KEYS)) if "properties" in part else None
        return {"$ref": f"#/components/schemas/{name}"} if name else {key: short(value) for key, value in part.items()}

    return {key: short(value) for key, value in schema.items()}


def _numeric(schema: Json) -> Json:
    """Bounds of an integer are integers, one a side; a number's default is a number and no text."""
    kind = {"integer": int, "number": float}.get(str(schema.get("type")))
    if kind is None:
        return schema
    wider = {bound for bound, closer in WIDER.items() if bound in schema and closer in schema}
    kept = {key: value for key, value in schema.items() if key not in wider}
    return {key: kind(value) if key in NUMBERS and value is not None else value for key, value in kept.items()}


def _nullable(schema: Json) -> Json:
    """`anyOf` with null becomes a list of types or, around a model, `oneOf`."""
    options = schema.get("anyOf")
    if not options or NULL not in options or len(options) != 2:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    kind: Json = next(option for option in options if option != NULL)
    if "$ref" in kind:
        return rest | {"oneOf": [kind, NULL]}
    if not isinstance(kind.get("type"), str):
        return schema
    words = {"enum": [*kind["enum"], None]} if "enum" in kind else {}
    return rest | kind | {"type": [kind["type"], "null"]} | words
