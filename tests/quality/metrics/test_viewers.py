"""List, detail, metrics, Pareto, inbox and export say the same to each kind of viewer."""

import csv
from io import StringIO
from itertools import product
from typing import Any

import pytest

from services.quality.roles.rules import ROLES, Role
from shared.problems import TooLarge
from shared.workbooks.lines import shown_lines
from tests.quality.conftest import EVERYTHING

VIEWERS = {
    "reporter of one that is confidential": (Role.REPORTER, "reporter"),
    "owner of a draft": (Role.PROCESS_OWNER, "owner"),
    "somebody else": (Role.REPORTER, "other"),
    "viewer": (Role.VIEWER, "other"),
    "inspector": (Role.INSPECTOR, "other"),
    "engineer": (Role.QUALITY_ENGINEER, "other"),
    "review board": (Role.REVIEW_BOARD, "other"),
    "quality manager": (Role.QUALITY_MANAGER, "other"),
    "executive": (Role.EXECUTIVE, "other"),
    "member of a CAPA": (Role.REPORTER, "member"),
    "of a supplier": (Role.SUPPLIER_USER, "supplier"),
    "of a supplier, with a manager's scopes": (Role.QUALITY_MANAGER, "supplier"),
}
COUNTED_ONLY = ("summary:read",)
"""A token may add it; then the numbers have to agree for who has it."""


@pytest.fixture
async def world(make):
    """Confidential, supplier's, draft and plain ones, and a CAPA whose dates only its people see."""
    people = {name: make.person() for name in ("reporter", "owner", "other", "member", "supplier")}
    supplier, stranger = await make.supplier(people["supplier"]), await make.supplier()
    await make.opened(people["reporter"], confidential=True, owner_id=str(people["owner"].id))
    for of in (supplier, stranger):
        record = await make.opened(people["owner"], supplier_id=str(of.id), due_at="2026-01-06T00:00:00Z")
        await make.patched(record, cause_codes=[f"cause-{of.body['code']}"])
        cost = {"amount": "10", "currency": "EUR"}
        await make.part(record, "costs", category="internal_failure", element="Work", cost=cost)
        await make.at("closed", supplier_id=str(of.id))
        await make.nonconformance(people["owner"], supplier_id=str(of.id), owner_id=str(people["owner"].id))
    await make.patched(await make.opened(people["owner"]), cause_codes=["plain"])
    body = {"title": "Bores", "risk": "major", "process_id": str((await make.process()).id), "due_on": "2026-01-05"}
    capa = await make.post(
        "/v1/capas",
        body | {"owner_id": str(people["owner"].id), "sponsor_id": str(people["owner"].id), "method": "simple",
                "team": [str(people["member"].id)], "sources": [{"reference": "Letter"}]},
        by=people["owner"],
    )  # fmt: skip
    await make.post(f"/v1/capas/{capa.id}/transitions", {"action": "initiate"}, on=capa)
    return people


@pytest.fixture(params=VIEWERS)
def viewer(request):
    return VIEWERS[request.param]


