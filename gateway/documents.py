"""One OpenAPI document of the gateway and both services: merged when it is built, read when it is served."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]

COMMITTED = Path(__file__).resolve().parent.parent / "docs" / "openapi" / "mettle.json"
INTRODUCTION = """Two independent services behind one door: `/performance` helps people do well, `/quality` helps
processes do well, and `/v1/dashboards` shows both side by side.

"""


class NamesClash(Exception):
    """The documents give one name two meanings; the message lists the names."""


def committed() -> Json:
    document: Json = orjson.loads(COMMITTED.read_bytes())
    return document


def merged(own: Json, services: Mapping[str, Json]) -> Json:
    """Each service's paths below its name. What several documents name must be the same in all of them.

    Raises NamesClash on a path, an operation, a tag or a component of two meanings.
    """
    parts = [own, *(_below(f"/{name}", document) for name, document in services.items())]
    clashes = [f"operation {name}" for name in _twice(_operations(parts))]
    tags = _united("tag", [{tag["name"]: tag for tag in part["tags"]} for part in parts], clashes)
    whole = own | {
        "info": own["info"] | {"title": "Mettle", "description": INTRODUCTION + own["info"]["description"]},
        "paths": _united("path", [part["paths"] for part in parts], clashes),
        "tags": [tags[name] for name in sorted(tags)],
        "components": {
            kind: _united(kind, [part["components"].get(kind, {}) for part in parts], clashes)
            for kind in sorted({kind for part in parts for kind in part["components"]})
        },
    }
    if clashes:
        raise NamesClash(", ".join(sorted(clashes)))
    return whole


def _below(prefix: str, document: Json) -> Json:
    return document | {"paths": {prefix + path: operations for path, operations in document["paths"].items()}}


def _operations(parts: list[Json]) -> Iterator[str]:
    paths = chain.from_iterable(part["paths"].values() for part in parts)
    return (operation["operationId"] for operations in paths for operation in operations.values())


def _twice(names: Iterator[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}


def _united(kind: str, parts: list[Json], clashes: list[str]) -> Json:
    """All of them in one; a name that means two things is added to `clashes`."""
    whole: Json = {}
    for name, meaning in chain.from_iterable(part.items() for part in parts):
        if whole.setdefault(name, meaning) != meaning:
            clashes.append(f"{kind} {name}")
    return whole
