"""The docs page, from files that came with the installation: no other host is asked for anything."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.staticfiles import StaticFiles

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="docs/static/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/static/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>
"""
START = """SwaggerUIBundle({
    url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "list", defaultModelsExpandDepth: -1,
    displayRequestDuration: true, persistAuthorization: true,
});
"""


def install(app: FastAPI) -> None:
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("fastapi-offline, which carries the docs page's files, is not installed")
    page = PAGE.format(title=app.title)
    app.add_api_route("/docs", lambda: Response(page, media_type="text/html"), include_in_schema=False)
    app.add_api_route("/docs/start.js", lambda: Response(START, media_type="text/javascript"), include_in_schema=False)
    app.mount("/docs/static", StaticFiles(directory=Path(spec.origin).parent / "static"))
