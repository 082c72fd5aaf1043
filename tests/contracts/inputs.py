"""Ordinary bad inputs, sent to every field of every write of a service; what a caller's bug or an attacker sends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PLACE = '"it goes here"'
DEEP = "[" * 100 + "]" * 100
MILLION_KEYS = "{" + ",".join(f'"k{number}":1' for number in range(1_000_000)) + "}"
MANY_KEYS = "{" + ",".join(f'"k{number}":1' for number in range(20_000)) + "}"

ANYWHERE = {
    "nan": "NaN",
    "infinity": "Infinity",
    "too large for a float": "1e309",
    "five thousand digits": "9" * 5_000,
    "an object": '{"a": 1}',
    "a hundred deep": DEEP,
    "twenty thousand keys": MANY_KEYS,
}
INSTEAD_OF: dict[str, dict[str, str]] = {
    "string": {
        "nul": '"a\\u0000b"',
        "half a surrogate pair": '"a\\ud800b"',
        "endless": json.dumps("x" * 20_000),
        "a number": "5",
        "true": "true",
    },
    "integer": {
        "a text": '"5"',
        "true": "true",
        "a fraction": "1.5",
        "huge": str(10**30),
        "negative huge": str(-(10**30)),
    },
    "number": {"a text": '"5"', "true": "true", "huge": str(10**30), "huge fraction": "1e300"},
    "boolean": {"a text": '"yes"', "one": "1"},
    "array": {"a text": '"x"', "of nulls": "[null]", "of everything": '[[], {}, "x", 1]'},
    "date": {
        "year 1": '"0001-01-01"',
        "a number": "0",
        "a time": '"2026-01-01T00:00:00Z"',
        "no such day": '"2026-02-30"',
    },
    "date-time": {"naive": '"2026-01-01T00:00:00"', "year 1": '"0001-01-01T00:00:00Z"', "a number": "0.5"},
    "uuid": {"a text": '"x"', "a number": "7", "nul": '"\\u0000"'},
    "enum": {"another word": '"of course"', "a number": "1"},
}
WHOLE_BODIES = {
    "no json": b"{not json",
    "invalid utf-8": b'{"title": "\xff\xfe"}',
    "two megabytes": b'{"title": "' + b"x" * 2_000_000 + b'"}',
    "a hundred deep": DEEP.encode(),
    "a million keys": MILLION_KEYS.encode(),
    "the same key twice": b'{"title": "a", "title": "b"}',
    "an unknown field": b'{"tittle": "a"}',
    "a list": b"[]",
    "null": b"null",
    "nothing": b"",
    "a text of quotes that never ends": b"[]" * 40 + b'"' + b'\\"' * 400_000,
}
BAD_QUERIES = ["limit=-1", "limit=0", "limit=1e9", "limit=x", "cursor=abc", "cursor=%00", "sort=no.asc", "unheard_of=1"]


@dataclass(frozen=True)
class Write:
    method: str
    path: str
    body: dict[str, Any]
    """The JSON schema of the body."""


def writes_of(document: dict[str, Any]) -> list[Write]:
    """Every operation of an OpenAPI document that takes JSON."""
    return [
        Write(method.upper(), path, content["application/json"]["schema"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in (content := operation.get("requestBody", {}).get("content", {}))
    ]


def bad_bodies(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A name and a JSON text: a body that is right but for one value, for each field and each way to be wrong."""
    fields = _resolved(schema, document)["properties"]
    for name in fields:
        right = {other: _example(fields[other], document) for other in fields}
        template = json.dumps(right | {name: "it goes here"})
        for what, text in (ANYWHERE | _wrong_for(fields[name], document)).items():
            yield f"{name}: {what}", template.replace(PLACE, text)


def _wrong_for(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, str]:
    schema = _resolved(schema, document)
    if "enum" in schema:
        return INSTEAD_OF["enum"]
    return INSTEAD_OF.get(schema.get("format") or _kind(schema), {})


def _kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "object")
    return kind if isinstance(kind, str) else kind[0]


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    schema = next((option for option in schema.get("oneOf", []) if "$ref" in option), schema)
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    schema = _resolved(schema, document)
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    examples = {
        "date": "2026-05-01",
        "date-time": "2026-05-01T09:00:00Z",
        "uuid": "00000000-0000-7000-8000-000000000000",
    }
    kinds = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    return examples.get(schema.get("format", "")) or schema.get("examples", [kinds[_kind(schema)]])[0]
