"""Pareto, ageing and flow as pictures of the same numbers."""

import orjson
import pytest

from tests.quality.conftest import EVERYTHING

PATHS = "pareto", "ageing", "flow"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("registered", [0, 2])
async def test_each_is_drawn_from_the_numbers_it_answers(client, make, path, registered):
    for _ in range(registered):
        await make.patched(await make.opened(), cause_codes=["tool-wear"])
    reader = client(make.person(), *EVERYTHING)
    said = (await reader.get(f"/v1/metrics/{path}")).json()
    spec = orjson.loads(
        (await reader.get(f"/v1/metrics/{path}", headers={"Accept": "application/vnd.vegalite.v5+json"})).content
    )
    shown = {"pareto": "items", "ageing": "stages", "flow": "items"}[path]
    assert bool(spec["data"]["values"]) == bool(said[shown])
    drawn = await reader.get(f"/v1/metrics/{path}", headers={"Accept": "image/svg+xml"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert ("tool-wear" in drawn.text) == (path == "pareto" and registered > 0)


async def test_another_form_is_refused(client, make):
    answer = await client(make.person(), *EVERYTHING).get("/v1/metrics/flow", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
