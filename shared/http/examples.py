"""An example of every body, made from its schema: the same at every run, and valid as long as the schema can say so.

What a field's own `examples` or a schema's `example(…)` says is taken as it stands. Pure.
"""

from typing import Any

Json = dict[str, Any]

FORMATS = {
    "uuid": "01976f3a-1c2e-7b40-9a55-3f0d2c8e6b11",
    "date": "2026-01-31",
    "date-time": "2026-01-31T09:30:00Z",
    "time": "09:30:00",
    "email": "ada@example.org",
    "uri": "https://example.org/",
    "binary": "...",
}
FAR = 1e9
"""A bound beyond it says only what can be stored."""

DEEPEST = 6
"""A tree inside a tree is shown with empty lists from here on."""


def example_of(schema: Json, schemas: Json, name: str = "text", depth: int = 0) -> Any:
    """A value that fits `schema`; `name` is the field's, for the words of a text."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth + 1)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, name, depth + 1)
    if schema.get("default") is not None:
        return schema["default"]
    return _of_kind(schema, schemas, name, depth)


def _of_kind(schema: Json, schemas: Json, name: str, depth: int) -> Any:
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    match kind:
        case "object":
            return _object(schema, schemas, depth)
        case "array":
            many = 0 if depth > DEEPEST else schema.get("minItems") or 1
            return [example_of(schema.get("items", {}), schemas, name, depth + 1) for _ in range(many)]
        case "boolean":
            return True
        case "integer" | "number":
            return _number(schema, kind)
        case "null":
            return None
        case _:
            return _text(schema, name)


def _object(schema: Json, schemas: Json, depth: int) -> Json:
    fields = schema.get("properties", {})
    named_by_callers = [("key", value) for value in schema.get("patternProperties", {}).values()]
    return {name: example_of(field, schemas, name, depth + 1) for name, field in [*fields.items(), *named_by_callers]}


def _number(schema: Json, kind: str) -> float:
    """Half-way between near bounds, else just beside the one that is near."""
    least: float = max(schema.get("minimum", -FAR), schema.get("exclusiveMinimum", -FAR))
    most: float = min(schema.get("maximum", FAR), schema.get("exclusiveMaximum", FAR))
    if least <= -FAR and most >= FAR:
        return 1
    if least <= -FAR or most >= FAR:
        return least + 1 if most >= FAR else most - 1
    return int((least + most) / 2) if kind == "integer" else (least + most) / 2


def _text(schema: Json, name: str) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    words = name.removesuffix("_id").replace("_", " ")
    return words.ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]
