"""The OpenAPI 3.1 document as client generators understand it: made once, polished here."""

from typing import Any

import orjson
from fastapi import FastAPI, Response


def install(app: FastAPI) -> None:
    app.add_api_route("/openapi.json", lambda: Response(written(app), media_type="application/json"), include_in_schema=False)


def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def written(app: FastAPI) -> bytes:
    return orjson.dumps(document(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
