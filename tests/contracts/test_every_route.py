"""What every operation of every deployable must keep to."""

import inspect
import re
from typing import get_args

import httpx
import orjson
import pytest
from fastapi.routing import iter_route_contexts
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from deploy.openapi import DOCUMENTS, applications, documents
from shared.http.routing import Route, scope_of
from shared.work import Work

OPEN = {"/livez", "/readyz", "/openapi.json", "/openapi.sdk.json", "/docs", "/docs/start.js"}
PASCAL_CASE = re.compile("([A-Z][a-z0-9]*)+")
NAMES = ["performance", "quality", "gateway"]


@pytest.fixture(scope="module")
def apps():
    return applications()


def routes_of(app):
    return [route for route in iter_route_contexts(app.routes) if route.methods]


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_is_open_unless_it_is_on_the_list(apps, name):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(apps[name]), base_url="http://testserver") as stranger:
        for route in routes_of(apps[name]):
            path = route.path.format_map(_AnyId())
            for method in route.methods - {"HEAD"}:
                answer = await stranger.request(method, path)
                assert (answer.status_code == 401) != (route.path in OPEN), (
                    f"{method} {route.path}: {answer.status_code}"
                )


class _AnyId(dict[str, str]):
    def __missing__(self, _name):
        return "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_asks_for_a_scope_and_says_what_it_does(apps, name):
    for route in routes_of(apps[name]):
        if route.path in OPEN:
            continue
        assert isinstance(route.original_route, Route), route.path
        assert scope_of(route.dependant), route.path
        assert route.description, route.path
        assert route.tags, route.path


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_tag_and_operation_has_a_name_of_its_own(apps, name):
    """Two models of one name would be told apart by our modules' names, in every client that is generated."""
    document = apps[name].openapi()
    assert not [schema for schema in document["components"]["schemas"] if not PASCAL_CASE.fullmatch(schema)]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert not [tag for operation in operations for tag in operation.get("tags", []) if not PASCAL_CASE.fullmatch(tag)]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_a_get_only_reads(apps, name):
    for route in routes_of(apps[name]):
        kinds = [
            get_args(kind)[0]
            for kind in inspect.get_annotations(route.endpoint, eval_str=True).values()
            if get_args(kind)
        ]
        assert not (route.methods == {"GET"} and Work in kinds), route.path


@pytest.mark.parametrize("name", [*NAMES, "mettle"])
def test_the_committed_document_is_what_the_code_makes_and_is_valid(name):
    made = documents()[name]
    assert (DOCUMENTS / f"{name}.json").read_bytes() == made, "run `make openapi` and commit docs/openapi"
    validate(orjson.loads(made))


@pytest.mark.parametrize("name", NAMES)
def test_every_body_has_an_example_that_fits_its_schema(apps, name):
    document = apps[name].openapi()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
                shown = body.get("content", {}).get("application/json")
                if shown is not None:
                    schema = shown["schema"] | {"components": document["components"]}
                    assert not [fault.message for fault in OAS31Validator(schema).iter_errors(shown["example"])], path