@pytest.fixture
def read(client, world, viewer):
    """What a viewer of each kind is answered."""
    role, person = viewer
    reader = client(world[person], *{*ROLES[role], *COUNTED_ONLY})

    async def body(path: str, **query: Any) -> Any:
        answer = await reader.get(f"/v1/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.headers["content-type"].startswith("application/json") else answer.text

    return body


async def listed(read, **query):
    return (await read("nonconformances", limit=200, **query))["items"]


async def test_what_is_listed_is_shown_exported_and_no_other_waits(read):
    there = await listed(read)
    for one in there:
        assert await read(f"nonconformances/{one['id']}") == one
    rows = (await read("nonconformances/export")).splitlines()[1:]
    assert {row.split(",")[1] for row in rows} == {one["number"] for one in there}
    waiting = (await read("inbox", kind="nonconformance", limit=200))["items"]
    assert {item["id"] for item in waiting} <= {one["id"] for one in there}


async def test_the_file_of_a_register_has_the_rows_of_the_list_and_nothing_more(client, world, viewer):
    role, person = viewer
    reader = client(world[person], *ROLES[role])
    narrowed: tuple[dict[str, Any], ...] = {}, {"overdue": True}, {"owner_id": str(world["owner"].id)}
    for register, query, form in product(HIDDEN, narrowed, ("csv", "xlsx")):
        listed = await reader.get(f"/v1/{register}", params={"limit": 200, **query})
        written = await reader.get(f"/v1/{register}/export", params={"format": form, **query})
        assert written.status_code == listed.status_code == (200 if f"{register}:read" in ROLES[role] else 403)
        if listed.status_code == 200:
            heads, *rows = lines_of(form, written.content)
            known = [[one[name] for name in TOLD] for one in listed.json()["items"]]
            assert [[row[heads.index(name)] for name in TOLD] for row in rows] == known
            assert not HIDDEN[register] & {*heads}


TOLD = ("id", "number", "title", "status")
HIDDEN = {
    "nonconformances": {"reporter_id", "confidential"},
    "capas": {"owner_id", "sponsor_id", "team", "due_on", "original_due_on", "problem", "verdict"},
}
"""What not everybody sees who sees the row; a file has one set of columns for all."""


def lines_of(form, content):
    if form == "csv":
        return list(csv.reader(StringIO(content.decode())))
    return shown_lines(content, 1_000, 100, TooLarge)


async def test_metrics_count_what_is_listed(read):
    there, late = await listed(read), await listed(read, overdue=True)
    ongoing = [one for one in there if one["status"] not in {"draft", "closed", "cancelled"}]
    metrics = {one["key"]: one["numerator"] for one in (await read("metrics"))["items"]}
    summary = (await read("summary"))["nonconformances"]
    assert (metrics["nc_open"], metrics["nc_overdue"]) == (len(ongoing), len(late))
    assert metrics["nc_closed_to_opened"] == summary["closed"] == sum(one["status"] == "closed" for one in there)
    assert (summary["open"], summary["draft"]) == (len(ongoing), sum(one["status"] == "draft" for one in there))
    assert (await read("metrics/ageing"))["all"]["open"] == len(ongoing)


async def test_pareto_and_costs_add_up_what_is_listed(read):
    there = [one for one in await listed(read) if one["status"] not in {"draft", "cancelled"}]
    pareto = await read("metrics/pareto", since="2026-01-01", limit=200)
    assert sorted(item["code"] for item in pareto["items"]) == sorted(
        code for one in there for code in one["cause_codes"]
    )
    costs = (await read("metrics/costs"))["items"]
    amounts = [float(cost["cost"]["amount"]) for one in there for cost in one["costs"]]
    assert sum(float(one["total"]) for one in costs) == sum(amounts)


async def test_capas_are_counted_by_who_sees_them_whole(read, viewer):
    metrics = {one["key"]: one for one in (await read("metrics"))["items"]}
    if "capas:read" not in ROLES[viewer[0]]:
        assert metrics["capa_overdue"]["denominator"] == 0
        return
    known = [one for one in (await read("capas"))["items"] if one["whole"] and one["status"] != "draft"]
    assert metrics["capa_overdue"]["denominator"] == len(known)
    assert len((await read("capas", overdue=True))["items"]) == metrics["capa_overdue"]["numerator"]
    assert {item["id"] for item in (await read("inbox", kind="capa"))["items"]} <= {one["id"] for one in known}


async def test_who_reported_in_confidence_is_in_no_number_list_or_file(client, world):
    reader, reporter = client(world["other"], *ROLES[Role.QUALITY_ENGINEER]), str(world["reporter"].id)
    for path in ("nonconformances", "nonconformances/export", "metrics/pareto", "inbox", "metrics"):
        assert reporter not in (await reader.get(f"/v1/{path}")).text, path
    told = await client(world["other"], *EVERYTHING).get("/v1/nonconformances")
    assert reporter in told.text


async def test_what_is_hidden_of_a_capa_is_found_by_no_filter(client, world):
    outsider = client(world["other"], *ROLES[Role.REPORTER])
    member = client(world["member"], *ROLES[Role.REPORTER])
    for query in ({"overdue": True}, {"due_before": "2026-02-01"}, {"owner_id": str(world["owner"].id)}):
        assert (await outsider.get("/v1/capas", params=query)).json()["items"] == []
        assert len((await member.get("/v1/capas", params=query)).json()["items"]) == 1
    assert len((await outsider.get("/v1/capas")).json()["items"]) == 1
