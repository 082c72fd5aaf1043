"""Hot lists are read along an index, in its order, by the app role: row-level security leaves many an index unused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest

from services.performance.dashboards.queries.documents import company
from services.performance.goals.queries.documents import goals
from services.performance.people.queries.persons import people
from services.performance.summary.queries import summary
from services.quality.characteristics.queries import characteristics
from services.quality.nonconformances.queries.documents import nonconformances
from shared.database.roles import role_url
from shared.resources.resource import Resource

ONE_PERSON = "INSERT INTO performance.counters VALUES (DEFAULT, 'people', true, '-infinity', 0, 1)"
OF_THE_ORGANISATION = {"dashboard": company, "summary": summary}
READER = frozenset({"goals:read", "goals:read:all", "nonconformances:read:all"})
NOW = datetime(2026, 1, 31, tzinfo=UTC)
ONLY_IN_ORDER = "SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off"
"""An empty table is read through, whatever stands beside it; so all that needs no index is made dear."""
RESOURCES: dict[str, tuple[str, Resource[Any, Any]]] = {
    "goals": ("performance", goals),
    "people": ("performance", people),
    "characteristics": ("quality", characteristics),
    "nonconformances": ("quality", nonconformances),
}
LISTS = [
    ("goals", "created_at.desc"),
    ("people", "display_name.asc"),
    ("people", "created_at.asc"),
    ("characteristics", "code.asc"),
    ("nonconformances", "created_at.desc"),
]


def way_to(table: str, plan: dict[str, Any]) -> Iterator[str]:
    """The kinds of the nodes from the scan of the table up to the answer; nothing where it is not scanned."""
    if plan.get("Relation Name") == table:
        yield plan["Node Type"]
        return
    for below in plan.get("Plans", ()):
        if below["Parent Relationship"] in {"Outer", "Subquery"} and (way := list(way_to(table, below))):
            yield from [*way, plan["Node Type"]]
            return


@pytest.mark.parametrize(("table", "sort"), LISTS)
async def test_a_page_is_read_along_an_index_in_its_order(migrated, org, table, sort):
    service, resource = RESOURCES[table]
    statement = resource._page(READER, frozenset(), sort, False, 50)
    given = {"viewer_id": org, "today": NOW.date(), "as_of": NOW.date(), "now": NOW, "specified_at": NOW}
    connection = await asyncpg.connect(role_url(await migrated(service), service, "app"))
    await connection.execute(f"SET app.org_id = '{org}'; {ONLY_IN_ORDER}")
    asked = statement.arguments(given | {"prefix": ""})
    (found,) = orjson.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *asked))
    await connection.close()
    scan, *above = way_to(table, found["Plan"])
    assert scan in {"Index Scan", "Index Only Scan"}
    assert "Sort" not in above


def ways_run(plan: dict[str, Any]) -> Iterator[bool]:
    """Of each way to find what is counted, whether it was run."""
    if plan.get("Subplan Name") == "CTE seen":
        for way in plan["Plans"]:
            yield any(below["Parent Relationship"] == "Outer" and below["Actual Loops"] for below in way["Plans"])
        return
    for below in plan.get("Plans", ()):
        yield from ways_run(below)


@pytest.mark.parametrize(("most_led", "run"), [(2, [True, False]), (-1, [False, True])])
@pytest.mark.parametrize("name", OF_THE_ORGANISATION)
async def test_only_one_way_to_count_the_organisation_is_run(migrated, org, name, most_led, run):
    statement = OF_THE_ORGANISATION[name](frozenset({"goals:read"}))
    given = {"viewer_id": org, "today": NOW.date(), "as_of": NOW.date(), "now": NOW, "most_led": most_led}
    connection = await asyncpg.connect(role_url(await migrated("performance"), "performance", "app"))
    await connection.execute(f"SET app.org_id = '{org}'; {ONE_PERSON}")
    asked = statement.arguments(given | {"prefix": ""})
    (found,) = orjson.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *asked))
    await connection.close()
    assert [*ways_run(found["Plan"])] == run
