"""What every endpoint gets from its router: headers, links, and conflicts that nobody has to see."""

import asyncio
import threading
from typing import Annotated
from uuid import UUID

import httpx
import orjson
import pytest

from services.performance.app import create
from services.performance.org_units.queries import org_units
from services.performance.org_units.schemas import OrgUnit as Shape
from services.performance.people.models import OrgUnit
from services.performance.settings import Settings
from shared.admission import admit, allow
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.routing import Router
from shared.testing import ISSUER, started
from shared.work import Work

router = Router("/pairs", "Pairs")
holding: set[UUID] = set()
both_hold_one = asyncio.Event()
second_at_work = threading.Event()


@router.post("/computed/{place}")
def compute(_: Annotated[Actor, admit("people:write")], place: str) -> Document[Shape]:
    """The first can't end before the second has begun, so they must be at work together."""
    if place == "second":
        second_at_work.set()
    assert second_at_work.wait(10)
    return Document(orjson.dumps(place))


@router.post("/{first}/{second}")
async def touch_both(work: Annotated[Work, allow("people:write")], first: UUID, second: UUID) -> Document[Shape]:
    """Lock one, wait until the other caller has locked the other, then want that too."""
    await work.lock(OrgUnit, first)
    holding.add(first)
    if len(holding) == 2:
        both_hold_one.set()
    await both_hold_one.wait()
    unit = await work.lock(OrgUnit, second)
    work.change(unit, {"code": unit.code + "-1"})
    work.note("org_unit.touched", unit)
    return await org_units.show(work, second)


@pytest.fixture
async def colliding(migrated, provider):
    url = await migrated("performance")
    app = create(Settings(database_url=url, issuer=ISSUER, environment="development", log_level="ERROR"), provider)
    app.include_router(router, prefix="/v1")
    async with started(app):
        yield httpx.ASGITransport(app)


async def test_a_deadlock_is_tried_again_and_both_callers_succeed(colliding, issuer, org, make, sql):
    one, other = await make.org_unit("one"), await make.org_unit("other")
    token = issuer.mint(str(org), ["people:write"], org_id=org)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=colliding, base_url="http://testserver", headers=headers) as client:
        answers = await asyncio.gather(
            client.post(f"/v1/pairs/{one.id}/{other.id}"), client.post(f"/v1/pairs/{other.id}/{one.id}")
        )
    assert [answer.status_code for answer in answers] == [200, 200]
    events = "SELECT count(*) FROM performance.events WHERE org_id = $1 AND type = 'org_unit.touched'"
    assert await sql.fetchval(events, org) == 2


async def test_what_is_only_computed_keeps_nobody_waiting(colliding, issuer, org):
    headers = {"Authorization": f"Bearer {issuer.mint(str(org), ['people:write'], org_id=org)}"}
    async with httpx.AsyncClient(transport=colliding, base_url="http://testserver", headers=headers) as client:
        answers = await asyncio.gather(*(client.post(f"/v1/pairs/computed/{place}") for place in ("first", "second")))
    assert [answer.json() for answer in answers] == ["first", "second"]


async def test_a_page_links_to_the_next(client, make):
    for _ in range(3):
        await make.person()
    reader = client(await make.person(), "people:read")
    first = await reader.get("/v1/people", params={"limit": 2, "sort": "created_at.asc"})
    url, _, relation = first.headers["link"].partition("; ")
    assert relation == 'rel="next"'
    second = await reader.get(url.strip("<>"))
    assert len(second.json()["items"]) == 2
    assert "link" not in second.headers
    assert first.json()["items"][0]["id"] not in [person["id"] for person in second.json()["items"]]


async def test_a_total_is_counted_only_on_demand(client, make):
    reader = client(await make.person(), "people:read")
    assert (await reader.get("/v1/people")).json()["total"] is None
    assert (await reader.get("/v1/people", params={"include_total": "true"})).json()["total"] == 1


async def test_a_new_record_tells_where_it_is(client, make):
    answer = await client(None, "people:write").post("/v1/org-units", json={"code": "hr", "name": "People"})
    assert answer.headers["location"] == f"/v1/org-units/{answer.json()['id']}"
    assert answer.headers["etag"].startswith('"1-')


async def test_a_missing_scope_is_named(client, make):
    answer = await client(await make.person(), "goals:read").get("/v1/people")
    assert (answer.status_code, answer.json()["scope"]) == (403, "people:read")
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="people:read"'


async def test_an_unknown_parameter_is_refused_also_where_none_is_taken(client, make):
    person = await make.person()
    answer = await client(person, "people:read").get(f"/v1/people/{person.id}?expand=all")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "?expand", "code": "extra_forbidden", "detail": "unknown parameter"}]


async def test_an_answer_that_shows_another_record_changes_its_tag_with_that_one(client, make):
    lead = await make.person()
    person = await make.person(lead=lead)
    hr = client(None, "people:read", "people:write")
    before = await hr.get(f"/v1/people/{person.id}")
    await hr.patch(f"/v1/people/{lead.id}", json={"display_name": "Renamed"})
    after = await hr.get(f"/v1/people/{person.id}", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["assignment"]["manager"]["display_name"] == "Renamed"
    assert after.json()["version"] == before.json()["version"]


@pytest.mark.parametrize(("if_match", "status"), [
    ('"{version}"', 200), ('"{version}-0badcafe"', 200), ('"7", "{version}"', 200), ("*", 200),
    ('"7"', 412), ('W/"{version}"', 412), ('garbage"{version}"garbage', 412), ("{version}", 412), ('"{version}', 412),
    ("", 412),
])  # fmt: skip
async def test_only_a_tag_of_this_version_lets_a_change_through(client, make, if_match, status):
    person = await make.person()
    headers = {"If-Match": if_match.format(version=person.body["version"])}
    answer = await client(None, "people:write").patch(
        f"/v1/people/{person.id}", json={"display_name": "B"}, headers=headers
    )
    assert answer.status_code == status
